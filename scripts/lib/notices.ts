import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

/** https://opensource.org/license/mit, for packages that name the licence and bring no text. */
const mit = (holder: string) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The licence of a package that brings no text of it. */
function licenceOf({ name, license = 'unknown', author }: Manifest): string {
  const holder = typeof author === 'object' ? author.name : author;
  return license === 'MIT' ? mit(holder ?? `the authors of ${name}`) : `License: ${license}`;
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
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text =
      file === undefined ? licenceOf(manifest) : readFileSync(join(root, folder, file), 'utf8').trim();
    return `${manifest.name} ${manifest.version}\n\n${text}\n`;
  });
  const head = 'This extension contains the following packages.\n';
  return [head, ...new Set(notices)].join(`\n${'-'.repeat(80)}\n`);
}
