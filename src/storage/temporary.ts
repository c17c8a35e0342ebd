import { randomBytes } from 'node:crypto';

/**
 * The name of a file on its way, short enough for every disk and like no other. `mark`: 8 hexadecimal digits that tell
 * whose it is, should it ever be left behind.
 */
export const temporaryName = (mark = ''): string => `azmldata-${mark}${randomDigits()}`;

/** The system is asked for so many names at once: each question costs as much as opening a file. */
const drawn = 256;
let pool = Buffer.alloc(0);

function randomDigits(): string {
  if (pool.length === 0) pool = randomBytes(6 * drawn);
  const own = pool.subarray(0, 6);
  pool = pool.subarray(6);
  return own.toString('hex');
}

/** The form of such a name with a mark. */
export const temporaryForm = /^azmldata-[0-9a-f]{20}$/;

/** Such a name in that of a file on its way, whatever is around it. */
export function temporaryNameIn(name: string): string | undefined {
  return /azmldata-[0-9a-f]{20}/.exec(name)?.[0];
}

/** The mark in the name of a file that was left behind; `undefined`: it is another file, or has none. */
export function markIn(name: string): string | undefined {
  return /^\.~?azmldata-([0-9a-f]{8})[0-9a-f]{12}(?:\.part)?$/.exec(name)?.[1];
}
