import { throwIfAborted } from '../common/abort.ts';
import { changed, incomplete, isRoot, missing, notEmpty, taken, tooShort, wrongKind } from './failures.ts';
import { chunksBefore, foundOf, lastingOf, nothingFound } from './lasting.ts';
import { fileSegmentsOf, segmentsOf } from './names.ts';
import { baseName, fileName, parentOf, type FilePath, type FolderPath } from './path.ts';
import type { Entry, Page, Storage, Upload, UploadOptions, WriteCondition } from './storage.ts';

export interface MemoryOptions {
  /** Default `real`. */
  readonly folders?: Storage['folders'];
  readonly address?: string;
  /** In bytes; default 8 MiB. */
  readonly chunkSize?: number;
  /** Default true. */
  readonly keepsMd5?: boolean;
}

interface Item {
  /** Absent: a folder, kept under `a/b/` where folders are real and under `a/b` (a marker) where they are implied. */
  readonly bytes?: Uint8Array;
  readonly modified: Date;
  readonly etag: string;
  readonly md5?: Uint8Array | undefined;
}

/** A map that also knows the order of its keys. */
function createIndex() {
  const items = new Map<string, Item>();
  let sorted: string[] | undefined;
  let version = 0;

  return {
    get: (key: string) => items.get(key),
    has: (key: string) => items.has(key),
    set(key: string, item: Omit<Item, 'etag'>) {
      if (!items.has(key)) sorted = undefined;
      items.set(key, { ...item, etag: `"${++version}"` });
    },
    remove(key: string) {
      items.delete(key);
      sorted = undefined;
    },
    /** The first key that is not before `key`, if it begins with `prefix`. */
    next(key: string, prefix: string): string | undefined {
      sorted ??= [...items.keys()].sort((a, b) => (a < b ? -1 : 1));
      let low = 0;
      for (let high = sorted.length; low < high;) {
        const middle = (low + high) >>> 1;
        if ((sorted[middle] ?? '') < key) low = middle + 1;
        else high = middle;
      }
      return sorted[low]?.startsWith(prefix) ? sorted[low] : undefined;
    },
    /** All keys that begin with `prefix`, as they are when it comes to them. */
    *keys(prefix: string): Generator<string> {
      for (let key = this.next(prefix, prefix); key !== undefined; key = this.next(`${key}\0`, prefix))
        yield key;
    },
  };
}

/** What all operations share: the items, and how names and folders are understood. */
function createTree(real: boolean, where: (path: string) => string) {
  const index = createIndex();
  const isFile = (key: string): boolean => index.get(key)?.bytes !== undefined;

  return {
    ...index,
    isFile,
    keyOf: (folder: FolderPath): string => (real ? folder : folder.slice(0, -1)),
    entry(key: string, { modified, etag, bytes, md5 }: Item): Entry {
      const path = key as FilePath;
      const file = { kind: 'file', path, name: fileName(path), modified, etag } as const;
      if (bytes) return { ...file, size: bytes.length, ...(md5 && { md5 }) };
      const folder = (real ? key : `${key}/`) as FolderPath;
      return { kind: 'folder', path: folder, name: baseName(folder), modified };
    },
    checkFile(path: FilePath): void {
      if (path === '') throw isRoot(where(''));
      if (real) fileSegmentsOf(path, where(path));
    },
    checkFolder(folder: FolderPath): void {
      if (real) segmentsOf(folder, where(folder));
    },
    makeFolder(folder: FolderPath): void {
      if (folder === '') return;
      if (real) this.makeFolder(parentOf(folder));
      if (isFile(folder.slice(0, -1))) throw wrongKind(where(folder.slice(0, -1)));
      if (!index.has(this.keyOf(folder))) index.set(this.keyOf(folder), { modified: new Date() });
    },
    check(path: FilePath, condition: WriteCondition | undefined): void {
      if (real && index.has(`${path}/`)) throw wrongKind(where(path));
      if (condition === 'absent' && index.has(path)) throw taken(where(path));
      if (typeof condition === 'object' && index.get(path)?.etag !== condition.etag)
        throw changed(where(path));
    },
  };
}

type Tree = ReturnType<typeof createTree>;

/** One page of the members of `folder`, beginning with the first key that is not before `start`. */
function members(tree: Tree, folder: FolderPath, pageSize: number, start: string): Page {
  const entries = new Map<string, Entry>();
  let next = start;
  for (let key = tree.next(next, folder); key !== undefined; key = tree.next(next, folder)) {
    if (entries.size >= pageSize) return { entries: [...entries.values()], continuation: next };
    const slash = key.indexOf('/', folder.length);
    const item = tree.get(key);
    if (slash >= 0) {
      const path = key.slice(0, slash + 1) as FolderPath;
      if (!entries.has(path)) entries.set(path, { kind: 'folder', path, name: baseName(path) });
      next = `${path.slice(0, -1)}0`; // the character after the slash: the next key outside this folder
    } else {
      const entry = item && tree.entry(key, item);
      if (entry && entry.path !== folder) entries.set(entry.path, entry);
      else if (entry?.kind === 'file') entries.set(`${key}file`, entry);
      next = `${key}\0`;
    }
  }
  return { entries: [...entries.values()] };
}

let tokens = 0;
type Chunks = Map<number, Uint8Array>;

