import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasApt } from '../scripts/lib/apt.ts';
import { run } from '../scripts/lib/process.ts';
import { wayTo, type Client } from './clients.ts';
import { measure, outputOf } from './measure.ts';

const program = (name: string) => join(import.meta.dirname, name);

/** The cheapest loop found; see floor.ts. */
export const floor: Client = {
  name: 'floor',
  version: `Node ${process.version}`,
  run: ({ direction, dir, url, ca }) =>
    measure(process.execPath, [program('floor.ts'), direction, dir, url, ...(ca === undefined ? [] : [ca])]),
};

/** The bare hash of a job's bytes; of files that are to come down, of the folder that holds the same here. */
export function hash(source: string): Client {
  return {
    name: 'hash',
    version: `Node ${process.version}`,
    still: true,
    run: () => measure(process.execPath, [program('hash.ts'), source]),
  };
}

/** rclone with 32 transfers: the one on the PATH, else Debian's package, unpacked into `temporary` and not installed. */
export async function rclone(temporary: string): Promise<Client> {
  const binary = await findRclone(temporary);
  const version = (await outputOf(binary, ['version'])).split('\n', 1)[0] ?? '';
  return {
    name: 'rclone',
    version,
    run: (job) => {
      const remote = `:azureblob:${new URL(job.url).pathname.split('/').at(-1) ?? ''}`;
      const ends = job.direction === 'up' ? [job.dir, remote] : [remote, job.dir];
      const many = ['--transfers=32', '--checkers=32', '--config=/dev/null'];
      const trust = job.ca === undefined ? [] : ['--ca-cert', job.ca];
      const env = { ...wayTo(job), RCLONE_AZUREBLOB_SAS_URL: job.url };
      return measure(binary, ['copy', ...ends, ...many, ...trust], env);
    },
  };
}

async function findRclone(temporary: string): Promise<string> {
  if (await works('rclone', ['version'])) return 'rclone';
  if (!hasApt()) throw new Error('rclone is not installed.');
  const dir = join(temporary, 'rclone');
  mkdirSync(dir);
  const download = () => run('apt-get', ['download', '-q', 'rclone'], { cwd: dir });
  await download().catch(() => run('apt-get', ['update', '-q']).then(download));
  const [found = ''] = readdirSync(dir);
  await run('dpkg', ['-x', join(dir, found), dir]);
  return join(dir, 'usr/bin/rclone');
}

/** The Python SDK, driven by sdk.py, in an environment of its own in `temporary`. */
export async function pythonSdk(temporary: string): Promise<Client> {
  const dir = join(temporary, 'python');
  const python = join(dir, 'bin/python');
  await run('python3', ['-m', 'venv', dir]);
  const quiet = ['--quiet', '--disable-pip-version-check'];
  await run(python, ['-m', 'pip', 'install', ...quiet, 'azure-storage-blob']);
  if (!existsSync(python)) throw new Error('There is no Python.');
  const ask =
    'import azure.storage.blob as b, platform; print(b.__version__, "on Python", platform.python_version())';
  return {
    name: 'Python SDK',
    version: `azure-storage-blob ${await outputOf(python, ['-c', ask])}`,
    run: (job) => {
      const trust = job.ca === undefined ? {} : { REQUESTS_CA_BUNDLE: job.ca };
      return measure(python, [program('sdk.py'), job.direction, job.dir, job.url], {
        ...wayTo(job),
        ...trust,
      });
    },
  };
}

function works(command: string, args: readonly string[]): Promise<boolean> {
  return outputOf(command, args).then(
    () => true,
    () => false,
  );
}
