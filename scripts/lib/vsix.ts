import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildExtension, root } from '../build.ts';
import { run } from './process.ts';
import { installExtension, type ServerOptions } from './vscode.ts';

type Places = Pick<ServerOptions, 'dataDir' | 'extensionsDir'>;

/** Packs the extension into `folder` without the packer's chatter; returns the path of the VSIX. */
export async function packInto(folder: string): Promise<string> {
  await run(process.execPath, [...process.execArgv, join(root, 'scripts/package.ts'), '--out', folder], {
    cwd: root,
  });
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  return join(folder, `${name}-${version}.vsix`);
}

function fingerprint(): string {
  const patterns = [
    'dist/extension.js',
    'dist/chunks/*.js',
    'package*.json',
    'media/**/*.*',
    '*.md',
    '.vscodeignore',
    'l10n/*',
  ];
  const hash = createHash('sha256');
  for (const file of globSync(patterns, { cwd: root }).sort())
    hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** The small extension that shows the view in a new window; VS Code finds it in the folder when it first looks. */
export function addCompanion(extensionsDir: string): void {
  const folder = join(extensionsDir, 'azureml-datastores.open-view-1.0.0');
  if (!existsSync(folder)) cpSync(join(import.meta.dirname, 'companion'), folder, { recursive: true });
}

/** Installs the extension as a user gets it, from its VSIX; does nothing when that very one is installed. */
export async function installCurrent({ dataDir, extensionsDir }: Places): Promise<void> {
  await buildExtension(true);
  const stamp = join(extensionsDir, '.installed');
  const current = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return;
  mkdirSync(extensionsDir, { recursive: true });
  await installExtension(await packInto(dataDir), { dataDir, extensionsDir });
  writeFileSync(stamp, current);
}