/** `left`: what uploads that may be gone on with have put, by their tokens. */
function createMemoryUpload(
  { tree, left, chunkSize }: { tree: Tree; left: Map<string, Chunks>; chunkSize: number },
  where: string,
  file: FilePath,
  options: UploadOptions,
): Upload {
  const { size, modified, condition, lasting, signal: signalOfAll } = options;
  const token = typeof lasting === 'object' ? lasting.token : String((tokens += 1));
  const chunks: Chunks = left.get(token) ?? new Map<number, Uint8Array>();
  const before = chunksBefore(options, chunkSize).filter(({ offset }) => chunks.has(offset));
  const found = before.length > 0 ? foundOf(before) : nothingFound;
  for (const offset of chunks.keys()) if (!found.arrived.has(offset)) chunks.delete(offset);
  if (lasting) left.set(token, chunks);
  const over = () => {
    chunks.clear();
    left.delete(token);
  };

  function joined(): Uint8Array {
    const got = [...chunks.values()].reduce((sum, chunk) => sum + chunk.length, 0);
    if (got !== size) throw incomplete(where);
    const bytes = new Uint8Array(size);
    for (const [offset, chunk] of chunks) bytes.set(chunk, offset);
    return bytes;
  }

  return {
    chunkSize,
    put: async (offset, chunk, { signal = signalOfAll } = {}) => {
      await Promise.resolve();
      throwIfAborted(signal);
      chunks.set(offset, new Uint8Array(chunk)); // a Buffer's slice is no copy
    },
    commit: async ({ signal = signalOfAll, md5 } = {}) => {
      await Promise.resolve();
      throwIfAborted(signal);
      const bytes = joined();
      tree.check(file, condition);
      tree.set(file, { bytes, modified: modified ?? new Date(), md5: md5 && new Uint8Array(md5) });
      over();
    },
    abort: async () => {
      await Promise.resolve();
      over();
    },
    ...lastingOf(options, token, found),
  };
}

/** A storage that lives in memory, for tests. Where folders are implied, names are as free as on Blob. */
export function openMemory(options: MemoryOptions = {}): Storage {
  const { folders = 'real', address = 'memory://storage' } = options;
  const { chunkSize = 8 * 1024 * 1024, keepsMd5 = true } = options;
  const real = folders === 'real';
  const where = (path: string): string => `${address}/${path}`;
  const tree = createTree(real, where);
  const left = new Map<string, Chunks>();

  function fileAt(file: FilePath): Item & { readonly bytes: Uint8Array } {
    tree.checkFile(file);
    const item = tree.get(file);
    if (!item?.bytes) throw missing(where(file));
    return { ...item, bytes: item.bytes };
  }

  /** Every method waits for one turn, as real ones do, and then stops when it was told to. */
  async function turn(signal: AbortSignal | undefined): Promise<void> {
    await Promise.resolve();
    throwIfAborted(signal);
  }

  return {
    address,
    folders,
    keepsMd5,
    list: async (folder, { signal, pageSize = 1000, continuation } = {}) => {
      await turn(signal);
      tree.checkFolder(folder);
      if (real && folder !== '' && !tree.has(folder)) throw missing(where(folder));
      return members(tree, folder, pageSize, continuation ?? folder);
    },
    walk: async function* (folder, { signal } = {}) {
      await turn(signal);
      tree.checkFolder(folder);
      if (real && folder !== '' && !tree.has(folder)) throw missing(where(folder));
      for (const key of tree.keys(folder)) {
        throwIfAborted(signal);
        const item = tree.get(key);
        if (item?.bytes ?? key !== folder) yield tree.entry(key, item as Item);
      }
    },
    stat: async (path, { signal } = {}) => {
      await turn(signal);
      tree.checkFile(path);
      const key = real && tree.has(`${path}/`) ? `${path}/` : path;
      const item = tree.get(key);
      return item && tree.entry(key, item);
    },
    read: async (file, { offset, length }, { signal, ifMatch, onMd5 } = {}) => {
      await turn(signal);
      const { bytes, etag, md5 } = fileAt(file);
      if (ifMatch !== undefined && ifMatch !== etag) throw changed(where(file));
      if (offset + length > bytes.length) throw tooShort(where(file));
      if (md5) onMd5?.(md5);
      return bytes.slice(offset, offset + length);
    },
    createUpload: async (file, uploadOptions) => {
      await turn(uploadOptions.signal);
      tree.checkFile(file);
      if (real) tree.makeFolder(parentOf(file));
      return createMemoryUpload({ tree, left, chunkSize }, where(file), file, uploadOptions);
    },
    createFolder: async (folder, { signal } = {}) => {
      await turn(signal);
      tree.checkFolder(folder);
      tree.makeFolder(folder);
    },
    delete: async (path, { signal } = {}) => {
      await turn(signal);
      if (path === '') throw isRoot(address);
      tree.checkFolder(path as FolderPath);
      const key = tree.isFile(path) ? path : path.endsWith('/') ? tree.keyOf(path as FolderPath) : undefined;
      if (key === undefined || !tree.has(key) || (key !== path && tree.isFile(key)))
        throw missing(where(path));
      if (!tree.isFile(key))
        for (const inside of tree.keys(path)) if (inside !== path) throw notEmpty(where(path));
      tree.remove(key);
    },
    rename: async (source, target, { signal, condition } = {}) => {
      await turn(signal);
      const { bytes, modified, md5 } = fileAt(source);
      tree.checkFile(target);
      tree.check(target, condition);
      if (real) tree.makeFolder(parentOf(target));
      tree.remove(source);
      tree.set(target, { bytes, modified, md5 });
    },
  };
}
