import { isFailure } from '../common/failure.ts';
import { parentOf, type FolderPath } from '../storage/path.ts';
import type { Entry, Storage } from '../storage/storage.ts';
import { markIn, temporaryNameIn } from '../storage/temporary.ts';
import { landingOf, targetOf } from './items.ts';

/** Where a transfer writes. */
export interface Swept {
  readonly items: readonly { readonly kind: 'file' | 'folder'; readonly as: string }[];
  readonly destination: Storage;
  readonly into: FolderPath;
}

export interface SweepOptions {
  readonly signal?: AbortSignal | undefined;
  /** Tokens of uploads that are gone on with. */
  readonly keep?: ReadonlySet<string> | undefined;
}

/**
 * Removes what a transfer of this `mark` has left half-written when its process was ended. Looks only where the transfer
 * writes, and only where files are written under another name first. What cannot be removed stays.
 */
export async function sweep(
  { items, destination, into }: Swept,
  mark: string,
  { signal, keep }: SweepOptions = {},
): Promise<void> {
  if (destination.folders === 'implied') return;
  const isOurs = ({ kind, name }: Entry) =>
    kind === 'file' && markIn(name) === mark && keep?.has(temporaryNameIn(name) ?? '') !== true;
  const remove = async (entry: Entry) => {
    if (isOurs(entry)) await destination.delete(entry.path, { signal });
  };
  for (const [folder, all] of landings({ items, into })) {
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
function landings({ items, into }: Pick<Swept, 'items' | 'into'>): Map<FolderPath, boolean> {
  const found = new Map<FolderPath, boolean>();
  for (const item of items) {
    if (item.kind === 'folder') found.set(landingOf({ into }, item), true);
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
