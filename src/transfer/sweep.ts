import { isFailure } from '../common/failure.ts';
import { parentOf, type FolderPath } from '../storage/path.ts';
import type { Entry, Storage } from '../storage/storage.ts';
import { markIn } from '../storage/temporary.ts';
import { landingOf, targetOf } from './items.ts';
import type { TransferRequest } from './request.ts';

/**
 * Removes what a transfer of this `mark` has left half-written when its process was ended. Looks only where the transfer
 * writes, and only where files are written under another name first. What cannot be removed stays.
 */
export async function sweep(
  request: Pick<TransferRequest, 'items' | 'destination' | 'into'>,
  mark: string,
  signal?: AbortSignal,
): Promise<void> {
  const { destination } = request;
  if (destination.folders === 'implied') return;
  const isOurs = ({ kind, name }: Entry) => kind === 'file' && markIn(name) === mark;
  const remove = async (entry: Entry) => {
    if (isOurs(entry)) await destination.delete(entry.path, { signal });
  };
  for (const [folder, all] of landings(request)) {
    try {
      for await (const entry of all
        ? destination.walk(folder, { signal })
        : members(destination, folder, signal))
        await remove(entry);
    } catch (error) {
      if (isFailure(error, 'cancelled')) throw error;
    }
  }
}

/** Where a transfer writes, and whether also below. */
function landings({ items, into }: Pick<TransferRequest, 'items' | 'into'>): Map<FolderPath, boolean> {
  const found = new Map<FolderPath, boolean>();
  for (const item of items) {
    if ('folder' in item) found.set(landingOf({ into }, item), true);
    else {
      const parent = parentOf(targetOf({ into }, item));
      if (!found.has(parent)) found.set(parent, false);
    }
  }
  return found;
}

async function* members(
  storage: Storage,
  folder: FolderPath,
  signal: AbortSignal | undefined,
): AsyncGenerator<Entry, void, undefined> {
  let continuation: string | undefined;
  do {
    const page = await storage.list(folder, { signal, continuation });
    yield* page.entries;
    ({ continuation } = page);
  } while (continuation !== undefined);
}
