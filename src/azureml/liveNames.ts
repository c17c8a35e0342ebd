import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import { parentOf, root, type FilePath, type FolderPath } from '../storage/path.ts';
import type { CallOptions, Entry, Storage } from '../storage/storage.ts';
import type { Compute } from './computes.ts';
import type { DatastoreList } from './datastores.ts';
import type { AzureMl } from './index.ts';
import type { Workspace } from './workspaces.ts';

/**
 * Names as Azure has them at this time, for what reads code: kept for a short time, and `undefined` where they cannot be
 * had. A request stops when all who wait for it have given up.
 */
export interface LiveNames {
  workspace(name: WorkspaceName, signal?: AbortSignal): Promise<Workspace | undefined>;
  datastores(workspace: Workspace, signal?: AbortSignal): Promise<DatastoreList | undefined>;
  computes(workspace: Workspace, signal?: AbortSignal): Promise<readonly Compute[] | undefined>;
  /** The first {@link mostEntries} members of a folder. */
  entries(
    workspace: Workspace,
    datastore: Datastore,
    folder: FolderPath,
    signal?: AbortSignal,
  ): Promise<readonly Entry[] | undefined>;
  /** What has this path; `null`: nothing has. A folder may be written with its slash or without. */
  find(
    workspace: Workspace,
    datastore: Datastore,
    path: string,
    signal?: AbortSignal,
  ): Promise<Entry | null | undefined>;
  forget(): void;
}

/** How long an answer is good for, in milliseconds. A refusal is, too: who types is not to ask at every key. */
const freshFor = 60_000;
/** Of one folder: more is no help in a list that is typed into. */
const mostEntries = 1000;
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
  /** Counts one more who waits. */
  wait(signal: AbortSignal | undefined): void;
}

export function createLiveNames({ azure, log, known, now = Date.now }: LiveNamesOptions): LiveNames {
  const kept = new Map<string, Kept>();

  function keep<T>(
    key: string,
    signal: AbortSignal | undefined,
    ask: (client: AzureMl, call: { readonly signal: AbortSignal }) => Promise<T>,
  ): Promise<T | undefined> {
    const found = kept.get(key);
    if (found && found.until > now()) {
      found.wait(signal);
      return found.value as Promise<T | undefined>;
    }
    const stop = new AbortController();
    const wait = waiters(() => {
      kept.delete(key);
      stop.abort();
    });
    wait(signal);
    const value = azure()
      .then((client) => ask(client, { signal: stop.signal }))
      .catch((error: unknown) => {
        if (!isFailure(error, 'cancelled')) log.info(`Names for code: ${String(error)}`);
        return undefined;
      })
      .finally(() => wait(undefined));
    kept.delete(key);
    kept.set(key, { value, until: now() + freshFor, wait });
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return value;
  }

  const place = ({ id }: Workspace, { name }: Datastore) => `${id}/datastores/${name}`.toLowerCase();

  return {
    workspace(name, signal) {
      const one = known(name);
      if (one) return Promise.resolve(one);
      const key = [name.subscriptionId, name.resourceGroup, name.workspace].join('/').toLowerCase();
      return keep(`workspace ${key}`, signal, (client, call) => client.workspace(name, call));
    },
    datastores: (workspace, signal) =>
      keep(`datastores ${workspace.id}`, signal, (client, call) => client.list(workspace, call)),
    computes: (workspace, signal) =>
      keep(`computes ${workspace.id}`, signal, (client, call) => client.computes(workspace, call)),
    entries: (workspace, datastore, folder, signal) =>
      keep(`${place(workspace, datastore)}/${folder}`, signal, async (client, call) =>
        firstEntries(await client.openStorage(workspace, datastore, call), folder, call),
      ),
    find: (workspace, datastore, path, signal) =>
      keep(`${place(workspace, datastore)}?${path}`, signal, async (client, call) =>
        findIn(await client.openStorage(workspace, datastore, call), path, call),
      ),
    forget: () => kept.clear(),
  };
}

/** Calls `none` when all who wait have given up; one without a signal never does. */
function waiters(none: () => void): Kept['wait'] {
  let waiting = 0;
  return (signal) => {
    waiting++;
    signal?.addEventListener('abort', () => --waiting === 0 && none(), { once: true });
  };
}

async function firstEntries(
  storage: Storage,
  folder: FolderPath,
  call: CallOptions,
): Promise<readonly Entry[]> {
  const page = await storage.list(folder, { ...call, pageSize: mostEntries });
  return page.entries.filter(({ kind }) => kind !== 'other');
}

async function findIn(storage: Storage, path: string, call: CallOptions): Promise<Entry | null> {
  const bare = path.replace(/\/+$/, '');
  if (bare === '') return { kind: 'folder', path: root, name: '' };
  if (bare === path) {
    const file = await storage.stat(path as FilePath, call);
    if (file) return file;
  }
  const folder = `${bare}/` as FolderPath;
  const there = await storage.list(folder, { ...call, pageSize: 1 }).catch((error: unknown) => {
    if (isFailure(error, 'notFound')) return undefined;
    throw error as Error;
  });
  if (!there || (there.entries.length === 0 && storage.folders === 'implied')) return null;
  return { kind: 'folder', path: folder, name: bare.slice(parentOf(folder).length) };
}
