import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KiB = 1024;
const MiB = 1024 * KiB;

/** One set of files, moved in both directions. */
export interface Load {
  readonly name: string;
  readonly title: string;
  readonly files: number;
  /** Bytes of each. */
  readonly size: number;
  readonly perFolder: number;
}

export const loads: readonly Load[] = [
  { name: 'small', title: '50,000 x 4 KiB', files: 50_000, size: 4 * KiB, perFolder: 1000 },
  { name: 'medium', title: '1,000 x 5 MiB', files: 1000, size: 5 * MiB, perFolder: 1000 },
  { name: 'large', title: '4 x 1 GiB', files: 4, size: 1024 * MiB, perFolder: 4 },
];

/** One file of three bytes: what a client costs before it moves anything. */
export const fixed: Load = { name: 'fixed', title: '1 x 3 B', files: 1, size: 3, perFolder: 1 };

export function namesOf({ files, perFolder }: Load): string[] {
  return Array.from({ length: files }, (_, index) => {
    const number = String(index % perFolder).padStart(4, '0');
    return `folder-${String(Math.floor(index / perFolder)).padStart(3, '0')}/file-${number}.bin`;
  });
}

/** Writes the files below `dir`; those from a mebibyte on are sparse. */
export function createFiles(dir: string, load: Load): void {
  const content = load.size < MiB ? Buffer.alloc(load.size, 'x') : undefined;
  let last = '';
  for (const name of namesOf(load)) {
    const folder = name.slice(0, name.lastIndexOf('/'));
    if (folder !== last) mkdirSync(join(dir, folder), { recursive: true });
    last = folder;
    if (content) writeFileSync(join(dir, name), content);
    else {
      const file = openSync(join(dir, name), 'w');
      ftruncateSync(file, load.size);
      closeSync(file);
    }
  }
}
