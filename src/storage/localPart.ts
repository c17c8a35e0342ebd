import * as fs from 'node:fs';
import { unlink } from 'node:fs/promises';
import { uptime } from 'node:os';
import { promisify } from 'node:util';
import { takeBuffer } from '../common/buffers.ts';
import { tooShort } from './failures.ts';
import { chunksBefore, foundOf, nothingFound, type Chunk, type Found } from './lasting.ts';
import type { Pace } from './localPace.ts';
import type { UploadOptions } from './storage.ts';

const open = promisify(fs.open);
const read = promisify(fs.read);
const fstat = promisify<number, fs.Stats>(fs.fstat);
const close = promisify(fs.close);

interface Part {
  readonly fd: number;
  readonly found: Found;
}

/** Never follows a link; Windows has no such flag. */
const forMore = fs.constants.O_RDWR | ((fs.constants.O_NOFOLLOW as number | undefined) ?? 0);

/** Opens what an upload has left at `temporary`, if its chunks can still be there. */
async function reopen(
  temporary: string,
  options: UploadOptions,
  chunkSize: number,
): Promise<Part | undefined> {
  const chunks = chunksBefore(options, chunkSize);
  const compared = typeof options.lasting === 'object' && options.lasting.compared === true;
  if (chunks.length === 0) return undefined;
  const fd = await open(temporary, forMore).catch(() => undefined);
  if (fd === undefined) return undefined;
  const there = await fstat(fd);
  // What a machine had not put on its disk when it went down reads as zeros.
  const isSafe = compared || there.mtimeMs > Date.now() - uptime() * 1000;
  if (isSafe && there.isFile() && there.nlink === 1 && there.size <= options.size)
    return { fd, found: foundOf(chunks.filter(({ offset, length }) => offset + length <= there.size)) };
  await close(fd);
  return undefined;
}

/** Opens the file that an upload writes: a new one, or what an interrupted one has left there. */
export async function openPart(
  temporary: string,
  options: UploadOptions & { readonly pace: Pace },
  chunkSize: number,
): Promise<Part> {
  if (typeof options.lasting === 'object') {
    const before = await reopen(temporary, options, chunkSize);
    if (before) return before;
    await unlink(temporary).catch(() => undefined);
  }
  const fd = await options.pace(fs.openSync, open, temporary, 'wx', 0o666);
  return { fd, found: nothingFound };
}

/** Reads what is there already. `place` is what a failure names. */
export async function readPart(fd: number, { offset, length }: Chunk, place: string): Promise<Uint8Array> {
  const bytes = takeBuffer(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await read(fd, bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw tooShort(place);
    done += bytesRead;
  }
  return bytes;
}
