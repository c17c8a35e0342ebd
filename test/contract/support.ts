import assert from 'node:assert/strict';
import { Failure, type FailureWord } from '../../src/common/failure.ts';
import type { FilePath, FolderPath } from '../../src/storage/path.ts';
import type { Entry, Storage, UploadOptions } from '../../src/storage/storage.ts';

export const file = (path: string): FilePath => path as FilePath;
export const folder = (path: string): FolderPath => path as FolderPath;

/** Bytes that differ everywhere, so that a chunk in the wrong place is seen. */
export function pattern(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = seed; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** Puts `bytes` in chunks, in `order` (default: as they come), and commits. */
export async function write(
  storage: Storage,
  path: string,
  bytes: Uint8Array,
  options: Omit<UploadOptions, 'size'> & { reversed?: boolean } = {},
): Promise<void> {
  const upload = await storage.createUpload(file(path), { ...options, size: bytes.length });
  const offsets: number[] = [];
  for (let at = 0; at < bytes.length; at += upload.chunkSize) offsets.push(at);
  if (options.reversed) offsets.reverse();
  try {
    await Promise.all(offsets.map((at) => upload.put(at, bytes.subarray(at, at + upload.chunkSize))));
    await upload.commit();
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

export async function readAll(storage: Storage, path: string): Promise<Buffer> {
  const entry = await storage.stat(file(path));
  assert.equal(entry?.kind, 'file', `${path} is a file`);
  return Buffer.from(await storage.read(file(path), { offset: 0, length: entry.size }));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export const paths = (entries: readonly Entry[]): string[] => entries.map((entry) => entry.path).sort();

/** All pages of a listing. */
export async function listAll(storage: Storage, path: string, pageSize?: number): Promise<Entry[][]> {
  const pages: Entry[][] = [];
  let continuation: string | undefined;
  do {
    const page = await storage.list(folder(path), {
      continuation,
      ...(pageSize === undefined ? {} : { pageSize }),
    });
    pages.push([...page.entries]);
    continuation = page.continuation;
  } while (continuation !== undefined);
  return pages;
}

/** That `work` rejects with a `Failure` of one of these words, whose sentence says something. */
export async function failsWith(work: Promise<unknown>, ...words: FailureWord[]): Promise<void> {
  await assert.rejects(work, (error) => {
    assert(error instanceof Failure, `a Failure, not ${String(error)}`);
    assert(words.includes(error.word), `${words.join(' or ')}, not ${error.word}: ${error.message}`);
    assert(error.message.length > (error.word === 'cancelled' ? 5 : 20), error.message);
    return true;
  });
}
