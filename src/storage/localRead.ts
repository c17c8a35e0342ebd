import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { takeBuffer } from '../common/buffers.ts';
import { changed, missing, tooShort } from './failures.ts';
import { localFailure } from './localFailures.ts';
import { localEtag } from './localUpload.ts';

const open = promisify(fs.open);
const fstat = promisify<number, fs.Stats>(fs.fstat);
const close = promisify(fs.close);

/** Never follows a link, and never waits for the other end of a pipe. Windows has neither flag. */
const forReading =
  fs.constants.O_RDONLY |
  ((fs.constants.O_NOFOLLOW as number | undefined) ?? 0) |
  ((fs.constants.O_NONBLOCK as number | undefined) ?? 0);

/** So many bytes at most are read on this thread: the way to another one and back costs more than the read. In bytes. */
const small = 64 * 1024;
/** A disk that took longer, in milliseconds, has this thread wait no more for the next so many files. */
const slow = 2;
const others = 100;

/** Reads from a place in an open file into what is behind `at`, and says how many bytes it were; 0 at the end. */
export type ReadAt = (fd: number, bytes: Uint8Array, at: number, position: number) => Promise<number>;

const readAt: ReadAt = (fd, bytes, at, position) =>
  new Promise((done, failed) => {
    fs.read(fd, bytes, at, bytes.length - at, position, (error, count) =>
      error ? failed(error) : done(count),
    );
  });

/** For tests of what a disk may do; absent: the disk, and the system's clock in milliseconds. */
export interface ReaderOptions {
  readonly read?: ReadAt | undefined;
  readonly now?: (() => number) | undefined;
}

export type ReadRange = (
  place: string,
  range: { readonly offset: number; readonly length: number },
  ifMatch?: string,
) => Promise<Uint8Array>;

/**
 * Reads exactly the bytes of a range, of a file and of nothing else; small ones without leaving this thread while the
 * disk is quick. With `ifMatch` the file is looked at before and after, so that nothing comes of a file that was being
 * written to.
 */
export function createLocalReader({
  read = readAt,
  now = () => performance.now(),
}: ReaderOptions = {}): ReadRange {
  let elsewhere = 0;

  return async (place, { offset, length }, ifMatch) => {
    const here = length <= small && elsewhere === 0;
    if (elsewhere > 0) elsewhere -= 1;
    const began = now();
    const fd = here ? fs.openSync(place, forReading) : await open(place, forReading);
    try {
      const found = here ? fs.fstatSync(fd) : await fstat(fd);
      if (!found.isFile())
        throw found.isDirectory() ? missing(place) : localFailure({ code: 'EACCES' }, place);
      if (ifMatch !== undefined && localEtag(found) !== ifMatch) throw changed(place);
      const bytes = takeBuffer(length);
      let done = 0;
      for (let count = -1; done < length && count !== 0; done += count) {
        count = here
          ? fs.readSync(fd, bytes, done, length - done, offset + done)
          : await read(fd, bytes, done, offset + done);
      }
      if (ifMatch !== undefined && localEtag(here ? fs.fstatSync(fd) : await fstat(fd)) !== ifMatch)
        throw changed(place);
      if (done < length) throw tooShort(place);
      return bytes;
    } finally {
      if (here) fs.closeSync(fd);
      else await close(fd);
      if (here && now() - began > slow) elsewhere = others;
    }
  };
}
