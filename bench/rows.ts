import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KiB = 1024;
const MiB = 1024 * KiB;

/** One set of files, moved in both directions. */
export interface Load {
  readonly name: string;
  readonly files: number;
  /** Bytes of each. */
  readonly size: number;
  readonly perFolder: number;
}

/** So big that AzCopy's two idle seconds do not decide. */
export const loads: readonly Load[] = [
  { name: 'small', files: 100_000, size: 4 * KiB, perFolder: 1000 },
  { name: 'medium', files: 4000, size: 5 * MiB, perFolder: 1000 },
  { name: 'large', files: 32, size: 1024 * MiB, perFolder: 8 },
];

/** What Files and Data Lake are measured with: their sandbox costs more than a client. */
export const serviceLoads: readonly Load[] = [
  { name: 'small', files: 2000, size: 4 * KiB, perFolder: 100 },
  { name: 'medium', files: 40, size: 5 * MiB, perFolder: 10 },
];

/** What goes up while the process that began it is watched. */
export const hostLoad: Load = { name: 'host', files: 50_000, size: 4 * KiB, perFolder: 1000 };

/** One file of three bytes: what a client costs before it moves anything. */
export const fixed: Load = { name: 'fixed', files: 1, size: 3, perFolder: 1 };

/** The load with fewer files, at least one. */
export function scaled(load: Load, scale: number): Load {
  return { ...load, files: Math.max(1, Math.round(load.files * scale)) };
}

/** `100,000 x 4 KiB` */
export function titleOf({ files, size }: Load): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let [count, unit] = [size, 0];
  for (; count >= KiB; unit += 1) count /= KiB;
  return `${files.toLocaleString('en')} x ${count} ${units[unit] ?? ''}`;
}

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
