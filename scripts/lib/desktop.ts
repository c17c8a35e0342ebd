import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { buildExtension, root } from '../build.ts';
import { endAll, spawnGroup } from './process.ts';
import type { RunningSandbox } from './sandbox.ts';
import { quietSettings, sandboxEnvironment, sandboxSettings } from './settings.ts';
import { addCompanion } from './vsix.ts';

interface Places {
  readonly home: string;
  readonly sample: string;
  readonly say: (sentence: string) => void;
}

/** Opens the sample in VS Code for the desktop, which is downloaded once. Ends when its window is closed. */
export async function startDesktop(sandbox: RunningSandbox, { home, sample, say }: Places): Promise<void> {
  await buildExtension(true);
  const program = await downloadAndUnzipVSCode({ cachePath: join(root, '.vscode-test') });
  const userData = join(home, 'desktop');
  mkdirSync(join(userData, 'User'), { recursive: true });
  const settings = { ...quietSettings, ...sandboxSettings(sandbox, 'vscode') };
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(settings, undefined, 2));
  addCompanion(join(userData, 'extensions'));
  const places = ['--user-data-dir', userData, '--extensions-dir', join(userData, 'extensions')];
  const args = [
    sample,
    `--extensionDevelopmentPath=${root}`,
    '--disable-workspace-trust',
    '--new-window',
    ...places,
  ];
  const { child } = spawnGroup(program, args, { env: { ...process.env, ...sandboxEnvironment(sandbox) } });
  say('VS Code is open on the desktop. Close its window or press Ctrl-C to stop.');
  child.once('exit', () => void endAll().then(() => process.exit(0)));
}
