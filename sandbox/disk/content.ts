import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, createReadStream, mkdirSync, openSync, readSync } from 'node:fs';
import { open, rm, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Bytes on disk under names of our own, so that no name of a user ever reaches the file system. */
export interface ContentStore {
  /** A name that nothing has yet. */
  create(): string;
  /** Writes `source` at `offset` and says how much it was; `md5` in Base64 when asked for. */
  write(id: string, offset: number, source: ByteSource, options?: { md5?: boolean }): Promise<Written>;
  /** Makes the content exactly `size` long; what is new reads as zeros. */
  resize(id: string, size: number): Promise<void>;
  /** The bytes `[start, end)`. Opened at once, so a later replacement does not disturb it. */
  read(id: string, start: number, end: number): Buffer | Readable;
  /** Never fails; readers that have it open still read it to the end. */
  discard(ids: readonly string[]): void;
  /** Forgets everything. */
  clear(): Promise<void>;
  /** Resolves when everything discarded is gone. */
  settled(): Promise<void>;
}

export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface Written {
  readonly size: number;
  readonly md5: string | undefined;
}

/** TLS brings 16 KiB at a time; so much is gathered for one write. */
const enough = 512 * 1024;

async function* gathered(source: ByteSource): AsyncGenerator<Uint8Array[]> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    size += chunk.length;
    if (size < enough) continue;
    yield chunks;
    [chunks, size] = [[], 0];
  }
  if (size > 0) yield chunks;
}

/** Returns the position behind what it wrote. */
async function writeAll(file: FileHandle, chunks: readonly Uint8Array[], position: number): Promise<number> {
  let left = chunks;
  for (let size = byteLength(left); size > 0; size = byteLength(left)) {
    const { bytesWritten } = await file.writev(left, position);
    position += bytesWritten;
    left = bytesWritten === size ? [] : [Buffer.concat(left).subarray(bytesWritten)];
  }
  return position;
}

function byteLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

/** Reads up to this size are answered from one buffer. */
const smallRead = 512 * 1024;

/** Keeps contents in `dir`, spread over 256 folders. */
export function openContent(dir: string): ContentStore {
  const shards = Array.from({ length: 256 }, (_, shard) => join(dir, shard.toString(16).padStart(2, '0')));
  const makeShards = (): void =>
    shards.forEach((shard) => mkdirSync(shard, { recursive: true, mode: 0o700 }));
  makeShards();
  const pathOf = (id: string): string => join(dir, id.slice(0, 2), id);
  const openToWrite = (id: string): ReturnType<typeof open> =>
    open(pathOf(id), constants.O_WRONLY | constants.O_CREAT, 0o600);
  const going = new Set<Promise<void>>();
  const settled = async (): Promise<void> => {
    await Promise.all(going);
  };
  return {
    create: () => randomBytes(12).toString('hex'),
    async write(id, offset, source, { md5 = false } = {}) {
      const hash = md5 ? createHash('md5') : undefined;
      const file = await openToWrite(id);
      let position = offset;
      try {
        for await (const chunks of gathered(source)) {
          if (hash) for (const chunk of chunks) hash.update(chunk);
          position = await writeAll(file, chunks, position);
        }
      } finally {
        await file.close();
      }
      return { size: position - offset, md5: hash?.digest('base64') };
    },
    async resize(id, size) {
      const file = await openToWrite(id);
      await file.truncate(size).finally(() => file.close());
    },
    read(id, start, end) {
      const fd = openSync(pathOf(id), 'r');
      return end - start > smallRead
        ? createReadStream('', { fd, start, end: end - 1, highWaterMark: 256 * 1024 })
        : readAtOnce(fd, start, end);
    },
    discard(ids) {
      for (const id of ids) {
        if (id === '') continue;
        const gone = unlink(pathOf(id))
          .catch(() => {})
          .finally(() => going.delete(gone));
        going.add(gone);
      }
    },
    async clear() {
      await settled();
      await rm(dir, { recursive: true, force: true });
      makeShards();
    },
    settled,
  };
}

function readAtOnce(fd: number, start: number, end: number): Buffer {
  try {
    const bytes = Buffer.alloc(end - start);
    let done = 0;
    for (let count = 1; count > 0 && done < bytes.length; done += count) {
      count = readSync(fd, bytes, done, bytes.length - done, start + done);
    }
    return bytes;
  } finally {
    closeSync(fd);
  }
}
