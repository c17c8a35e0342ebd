import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { segmentsOf } from './names.ts';
import type { FilePath, FolderPath } from './path.ts';

/** Names that Windows keeps for devices, whatever follows the first dot. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *\..*| +)?$/i;
// eslint-disable-next-line no-control-regex -- Windows refuses exactly these
const refusedOnWindows = /[\\:*?"<>|\u0001-\u001f]/;
/** What ext4, APFS and NTFS allow; in bytes, or in UTF-16 units on Windows. */
const longest = 255;

/** Why a local disk cannot hold a file or folder of this name, or `undefined`. */
function problemOf(name: string, platform: NodeJS.Platform): string | undefined {
  if ((platform === 'win32' ? name.length : Buffer.byteLength(name)) > longest) {
    return t('“{0}…” is longer than a name on this disk may be.', name.slice(0, 40));
  }
  if (platform !== 'win32') return undefined;
  if (reserved.test(name)) return t('Windows keeps the name “{0}” for a device.', name);
  const [refused] = refusedOnWindows.exec(name) ?? [];
  if (refused !== undefined)
    return t('Windows does not allow the name “{0}”: it holds “{1}”.', name, printed(refused));
  const end = name.slice(-1);
  if (end !== '.' && end !== ' ') return undefined;
  return t('Windows does not allow the name “{0}”: it ends with “{1}”.', name, end);
}

/** A character as it can be read: `U+0009` for a tab. */
function printed(character: string): string {
  return character >= ' '
    ? character
    : `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Where `path` is on the disk below `folder`. Refuses what would be somewhere else, or nowhere. */
export function localPathOf(
  folder: string,
  path: FilePath | FolderPath,
  platform: NodeJS.Platform = process.platform,
): string {
  const segments = segmentsOf(path, `${folder}: ${path}`);
  for (const name of segments) {
    const problem = problemOf(name, platform);
    if (problem !== undefined) {
      throw new Failure(
        'invalidInput',
        t('{0} cannot be kept in {1}: {2} Give it another name where it is.', path, folder, problem),
      );
    }
  }
  return join(folder, ...segments);
}
