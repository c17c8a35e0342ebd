import { randomBytes } from 'node:crypto';

/**
 * The name of a file on its way, short enough for every disk and like no other. `mark`: 8 hexadecimal digits that tell
 * whose it is, should it ever be left behind.
 */
export const temporaryName = (mark = ''): string => `azmldata-${mark}${randomBytes(6).toString('hex')}`;

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
