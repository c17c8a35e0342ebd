import { t } from '@vscode/l10n';
import { Failure, isFailure } from '../common/failure.ts';
import type { FilePath, FolderPath } from '../storage/path.ts';
import type { Entry, FileEntry, WriteCondition } from '../storage/storage.ts';
import { landingOf } from './items.ts';
import { lookahead } from './lookahead.ts';
import type { ChangeReason, ConflictPolicy, CopyReason, SkipReason, TransferRequest } from './request.ts';

export type SettledPolicy = Exclude<ConflictPolicy, 'ask'>;

/** Requests about the destination that may be under way at once. */
export const looksAtOnce = 16;

/** Refuses a file in the place of a folder that items land in. What cannot be looked at is left to the writes. */
export async function checkLandings(request: TransferRequest, signal?: AbortSignal): Promise<void> {
  const { destination } = request;
  if (destination.folders === 'implied') return;
  const folders = new Set<FolderPath>([request.into]);
  for (const item of request.items) if ('folder' in item) folders.add(landingOf(request, item));
  folders.delete('' as FolderPath);
  for await (const there of lookahead(folders, looksAtOnce, (folder) => fileInPlaceOf(folder))) {
    if (!there) continue;
    const name = `${destination.address}/${there.path}`;
    throw new Failure(
      'invalidInput',
      t('{0} is a file. Choose a folder as the destination, or rename the file.', name),
    );
  }

  async function fileInPlaceOf(folder: FolderPath): Promise<Entry | undefined> {
    try {
      const there = await destination.stat(folder.slice(0, -1) as FilePath, { signal });
      return there?.kind === 'folder' ? undefined : there;
    } catch (error) {
      if (isFailure(error, 'cancelled')) throw error;
      return undefined;
    }
  }
}

export type Decision =
  | { readonly kind: 'copy'; readonly why: CopyReason; readonly condition?: WriteCondition }
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'refuse'; readonly failure: Failure };

/** What becomes of `file` when `there` has its name; `where` names that place for people. */
export function decide(
  file: FileEntry,
  there: Entry | undefined,
  policy: SettledPolicy,
  where: string,
): Decision {
  if (there?.kind === 'folder') return { kind: 'refuse', failure: inTheWay(where) };
  if (policy === 'overwrite') return { kind: 'copy', why: there ? 'overwrite' : 'new' };
  if (!there) return { kind: 'copy', why: 'new', condition: 'absent' };
  if (policy === 'skip' || there.kind === 'other') return { kind: 'skip', reason: 'exists' };
  const why = policy === 'changed' ? changeOf(file, there) : newerOf(file, there);
  if (why === undefined) return { kind: 'skip', reason: policy === 'changed' ? 'unchanged' : 'notNewer' };
  return { kind: 'copy', why, ...(there.etag !== undefined && { condition: { etag: there.etag } }) };
}

function newerOf(file: FileEntry, there: FileEntry): 'newer' | undefined {
  return file.modified && there.modified && file.modified > there.modified ? 'newer' : undefined;
}

/** Disks and services keep times in steps of up to so many milliseconds. */
const sameTime = 2000;

/**
 * What tells that `file` is not what `there` is a copy of, or `undefined` if nothing does.
 *
 * Where both times are recorded ones, any difference counts, whichever side is newer: the destination is to become as
 * the source is. A service's own time says only when a file was put there, so it has to be the older one (an upload:
 * the local file was written after it), or, as the source's, the newer one (a download: the local file, to which a
 * download gives that time, is from before it). A local file that is newer than what a service put there without a
 * recorded time is left alone: whether it was changed or only downloaded later, nobody can tell.
 */
export function changeOf(file: FileEntry, there: FileEntry): ChangeReason | undefined {
  if (file.size !== there.size) return 'size';
  if (!file.modified || !there.modified) return 'recordedTime'; // nothing says that they are the same
  const later = file.modified.getTime() - there.modified.getTime();
  if (file.modifiedByService || there.modifiedByService) return later > 0 ? 'lastModified' : undefined;
  return Math.abs(later) > sameTime ? 'recordedTime' : undefined;
}

function inTheWay(where: string): Failure {
  const sentence = t('{0} is a folder, so no file can have that name. Rename or remove one of them.', where);
  return new Failure('alreadyExists', sentence);
}
