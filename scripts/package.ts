/** Packs the extension as users install it, and refuses a package that is too big or holds what it must not. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { buildExtension, root } from './build.ts';
import { thirdPartyNotices } from './lib/notices.ts';

const maxBytes = 1_000_000;
const forbidden = /(^|\/)(node_modules|sandbox|test|\.sandbox|\.vscode-test)\/|\.map$|\.ts$/;

export interface Package {
  readonly vsix: string;
  readonly bytes: number;
  readonly files: readonly string[];
}

/** Builds the extension for production and packs it into `folder`. */
export async function packExtension(folder: string): Promise<Package> {
  const { metafile } = await buildExtension(true);
  writeFileSync(join(root, 'dist/ThirdPartyNotices.txt'), thirdPartyNotices(metafile, root));
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const vsix = join(folder, `${name}-${version}.vsix`);
  mkdirSync(folder, { recursive: true });
  const options = { cwd: root, packagePath: vsix, dependencies: false };
  await createVSIX({ ...options, allowMissingRepository: true, skipLicense: false });
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const { size: bytes } = statSync(vsix);
  const wrong = files.filter((file) => forbidden.test(file));
  if (wrong.length > 0) throw new Error(`The package must not hold ${wrong.join(', ')}: see .vscodeignore.`);
  if (bytes > maxBytes) throw new Error(`The package has ${bytes} bytes; ${maxBytes} is the most.`);
  return { vsix, bytes, files };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: root } } });
  const { vsix, bytes, files } = await packExtension(values.out);
  console.log(`${relative(root, vsix)}: ${files.length} files, ${Math.round(bytes / 1000)} kB`);
}
