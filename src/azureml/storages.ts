import { untilAborted } from '../common/abort.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { Storage } from '../storage/storage.ts';
import { createAccess, type Access, type AccessOptions, type AccessUsed } from './access.ts';
import type { Call } from './rest.ts';
import type { Workspace } from './workspaces.ts';

export type { AccessUsed, DataAccess } from './access.ts';
export type StorageOptions = AccessOptions;

/** The opened storages of one connection, and the credentials in use with them. */
export interface Storages {
  /**
   * `unsupported` for types without files. The storage goes on working when its credential is dropped (forgotten,
   * refused, or unused for 15 minutes): the next call reads it anew.
   */
  open(workspace: Workspace, datastore: Datastore, call?: Call): Promise<Storage>;
  /** Absent: it has not been opened yet. */
  accessOf(workspace: Workspace, datastore: Datastore): AccessUsed | undefined;
  /** Tells how another process reaches a datastore, by the workspace's ARM id: the last that was told is what is shown. */
  accessTold(workspaceId: string, datastore: string, used: AccessUsed): void;
  /** From now on, reaches this datastore as the user, whatever it holds. */
  useIdentity(workspace: Workspace, datastore: Datastore): void;
  /** Which datastores {@link useIdentity} was called for: `<ARM id of the workspace>/<name>`. */
  asUser(): readonly string[];
  /** Drops the credentials in use, of one datastore with all that is known of it or of all, so that they are read anew. */
  forget(workspace?: Workspace, datastore?: Pick<Datastore, 'name'>): void;
}

interface Known {
  readonly registered: string;
  readonly access: Access;
  readonly workspace: Workspace;
  readonly datastore: Datastore;
}

export function createStorages(options: StorageOptions): Storages {
  const byIdentity = new Set<string>();
  const known = new Map<string, Known>();
  const told = new Map<string, AccessUsed>();
  const keyOf = ({ id }: Pick<Workspace, 'id'>, { name }: Pick<Datastore, 'name'>): string => `${id}/${name}`;
  const own: StorageOptions = {
    ...options,
    onAccess(workspace, datastore) {
      told.delete(keyOf(workspace, datastore));
      options.onAccess?.(workspace, datastore);
    },
  };

  /** What is known ends where a datastore of that name is registered with other data or another credential. */
  function accessTo(workspace: Workspace, datastore: Datastore): Access {
    const { type, credential, values } = datastore;
    const registered = JSON.stringify([type, credential, values, workspace.via]);
    const key = keyOf(workspace, datastore);
    const before = known.get(key);
    if (before?.registered === registered) return before.access;
    before?.access.forget();
    const access = createAccess(own, workspace, datastore);
    known.set(key, { registered, access, workspace, datastore });
    told.delete(key);
    return access;
  }

  return {
    open: (workspace, datastore, call = {}) =>
      untilAborted(accessTo(workspace, datastore).open(), call.signal),
    accessOf(workspace, datastore) {
      const key = keyOf(workspace, datastore);
      return told.get(key) ?? known.get(key)?.access.used();
    },
    accessTold(id, name, used) {
      const key = keyOf({ id }, { name });
      const before = told.get(key) ?? known.get(key)?.access.used();
      if (before?.by === used.by && before.instead?.message === used.instead?.message) return;
      told.set(key, used);
      const shown = known.get(key);
      if (shown) options.onAccess?.(shown.workspace, shown.datastore);
    },
    useIdentity(workspace, datastore) {
      byIdentity.add(keyOf(workspace, datastore));
      accessTo(workspace, datastore).useIdentity();
    },
    asUser: () => [...byIdentity],
    forget(workspace, datastore) {
      if (workspace && datastore) {
        known.get(keyOf(workspace, datastore))?.access.forget();
        known.delete(keyOf(workspace, datastore));
      } else {
        for (const { access } of known.values()) access.forget();
      }
    },
  };
}
