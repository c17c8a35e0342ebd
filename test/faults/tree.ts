import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openMemory } from '../../src/storage/memory.ts';
import { folderIn, root, type FolderPath } from '../../src/storage/path.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { transfer } from '../../src/transfer/transfer.ts';
import { pattern, write } from '../contract/support.ts';
import { moveAll } from '../unit/transfer/fixtures.ts';

/** Files by their name in the tree. */
export type Tree = Readonly<Record<string, Buffer>>;

/** A fault strikes it once. */
export const hit = 'hit.txt';
/** A fault strikes whatever is asked about it. */
export const doomed = 'doomed.txt';
/** Several chunks, of which a fault strikes the first that is sent. */
export const large = 'nested/large.bin';
/** Holds nothing. */
export const hollow = 'hollow/';

/** The tree that every cell moves; `size` is that of the large file, in bytes. */
export function treeWith(size: number): Tree {
  return {
    'plain.txt': pattern(1000, 2),
    [hit]: pattern(2000, 3),
    [doomed]: pattern(2000, 4),
    'nested/deep/other.txt': pattern(5, 5),
    [large]: pattern(size, 6),
    'empty.txt': Buffer.alloc(0),
  };
}

/** What stands in the destination under three of the names before a transfer begins. */
export const old: Tree = {
  [hit]: Buffer.from('what was here before\n'),
  [doomed]: Buffer.from('what was here before, too\n'),
  [large]: Buffer.from('small once\n'),
};

export function writeLocal(dir: string, tree: Tree): void {
  mkdirSync(join(dir, hollow), { recursive: true });
  for (const [name, bytes] of Object.entries(tree)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), bytes);
  }
}

/** By a transfer, so that the service keeps what transfers leave with files. */
export async function writeRemote(
  storage: Storage,
  folder: FolderPath,
  tree: Tree,
  md5 = true,
): Promise<void> {
  await storage.createFolder(`${folder}${hollow}` as FolderPath);
  const source = openMemory();
  for (const [name, bytes] of Object.entries(tree)) await write(source, name, bytes);
  await transfer(moveAll(source, storage, { into: folder, md5 }));
}

/** What is below `folder`: its files, and the names of its folders. */
export async function contentOf(
  storage: Storage,
  folder: FolderPath,
): Promise<{ files: Record<string, Buffer>; folders: string[] }> {
  const files: Record<string, Buffer> = {};
  const folders: string[] = [];
  for await (const entry of storage.walk(folder)) {
    const name = entry.path.slice(folder.length);
    if (entry.kind === 'folder') folders.push(name);
    if (entry.kind !== 'file') continue;
    const bytes = await storage.read(entry.path, { offset: 0, length: entry.size });
    files[name] = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  return { files, folders };
}

export const isOurs = (name: string): boolean =>
  /(?:^|\/)(?:\.azmldata-[0-9a-f]+\.part|\.~azmldata-[0-9a-f]+)$/.test(name);

/** What a transfer left at its destination. */
export interface Verdict {
  readonly right: readonly string[];
  /** Not moved, and whoever asked was told. */
  readonly named: readonly string[];
  /** Names of temporary files. */
  readonly left: readonly string[];
}

/**
 * Compares the destination with what was to be there. Throws for a wrong or partial byte under a final name, for a
 * file that is not right and not in `named`, and for a file that nobody asked for.
 */
export async function judge(
  storage: Storage,
  folder: FolderPath,
  { tree, named }: { tree: Tree; named: readonly string[] | 'unknown' },
): Promise<Verdict> {
  const { files, folders } = await contentOf(storage, folder);
  const right: string[] = [];
  const missed: string[] = [];
  for (const [name, bytes] of Object.entries(tree)) {
    const there = files[name];
    if (there?.equals(bytes)) right.push(name);
    else missed.push(name);
    if (there === undefined || there.equals(bytes)) continue;
    assert.ok(old[name] && there.equals(old[name]), `${name} is there with bytes that nobody wrote`);
  }
  if (named !== 'unknown') {
    const isNamed = (name: string): boolean =>
      named.some((one) => one === name || name.startsWith(one === '' || one.endsWith('/') ? one : `${one}/`));
    if (storage.folders === 'real' && !folders.includes(hollow)) missed.push(hollow);
    for (const name of missed)
      assert.ok(isNamed(name), `${name} is not there, and nobody was told: ${named.join(', ') || 'none'}`);
  }
  const others = Object.keys(files).filter((name) => tree[name] === undefined);
  const foreign = others.filter((name) => !isOurs(name));
  assert.deepEqual(foreign, [], 'files that nobody asked for');
  return { right, named: named === 'unknown' ? missed : named, left: others };
}

export const cellFolder = (name: string): FolderPath => folderIn(root, name);
