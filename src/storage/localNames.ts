import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { segmentsOf } from './names.ts';
import type { FilePath, FolderPath } from './path.ts';

/*
 * On Windows a name that the disk cannot hold is kept under another one, from which it can be read back: each refused
 * character as %XX (`a:b` is kept as `a%3Ab`), the first of a device's name too. A name that looks like that already
 * has its % followed by 25. So every name has one place and every file of the disk one name: what was downloaded and is
 * uploaded again from Windows has its own names, but a file that somebody called `a%3Ab` there is uploaded as `a:b`.
 *
 * Elsewhere names stay as they are, both ways: nothing was changed there, so nothing may be changed back.
 */

/** Names that Windows keeps for devices, whatever follows the first dot. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *\..*| +)?$/i;
/** What Windows refuses anywhere in a name, or drops at its end, and every % that would be taken for what stands for those. */
const toEscape =
  // eslint-disable-next-line no-control-regex -- Windows refuses exactly these
  /[\\:*?"<>|\u0001-\u001f]|[. ]$|%(?=(?:25)*(?:5C|3A|2A|3F|22|3C|3E|7C|0[1-9A-F]|1[0-9A-F]|(?:2E|20)$))/g;
const escaped = /%(25)*(5C|3A|2A|3F|22|3C|3E|7C|0[1-9A-F]|1[0-9A-F]|(?:2E|20)$)/g;
/** What the first character of a device's name becomes, or was made of by more than that. */
const escapedStart = /^%(25)*([4-7][0-9A-F])/;

/** What ext4, APFS and NTFS allow of a name; in bytes, or in UTF-16 units on Windows. */
const longest = 255;
/** What a system call takes of a whole path, in the same measures. */
const longestPath: Partial<Record<NodeJS.Platform, number>> = { linux: 4095, darwin: 1023, win32: 32_000 };

function codeOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The device whose name `name` is but for its first character, which stands there as a code; and how often that is quoted. */
function deviceIn(name: string): { readonly device: string; readonly quoted: boolean } | undefined {
  const [start = '', quote, code = ''] = escapedStart.exec(name) ?? [];
  const device = String.fromCharCode(parseInt(code, 16)) + name.slice(start.length);
  return start !== '' && reserved.test(device) ? { device, quoted: quote !== undefined } : undefined;
}

/** What the disk calls a file or folder called `name`. */
export function diskName(name: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return name;
  const kept = name.replaceAll(toEscape, (found) => (found === '%' ? '%25' : codeOf(found)));
  if (reserved.test(kept)) return `${codeOf(kept)}${kept.slice(1)}`;
  return deviceIn(kept) ? `%25${kept.slice(1)}` : kept;
}

/** The name of what the disk calls `kept`: of what {@link diskName} returns, the name that it was given. */
export function nameOfDisk(kept: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return kept;
  const found = deviceIn(kept);
  const name = found ? (found.quoted ? `%${kept.slice(3)}` : found.device) : kept;
  return name.replaceAll(escaped, (all, quote: string | undefined, code: string) =>
    quote === undefined ? String.fromCharCode(parseInt(code, 16)) : `%${all.slice(3)}`,
  );
}

/** In what a disk measures names: bytes, or UTF-16 units on Windows. */
function lengthOf(text: string, platform: NodeJS.Platform): number {
  return platform === 'win32' ? text.length : Buffer.byteLength(text);
}

/** Why a local disk cannot hold a file or folder that is called `name` there, or `undefined`. */
function problemOf(name: string, platform: NodeJS.Platform): string | undefined {
  if (/\p{Surrogate}/u.test(name)) return t('“{0}” holds half of a character.', name);
  if (lengthOf(name, platform) <= longest) return undefined;
  return t('“{0}…” is longer than a name on this disk may be.', name.slice(0, 40));
}

/** What the disk calls each part of `path` below `folder`. Refuses what would be somewhere else, or nowhere. */
export function localSegmentsOf(
  folder: string,
  path: FilePath | FolderPath,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const segments = segmentsOf(path, `${folder}: ${path}`).map((name) => diskName(name, platform));
  const problem = segments.map((name) => problemOf(name, platform)).find((found) => found !== undefined);
  if (problem !== undefined) throw unkept(path, folder, problem);
  if (lengthOf(join(folder, ...segments), platform) > (longestPath[platform] ?? Infinity))
    throw unkept(path, folder, t('its whole path would be longer than this system allows.'));
  return segments;
}

function unkept(path: string, folder: string, problem: string): Failure {
  const sentence = t(
    '{0} cannot be kept in {1}: {2} Give it another name where it is.',
    path,
    folder,
    problem,
  );
  return new Failure('invalidInput', sentence);
}
