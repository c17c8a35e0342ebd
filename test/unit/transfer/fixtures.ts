import { openMemory } from '../../../src/storage/memory.ts';
import { fileIn, root, type FilePath, type FolderPath } from '../../../src/storage/path.ts';
import type { Entry, FileEntry, Storage } from '../../../src/storage/storage.ts';
import type { TransferItem, TransferRequest } from '../../../src/transfer/transfer.ts';

/** One call of a storage on its way. */
export interface Call {
  readonly method:
    'list' | 'walk' | 'stat' | 'read' | 'createUpload' | 'put' | 'commit' | 'abort' | 'createFolder';
  readonly path: string;
  readonly offset?: number;
  readonly signal: AbortSignal | undefined;
}

/** `storage`, calling `before` ahead of each call; what it throws or waits for, the call throws or waits for. */
export function watched(storage: Storage, before: (call: Call) => void | Promise<void>): Storage {
  return {
    ...storage,
    list: async (folder, options = {}) => {
      await before({ method: 'list', path: folder, signal: options.signal });
      return storage.list(folder, options);
    },
    walk: async function* (folder, options = {}) {
      await before({ method: 'walk', path: folder, signal: options.signal });
      yield* storage.walk(folder, options);
    },
    stat: async (path, options = {}) => {
      await before({ method: 'stat', path, signal: options.signal });
      return storage.stat(path, options);
    },
    read: async (path, range, options = {}) => {
      await before({ method: 'read', path, offset: range.offset, signal: options.signal });
      return storage.read(path, range, options);
    },
    createUpload: async (path, options) => {
      await before({ method: 'createUpload', path, signal: options.signal });
      const upload = await storage.createUpload(path, options);
      return {
        chunkSize: upload.chunkSize,
        put: async (offset, bytes, more = {}) => {
          await before({ method: 'put', path, offset, signal: more.signal });
          await upload.put(offset, bytes, more);
        },
        commit: async (more = {}) => {
          await before({ method: 'commit', path, signal: more.signal });
          await upload.commit(more);
        },
        abort: async () => {
          await before({ method: 'abort', path, signal: undefined });
          await upload.abort();
        },
        lasting: upload.lasting,
      };
    },
    createFolder: async (path, options = {}) => {
      await before({ method: 'createFolder', path, signal: options.signal });
      await storage.createFolder(path, options);
    },
  };
}

/** Waits until `signal` is aborted, as a request without an answer does. */
export function hang(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Error('aborted'));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
}

let opened = 0;

/** An empty storage in memory with an address of its own. */
export function memory(options: Parameters<typeof openMemory>[0] = {}): Storage {
  return openMemory({ address: `memory://storage${++opened}`, ...options });
}

/** A storage in memory with these files; a name that ends with a slash is an empty folder. */
export async function memoryWith(
  files: Readonly<Record<string, string>>,
  options: Parameters<typeof openMemory>[0] = {},
): Promise<Storage> {
  const storage = memory(options);
  for (const [path, content] of Object.entries(files)) {
    if (path.endsWith('/')) await storage.createFolder(path as FolderPath);
    else await write(storage, path, content);
  }
  return storage;
}

export async function write(storage: Storage, path: string, content: string, modified?: Date): Promise<void> {
  const bytes = Buffer.from(content);
  const upload = await storage.createUpload(fileIn(root, path), { size: bytes.length, modified });
  for (let at = 0; at < bytes.length; at += upload.chunkSize) {
    await upload.put(at, bytes.subarray(at, at + upload.chunkSize));
  }
  await upload.commit();
}

/** Everything in `storage`: files with their content, and `null` for each folder that holds nothing. */
export async function contentOf(storage: Storage, below = root): Promise<Record<string, string | null>> {
  const content: Record<string, string | null> = {};
  const folders: string[] = [];
  for await (const entry of storage.walk(below)) {
    if (entry.kind === 'folder') folders.push(entry.path);
    else if (entry.kind === 'file') content[entry.path] = await textOf(storage, entry);
  }
  const names = [...Object.keys(content), ...folders];
  for (const folder of folders) {
    if (!names.some((name) => name !== folder && name.startsWith(folder))) content[folder] = null;
  }
  return content;
}

async function textOf(storage: Storage, file: FileEntry): Promise<string> {
  return Buffer.from(await storage.read(file.path, { offset: 0, length: file.size })).toString();
}

export async function entryAt(storage: Storage, path: string): Promise<FileEntry> {
  const entry: Entry | undefined = await storage.stat(path as FilePath);
  if (entry?.kind !== 'file') throw new Error(`${path} is no file`);
  return entry;
}

/** A request that moves everything in `source` into the root of `destination`. */
export function moveAll(
  source: Storage,
  destination: Storage,
  more: Partial<TransferRequest> = {},
): TransferRequest {
  const items: TransferItem[] = [{ storage: source, folder: root, as: '' }];
  return { items, destination, into: root, conflict: 'overwrite', ...more };
}
