import { existsSync, readFileSync } from 'node:fs';
import { run } from './process.ts';

/** Whether Debian packages can be installed here without asking anybody. */
export const hasApt = () =>
  existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;

export const isUbuntu = () => /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));

/** Installs a Debian package, after saying so. */
export async function aptInstall(name: string, why: string, say: (sentence: string) => void): Promise<void> {
  say(`${why} Installing the Debian package ${name} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', name], { env });
}
