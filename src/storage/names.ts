import { unaddressable } from './failures.ts';
import type { FilePath, FolderPath } from './path.ts';

/**
 * The segments of a path on a storage with real folders, where `.`, `..` and empty names always mean something
 * else than themselves. Refuses such a path; `[]` for the root.
 */
export function segmentsOf(path: FilePath | FolderPath, where: string): string[] {
  if (path === '') return [];
  const segments = (path.endsWith('/') ? path.slice(0, -1) : path).split('/');
  if (segments.some((name) => name === '' || name === '.' || name === '..' || name.includes('\0')))
    throw unaddressable(where);
  return segments;
}

/** The segments of a file's path, which never ends with a slash where folders are real. */
export function fileSegmentsOf(path: FilePath, where: string): string[] {
  if (path === '' || path.endsWith('/')) throw unaddressable(where);
  return segmentsOf(path, where);
}

/**
 * The address of `name` below `root` (an address without a query): the whole name is one percent-encoded segment, so
 * that no URL class folds what it holds. Asserts that the address decodes to exactly that name in that root, and
 * refuses what does not: `.` and `..` fold even when they are encoded.
 */
export function addressOf(root: string, name: string): string {
  try {
    const address = `${root}/${encodeURIComponent(name)}`;
    const path = new URL(address).pathname;
    const top = new URL(root).pathname;
    if (name !== '' && path.startsWith(`${top}/`) && decodeURIComponent(path.slice(top.length + 1)) === name) return address;
  } catch (error) {
    if (!(error instanceof URIError)) throw error; // half of a surrogate pair
  }
  throw unaddressable(`${root}/${name}`);
}
