import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareAzCopy } from '../scripts/lib/azcopy.ts';

/** What one run of a client cost, as a whole process from its start to its end. */
export interface Cost {
  readonly wallSeconds: number;
  /** User and system time together. */
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
}

export interface Job {
  readonly direction: 'up' | 'down';
  readonly dir: string;
  /** The container with its SAS, in path style. */
  readonly url: string;
  /** PEM file of the authority that signed the sink's certificate. */
  readonly ca?: string | undefined;
}

export interface Client {
  readonly name: string;
  readonly version: string;
  run(job: Job): Promise<Cost>;
}

/** This project's command, as `npm run transfer` runs it. */
export function ours(bundle: string, version: string): Client {
  return {
    name: 'ours',
    version,
    run: ({ direction, dir, url, ca }) => {
      const args = [
        `${direction}load`,
        '--dir',
        dir,
        '--url',
        url,
        '--service',
        'blob',
        '--conflict',
        'overwrite',
      ];
      return measure(process.execPath, [bundle, ...args, ...(ca === undefined ? [] : ['--ca', ca])], {});
    },
  };
}

/** AzCopy with its own defaults. Rejects where it cannot run. */
export async function azcopy(temporary: string): Promise<Client> {
  const binary = await prepareAzCopy(temporary, (sentence) => console.error(sentence));
  const env = {
    AZCOPY_LOG_LOCATION: join(temporary, 'azcopy-logs'),
    AZCOPY_JOB_PLAN_LOCATION: join(temporary, 'azcopy-plans'),
    AZCOPY_DISABLE_SYSLOG: 'true',
    HOME: temporary,
  };
  for (const place of [env.AZCOPY_LOG_LOCATION, env.AZCOPY_JOB_PLAN_LOCATION])
    mkdirSync(place, { recursive: true });
  return {
    name: 'AzCopy',
    version: await outputOf(binary, ['--version']),
    run: ({ direction, dir, url, ca }) => {
      const ends =
        direction === 'up'
          ? [`${dir}/*`, url, '--from-to=LocalBlob']
          : [url.replace('?', '/*?'), dir, '--from-to=BlobLocal'];
      const quiet = ['--recursive', '--output-level=quiet', '--log-level=NONE', '--skip-version-check'];
      return measure(binary, ['copy', ...ends, ...quiet], {
        ...env,
        ...(ca !== undefined && { SSL_CERT_FILE: ca }),
      });
    },
  };
}

function outputOf(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', () => resolve(output.trim()));
  });
}

/** Runs a program under the shell's `time`, which is what knows the processor time of an ended child. */
async function measure(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const script = 'TIMEFORMAT="%R %U %S"; exec 3>&2; time "$@" >/dev/null 2>&3 3>&-';
  const child = spawn('bash', ['-c', script, 'bash', command, ...args], {
    env: { ...process.env, ...env, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let messages = '';
  child.stderr.on('data', (chunk: Buffer) => (messages += chunk.toString()));
  let peak = 0;
  const poll = setInterval(() => (peak = Math.max(peak, peakOf(child.pid))), 50);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearInterval(poll));
  const times = messages.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  const [wallSeconds = NaN, user = NaN, system = NaN] = times;
  if (code !== 0 || Number.isNaN(system))
    throw new Error(`${command} ended with ${code}: ${messages.slice(0, 2000)}`);
  return { wallSeconds, cpuSeconds: user + system, peakRssBytes: peak };
}

/** The most memory that the only child of `shell` has held, in bytes; 0 when it has ended. */
function peakOf(shell: number | undefined): number {
  try {
    const child = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim();
    const status = readFileSync(`/proc/${child}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
