import { chmodSync, copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, hasApt } from './apt.ts';
import { run } from './process.ts';

const packaged = join(
  import.meta.dirname,
  '../../node_modules/@azure-tools/azcopy-linux/dist/bin/azcopy_linux_amd64',
);

/**
 * Puts AzCopy into `folder`, ready to run, and returns its path. It needs the library libsecret, which is installed
 * where that can be done. Throws, saying what to install, where it cannot run.
 */
export async function prepareAzCopy(folder: string, say: (sentence: string) => void): Promise<string> {
  if (!existsSync(packaged))
    throw new Error('AzCopy is not installed: its npm package is for Linux on x64 only.');
  const binary = join(folder, 'azcopy');
  copyFileSync(packaged, binary);
  chmodSync(binary, 0o755);
  const env = { ...process.env, AZCOPY_LOG_LOCATION: folder, AZCOPY_JOB_PLAN_LOCATION: folder };
  const works = () =>
    run(binary, ['--version'], { env }).then(
      () => true,
      () => false,
    );
  if (await works()) return binary;
  if (hasApt()) await aptInstall('libsecret-1-0', 'AzCopy needs the library libsecret.', say);
  if (await works()) return binary;
  throw new Error(
    'AzCopy does not start. Install the library libsecret (Debian, Ubuntu: apt-get install libsecret-1-0).',
  );
}
