import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepareAzCopy } from '../scripts/lib/azcopy.ts';
import { nodeArguments, nodeVariables } from '../src/mover/nodeProcess.ts';
import { measure, outputOf, type Cost } from './measure.ts';

export type Direction = 'up' | 'down';
export type Service = 'blob' | 'file' | 'dfs';

/** Files to move between a folder here and a root there. */
export interface Job {
  readonly direction: Direction;
  readonly dir: string;
  readonly service: Service;
  /** The root with its SAS; of an IP address, in path style. */
  readonly url: string;
  /** PEM file of the authority that signed the server's certificate. */
  readonly ca?: string | undefined;
  /** Takes the connections to every host. */
  readonly proxy?: string;
}

export interface Client {
  readonly name: string;
  readonly version: string;
  /** Only reads what the others move. */
  readonly still?: true;
  run(job: Job): Promise<Cost>;
}

/** The variables that lead a client to the server of a job, and past whatever proxy the machine has. */
export function wayTo({ proxy }: Job): NodeJS.ProcessEnv {
  const none = undefined;
  return {
    ...{ HTTPS_PROXY: proxy, https_proxy: proxy, HTTP_PROXY: none, http_proxy: none },
    ...{ ALL_PROXY: none, all_proxy: none, NO_PROXY: none, no_proxy: none },
  };
}

/** Whether this build of the command can be told to leave MD5 out. */
export async function knowsMd5(bundle: string): Promise<boolean> {
  return (await outputOf(process.execPath, [bundle, '--help'])).includes('--md5');
}

/** This project's command, as `npm run transfer` runs it; `md5` absent: a build that does not know the word. */
export function ours(name: string, bundle: string, version: string, md5?: 'on' | 'off'): Client {
  return {
    name,
    version,
    run: (job) => {
      const { direction, dir, url, service, ca } = job;
      const args = [
        ...[`${direction}load`, '--dir', dir, '--url', url],
        ...['--service', service, '--conflict', 'overwrite'],
        ...(md5 === undefined ? [] : ['--md5', md5]),
        ...(ca === undefined ? [] : ['--ca', ca]),
      ];
      const variables = { ...nodeVariables, ...wayTo(job) };
      return measure(process.execPath, [...nodeArguments, bundle, ...args], variables);
    },
  };
}

const azcopyNames = { blob: 'Blob', file: 'FileSMB', dfs: 'BlobFS' } as const;

/** AzCopy with its own defaults, or with `md5` that it writes and demands. Rejects where it cannot run. */
export async function azcopy(temporary: string, say: (sentence: string) => void) {
  const binary = await prepareAzCopy(temporary, say);
  const env = {
    AZCOPY_LOG_LOCATION: join(temporary, 'azcopy-logs'),
    AZCOPY_JOB_PLAN_LOCATION: join(temporary, 'azcopy-plans'),
    AZCOPY_DISABLE_SYSLOG: 'true',
    HOME: temporary,
  };
  for (const place of [env.AZCOPY_LOG_LOCATION, env.AZCOPY_JOB_PLAN_LOCATION])
    mkdirSync(place, { recursive: true });
  const version = await outputOf(binary, ['--version'], env);
  return (name: string, md5: boolean): Client => ({
    name,
    version,
    run: (job) => {
      const { direction, dir, url, service, ca } = job;
      const up = direction === 'up';
      const remote = azcopyNames[service];
      const ends = up
        ? [`${dir}/*`, url, `--from-to=Local${remote}`]
        : [url.replace('?', '/*?'), dir, `--from-to=${remote}Local`];
      const check = up ? '--put-md5' : '--check-md5=FailIfDifferent';
      const quiet = ['--recursive', '--output-level=quiet', '--log-level=NONE', '--skip-version-check'];
      return measure(binary, ['copy', ...ends, ...quiet, ...(md5 ? [check] : [])], {
        ...env,
        ...wayTo(job),
        ...(ca !== undefined && { SSL_CERT_FILE: ca }),
      });
    },
  });
}
