import { t } from '@vscode/l10n';
import { Failure, isFailure } from '../common/failure.ts';
import type { FilePath, FolderPath } from '../storage/path.ts';
import type { Entry, FileEntry, WriteCondition } from '../storage/storage.ts';
import { landingOf } from './items.ts';
import { lookahead } from './lookahead.ts';
import type { ConflictPolicy, SkipReason, TransferRequest } from './request.ts';

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
  | { readonly kind: 'copy'; readonly condition?: WriteCondition }
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'refuse'; readonly failure: Failure };

/** What becomes of `file` when `there` has its name; `where` names that place for people. */
export function decide(
  file: FileEntry,
  there: Entry | undefined,
  policy: SettledPolicy,
  where: string,
): Decision {
  if (policy === 'overwrite') return { kind: 'copy' };
  if (!there) return { kind: 'copy', condition: 'absent' };
  if (there.kind === 'folder') return { kind: 'refuse', failure: inTheWay(where) };
  if (policy === 'skip' || there.kind === 'other') return { kind: 'skip', reason: 'exists' };
  const newer = file.modified && there.modified && file.modified > there.modified;
  if (!newer) return { kind: 'skip', reason: 'notNewer' };
  return there.etag === undefined ? { kind: 'copy' } : { kind: 'copy', condition: { etag: there.etag } };
}

function inTheWay(where: string): Failure {
  const sentence = t('{0} is a folder, so no file can have that name. Rename or remove one of them.', where);
  return new Failure('alreadyExists', sentence);
}
