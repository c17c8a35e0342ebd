import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What one run of a program cost, from its start to its end, with all that it started and waited for. */
export interface Cost {
  readonly wallSeconds: number;
  /** User and system time together. */
  readonly cpuSeconds: number;
  /** Of the one process that held most. */
  readonly peakRssBytes: number;
}

/** In milliseconds. */
const pollEvery = 50;

/** Runs a program under the shell's `time`, which is what knows the processor time of an ended child. */
export async function measure(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Cost> {
  const script = 'TIMEFORMAT="%R %U %S"; exec 3>&2; time "$@" >/dev/null 2>&3 3>&-';
  const child = spawn('bash', ['-c', script, 'bash', command, ...args], {
    env: { ...process.env, ...env, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    // In a group of its own, so that stopping the bench stops it with all its children.
    detached: true,
  });
  const stop = () => endGroup(child.pid);
  process.once('exit', stop);
  let messages = '';
  child.stderr.on('data', (chunk: Buffer) => (messages = (messages + chunk.toString()).slice(-10_000)));
  let peak = 0;
  const poll = setInterval(() => (peak = Math.max(peak, ...peaksBelow(child.pid))), pollEvery);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => {
    clearInterval(poll);
    process.off('exit', stop);
  });
  const times = messages.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  const [wallSeconds = NaN, user = NaN, system = NaN] = times;
  if (code !== 0 || Number.isNaN(system))
    throw new Error(
      `${command} ended with ${code}: ${messages.slice(-2000).replaceAll(/sig=[^&\s]+/g, 'sig=***')}`,
    );
  return { wallSeconds, cpuSeconds: user + system, peakRssBytes: peak };
}

/** What a program writes to its output; rejects when it cannot be run or fails. */
export async function outputOf(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ''} ended with ${code}.`);
  return output.trim();
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** The most memory, in bytes, that each process started by `parent` has held, and those started by these. */
function peaksBelow(parent: number | undefined): number[] {
  return childrenOf(parent).flatMap((child) => [peakOf(child), ...peaksBelow(child)]);
}

/** Any thread of a process may have started a child. */
function childrenOf(pid: number | undefined): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
