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

const companions = [join(import.meta.dirname, 'companion'), join(root, 'sandbox/signIn')];

/** VS Code's list of what is installed in a folder: it reads it instead of the folder, once there is one. */
function addToList(extensionsDir: string, id: string, version: string, folder: string): void {
  const list = join(extensionsDir, 'extensions.json');
  if (!existsSync(list)) return;
  const installed = JSON.parse(readFileSync(list, 'utf8')) as { readonly relativeLocation: string }[];
  if (installed.some(({ relativeLocation }) => relativeLocation === folder)) return;
  const location = { $mid: 1, path: join(extensionsDir, folder), scheme: 'file' };
  const entry = { identifier: { id }, version, location, relativeLocation: folder };
  writeFileSync(list, JSON.stringify([...installed, entry]));
}

/** Installs the two small extensions beside ours: one shows the view in a new window, one signs in to the sandbox. */
export function addCompanion(extensionsDir: string): void {
  for (const source of companions) {
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Record<string, string>;
    const { publisher = '', name = '', version = '' } = manifest;
    const folder = `${publisher}.${name}-${version}`;
    cpSync(source, join(extensionsDir, folder), { recursive: true });
    addToList(extensionsDir, `${publisher}.${name}`, version, folder);
  }
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
