import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** The folders of the packages that a bundle holds, relative to the project. */
function packagesIn(metafile: Metafile): string[] {
  const folders = Object.keys(metafile.inputs).map(
    (input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1],
  );
  return [...new Set(folders)].filter((folder) => folder !== undefined).sort();
}

/** The licences of everything bundled, as they ask to be passed on. */
export function thirdPartyNotices(metafile: Metafile, root: string): string {
  const notices = packagesIn(metafile).map((folder) => {
    const {
      name,
      version,
      license = 'unknown',
    } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text =
      file === undefined ? `License: ${license}` : readFileSync(join(root, folder, file), 'utf8').trim();
    return `${name} ${version}\n\n${text}\n`;
  });
  const head = 'This extension contains the following packages.\n';
  return [head, ...new Set(notices)].join(`\n${'-'.repeat(80)}\n`);
}
