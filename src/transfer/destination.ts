import { isFailure } from '../common/failure.ts';
import { baseName, parentOf, type FilePath, type FolderPath } from '../storage/path.ts';
import type { Entry, Storage } from '../storage/storage.ts';

/** Up to so many names are looked at one by one; more, and the folders they land in are listed. */
export const fewFiles = 64;

/** How many names are remembered before the folders that were least recently asked for are forgotten. */
const rememberedNames = 500_000;

/** What is at the destination. Asks for each thing once, and for nothing that an answer has already settled. */
export interface Destination {
  /** The path of something in `folder`; one request, and what is empty then is not asked about again. */
  readonly anyIn: (folder: FolderPath) => Promise<string | undefined>;
  /** What is called `path`, asking for this one name. */
  readonly byName: (path: FilePath) => Promise<Entry | undefined>;
  /** What is called `path`, listing the folder that holds it. */
  readonly byFolder: (path: FilePath) => Promise<Entry | undefined>;
}

interface Listing {
  readonly files: Map<string, Entry>;
  readonly folders: Set<string>;
}

const nothing: Listing = { files: new Map(), folders: new Set() };

/** Looks at `storage`; pages are asked for and dropped one at a time, only what is needed of them stays. */
export function lookAt(storage: Storage, signal?: AbortSignal): Destination {
  const listings = new Map<FolderPath, Promise<Listing>>();
  const names = new Map<FilePath, Promise<Entry | undefined>>();
  const empty = new Set<FolderPath>();
  let remembered = 0;

  async function isEmpty(folder: FolderPath): Promise<boolean> {
    if (empty.has(folder)) return true;
    if (folder === '') return false;
    const parent = parentOf(folder);
    const known = listings.get(parent);
    if (!known) return isEmpty(parent);
    return known.then(
      ({ folders }) => !folders.has(baseName(folder)),
      () => false, // The parent could not be listed, which says nothing about this folder.
    );
  }

  async function listAll(folder: FolderPath): Promise<Listing> {
    if (await isEmpty(folder)) return nothing;
    const listing: Listing = { files: new Map(), folders: new Set() };
    for await (const entry of members(storage, folder, signal)) {
      remembered += 1;
      if (entry.kind === 'folder') listing.folders.add(entry.name);
      if (entry.kind !== 'folder' || storage.folders === 'real') listing.files.set(keyOf(entry), entry);
    }
    return listing;
  }

  async function forgetOldest(keep: FolderPath): Promise<void> {
    for (const [folder, listing] of listings) {
      if (remembered <= rememberedNames) return;
      if (folder === keep) continue;
      listings.delete(folder);
      const { files, folders } = await listing.catch(() => nothing);
      remembered -= files.size + folders.size;
    }
  }

  return {
    anyIn: async (folder) => {
      for await (const entry of members(storage, folder, signal, 1)) return entry.path;
      empty.add(folder);
      return undefined;
    },
    byName: async (path) => {
      if (await isEmpty(parentOf(path))) return undefined;
      let found = names.get(path);
      if (!found) names.set(path, (found = storage.stat(path, { signal })));
      return found;
    },
    byFolder: async (path) => {
      const folder = parentOf(path);
      const known = listings.get(folder);
      const listing = known ?? listAll(folder);
      listings.delete(folder); // To the end of the map's order: the most recently asked for.
      listings.set(folder, listing);
      const { files } = await listing;
      if (!known) await forgetOldest(folder);
      return files.get(path);
    },
  };
}

/** A folder is found under the name that a file in its place would have. */
function keyOf(entry: Entry): string {
  return entry.kind === 'folder' ? entry.path.slice(0, -1) : entry.path;
}

/** The members of `folder`, page by page; none of a folder that does not exist. */
async function* members(
  storage: Storage,
  folder: FolderPath,
  signal: AbortSignal | undefined,
  pageSize?: number,
): AsyncGenerator<Entry, void, undefined> {
  let continuation: string | undefined;
  try {
    do {
      const page = await storage.list(folder, { signal, continuation, ...(pageSize && { pageSize }) });
      yield* page.entries;
      ({ continuation } = page);
    } while (continuation !== undefined);
  } catch (error) {
    if (!isFailure(error, 'notFound')) throw error;
  }
}
