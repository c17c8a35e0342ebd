import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { takeBuffer } from '../common/buffers.ts';
import { changed, missing, tooShort } from './failures.ts';
import { localFailure } from './localFailures.ts';
import { neverHere, shortCall, type Pace } from './localPace.ts';
import { localEtag } from './localUpload.ts';

const open = promisify(fs.open);
const fstat = promisify<number, fs.Stats>(fs.fstat);
const close = promisify(fs.close);

/** Never follows a link, and never waits for the other end of a pipe. Windows has neither flag. */
const forReading =
  fs.constants.O_RDONLY |
  ((fs.constants.O_NOFOLLOW as number | undefined) ?? 0) |
  ((fs.constants.O_NONBLOCK as number | undefined) ?? 0);

/** Reads from a place in an open file into what is behind `at`, and says how many bytes it were; 0 at the end. */
export type ReadAt = (fd: number, bytes: Uint8Array, at: number, position: number) => Promise<number>;

const readAt: ReadAt = (fd, bytes, at, position) =>
  new Promise((done, failed) => {
    fs.read(fd, bytes, at, bytes.length - at, position, (error, count) =>
      error ? failed(error) : done(count),
    );
  });

export type ReadRange = (
  place: string,
  range: { readonly offset: number; readonly length: number },
  ifMatch?: string,
) => Promise<Uint8Array>;

/**
 * Reads exactly the bytes of a range, of a file and of nothing else. With `ifMatch` the file is looked at before and
 * after, so that nothing comes of a file that was being written to.
 */
export function createLocalReader(ofDisk: Pace, read: ReadAt = readAt): ReadRange {
  return async (place, { offset, length }, ifMatch) => {
    const pace = read === readAt && length <= shortCall ? ofDisk : neverHere;
    const look = (fd: number) =>
      pace(
        () => fs.fstatSync(fd),
        () => fstat(fd),
      );
    const fd = await pace(fs.openSync, open, place, forReading);
    try {
      const found = await look(fd);
      if (!found.isFile())
        throw found.isDirectory() ? missing(place) : localFailure({ code: 'EACCES' }, place);
      if (ifMatch !== undefined && localEtag(found) !== ifMatch) throw changed(place);
      const bytes = takeBuffer(length);
      let done = 0;
      for (let count = -1; done < length && count !== 0; done += count) {
        count = await pace(
          () => fs.readSync(fd, bytes, done, length - done, offset + done),
          () => read(fd, bytes, done, offset + done),
        );
      }
      if (ifMatch !== undefined && localEtag(await look(fd)) !== ifMatch) throw changed(place);
      if (done < length) throw tooShort(place);
      return bytes;
    } finally {
      await pace(fs.closeSync, close, fd);
    }
  };
}
