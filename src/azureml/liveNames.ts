import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import { parentOf, root, type FilePath, type FolderPath } from '../storage/path.ts';
import type { Entry, Storage } from '../storage/storage.ts';
import type { Compute } from './computes.ts';
import type { AzureMl } from './index.ts';
import type { Workspace } from './workspaces.ts';

/** Names as Azure has them at this time, for what reads code: kept for a short time, and `undefined` where they cannot be had. */
export interface LiveNames {
  workspace(name: WorkspaceName): Promise<Workspace | undefined>;
  datastores(workspace: Workspace): Promise<readonly Datastore[] | undefined>;
  computes(workspace: Workspace): Promise<readonly Compute[] | undefined>;
  /** The first {@link mostEntries} members of a folder. */
  entries(
    workspace: Workspace,
    datastore: Datastore,
    folder: FolderPath,
  ): Promise<readonly Entry[] | undefined>;
  /** What has this path; `null`: nothing has. A folder may be written with its slash or without. */
  find(workspace: Workspace, datastore: Datastore, path: string): Promise<Entry | null | undefined>;
  forget(): void;
}

/** How long an answer is good for, in milliseconds. A refusal is, too: who types is not to ask at every key. */
const freshFor = 60_000;
/** Of one folder: more is no help in a list that is typed into. */
export const mostEntries = 1000;
/** Answers that are kept at once. */
const mostKept = 200;

export interface LiveNamesOptions {
  readonly azure: () => Promise<AzureMl>;
  readonly log: Log;
  /** Workspaces that are known already, so that they need no request. */
  readonly known: (name: WorkspaceName) => Workspace | undefined;
  /** The time in milliseconds. */
  readonly now?: () => number;
}

interface Kept {
  readonly value: Promise<unknown>;
  readonly until: number;
}

/** Many wait for the same answer, so nobody's cancellation stops the request. */
export function createLiveNames({ azure, log, known, now = Date.now }: LiveNamesOptions): LiveNames {
  const kept = new Map<string, Kept>();

  function keep<T>(key: string, ask: (client: AzureMl) => Promise<T>): Promise<T | undefined> {
    const found = kept.get(key);
    if (found && found.until > now()) return found.value as Promise<T | undefined>;
    const value = azure()
      .then(ask)
      .catch((error: unknown) => {
        if (!isFailure(error, 'cancelled')) log.info(`Names for code: ${String(error)}`);
        return undefined;
      });
    kept.delete(key);
    kept.set(key, { value, until: now() + freshFor });
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return value;
  }

  const place = ({ id }: Workspace, { name }: Datastore) => `${id}/datastores/${name}`.toLowerCase();
  const entries: LiveNames['entries'] = (workspace, datastore, folder) =>
    keep(`${place(workspace, datastore)}/${folder}`, async (client) =>
      firstEntries(await client.openStorage(workspace, datastore), folder),
    );

  return {
    workspace(name) {
      const one = known(name);
      if (one) return Promise.resolve(one);
      const key = [name.subscriptionId, name.resourceGroup, name.workspace].join('/').toLowerCase();
      return keep(`workspace ${key}`, (client) => client.workspace(name));
    },
    datastores: (workspace) =>
      keep(`datastores ${workspace.id}`, async (client) => (await client.list(workspace)).datastores),
    computes: (workspace) => keep(`computes ${workspace.id}`, (client) => client.computes(workspace)),
    entries,
    find: (workspace, datastore, path) =>
      keep(`${place(workspace, datastore)}?${path}`, async (client) =>
        findIn(await client.openStorage(workspace, datastore), path),
      ),
    forget: () => kept.clear(),
  };
}

async function firstEntries(storage: Storage, folder: FolderPath): Promise<readonly Entry[]> {
  const page = await storage.list(folder, { pageSize: mostEntries });
  return page.entries.filter(({ kind }) => kind !== 'other');
}

async function findIn(storage: Storage, path: string): Promise<Entry | null> {
  const bare = path.replace(/\/+$/, '');
  if (bare === '') return { kind: 'folder', path: root, name: '' };
  if (bare === path) {
    const file = await storage.stat(path as FilePath);
    if (file) return file;
  }
  const folder = `${bare}/` as FolderPath;
  const there = await storage.list(folder, { pageSize: 1 }).catch((error: unknown) => {
    if (isFailure(error, 'notFound')) return undefined;
    throw error as Error;
  });
  if (!there || (there.entries.length === 0 && storage.folders === 'implied')) return null;
  return { kind: 'folder', path: folder, name: bare.slice(parentOf(folder).length) };
}
