import { t } from '@vscode/l10n';
import { refusedByFiles, unaddressable } from './failures.ts';
import type { FilePath, FolderPath } from './path.ts';

/**
 * The segments of a path on a storage with real folders, where `.`, `..` and empty names always mean something
 * else than themselves. Refuses such a path; `[]` for the root.
 */
export function segmentsOf(path: FilePath | FolderPath, where: string): string[] {
  if (path === '') return [];
  const segments = (path.endsWith('/') ? path.slice(0, -1) : path).split('/');
  for (const name of segments) {
    const trouble = troubleWith(name);
    if (trouble !== undefined) throw unaddressable(where, trouble);
  }
  return segments;
}

/** What of a name between two slashes means something else, or `undefined`. */
function troubleWith(name: string): string | undefined {
  if (name === '') return t('it has an empty part, before, after or between slashes');
  if (name === '.' || name === '..') return t('it has the part “{0}”', name);
  return name.includes('\0') ? t('it holds the character NUL') : undefined;
}

/** The segments of a file's path, which never ends with a slash where folders are real. */
export function fileSegmentsOf(path: FilePath, where: string): string[] {
  if (path === '') throw unaddressable(where, t('it is empty'));
  if (path.endsWith('/')) throw unaddressable(where, t('it ends with a slash, as only names of folders do'));
  return segmentsOf(path, where);
}

/**
 * The address of `name` below `root` (an address without a query): the whole name is one percent-encoded segment, so
 * that no URL class folds what it holds. Asserts that the address decodes to exactly that name in that root, and
 * refuses what does not: `.` and `..` fold even when they are encoded, and the services take a backslash for a slash.
 */
export function addressOf(root: string, name: string): string {
  // No character of these is folded or changed, in one segment that is more than dots; most names have no other.
  if (/^[\w/ -][\w./ -]*$/.test(name)) return `${root}/${encodeURIComponent(name)}`;
  try {
    const address = `${root}/${encodeURIComponent(name)}`;
    const path = new URL(address).pathname;
    const top = new URL(root).pathname;
    const plain = name !== '' && !name.includes('\\');
    if (plain && path.startsWith(`${top}/`) && decodeURIComponent(path.slice(top.length + 1)) === name)
      return address;
  } catch (error) {
    if (!(error instanceof URIError)) throw error; // half of a surrogate pair
  }
  throw unaddressable(`${root}/${name}`, whyFolded(name));
}

/** Why the address of a blob's whole name would be that of another one. */
function whyFolded(name: string): string {
  if (name === '') return t('it is empty');
  if (name.includes('\\')) return t('it holds a backslash, which the service takes for a slash');
  if (name === '.' || name === '..') return t('it is “{0}”', name);
  return t('it holds half of a character');
}

/** What Azure Files allows in no name, and how long it lets one be, in UTF-16 units. */
// eslint-disable-next-line no-control-regex -- these are the ones
const refusedOnFiles = /["\\:|<>*?\u0000-\u001f\u007f-\u009f]/;
const longestOnFiles = 255;

/** The segments of a path on a file share, which takes some names for others and refuses many. */
export function shareSegmentsOf(path: FilePath | FolderPath, where: string): string[] {
  const segments = segmentsOf(path, where);
  if (segments.some((name) => name.length > longestOnFiles || refusedOnFiles.test(name)))
    throw refusedByFiles(where);
  return segments;
}
