import type { Claims, SandboxEnv } from '../service.ts';
import type { StorageClient } from '../content/storageClient.ts';
import type { WorkspaceIdentity } from '../state.ts';
import { datastoreNotFound, userError } from './errors.ts';
import { probe } from './probe.ts';
import type { DatastoreDraft, DatastoreRecord, VaultEntry } from './records.ts';
import type { Store } from './store.ts';

export interface PutOptions {
  /** Refuse when the name is taken, as POST of v1 does. */
  readonly mustBeNew: boolean;
  readonly createContainer: boolean;
  readonly skipValidation: boolean;
  readonly claims: Claims;
}

/** The rules of registering datastores, the same for both APIs. */
export interface Registry {
  list(workspace: WorkspaceIdentity): readonly DatastoreRecord[];
  isDefault(workspace: WorkspaceIdentity, record: DatastoreRecord): boolean;
  find(workspace: WorkspaceIdentity, name: string): DatastoreRecord | undefined;
  /** Throws `Could not find datastore`. */
  get(workspace: WorkspaceIdentity, name: string): DatastoreRecord;
  default(workspace: WorkspaceIdentity): DatastoreRecord;
  secret(workspace: WorkspaceIdentity, record: DatastoreRecord): VaultEntry;
  put(
    workspace: WorkspaceIdentity,
    draft: DatastoreDraft,
    options: PutOptions,
  ): Promise<'created' | 'updated'>;
  /** Resolves to whether there was one; refuses the default. */
  remove(workspace: WorkspaceIdentity, name: string): Promise<boolean>;
  setDefault(workspace: WorkspaceIdentity, name: string): Promise<void>;
}

export function createRegistry(env: SandboxEnv, store: Store, client: StorageClient): Registry {
  const of = (workspace: WorkspaceIdentity) => store.workspace(workspace.workspaceId);
  const find = (workspace: WorkspaceIdentity, name: string) =>
    of(workspace).datastores.find((record) => record.name === name.toLowerCase());

  function get(workspace: WorkspaceIdentity, name: string): DatastoreRecord {
    const record = find(workspace, name);
    if (!record) throw datastoreNotFound(name);
    return record;
  }

  async function put(
    workspace: WorkspaceIdentity,
    draft: DatastoreDraft,
    { mustBeNew, createContainer, skipValidation, claims }: PutOptions,
  ): Promise<'created' | 'updated'> {
    const refuseTwin = () => {
      if (mustBeNew && find(workspace, draft.name)) {
        throw userError(`Another datastore with the same name already exists: ${draft.name}.`);
      }
    };
    refuseTwin();
    if (!skipValidation) await probe(env, client, draft, { create: createContainer, claims });
    refuseTwin();
    const now = { by: claims.clientId, byType: 'Application', at: new Date().toISOString() } as const;
    const { secret, ...fields } = draft;
    const registered = of(workspace);
    const index = registered.datastores.findIndex((record) => record.name === draft.name);
    const created = registered.datastores[index]?.created ?? now;
    const record: DatastoreRecord = { ...fields, validated: !skipValidation, created, modified: now };
    if (index < 0) registered.datastores.push(record);
    else registered.datastores[index] = record;
    store.setSecret(workspace.workspaceId, draft.name, secret);
    await store.save();
    return index < 0 ? 'created' : 'updated';
  }

  return {
    list: (workspace) => of(workspace).datastores,
    isDefault: (workspace, record) => of(workspace).defaultName === record.name,
    find,
    get,
    default: (workspace) => get(workspace, of(workspace).defaultName),
    secret: (workspace, record) => store.secret(workspace.workspaceId, record.name),
    put,
    async remove(workspace, name) {
      const record = find(workspace, name);
      if (!record) return false;
      const registered = of(workspace);
      // The service's own sentence is not confirmed.
      if (registered.defaultName === record.name) {
        throw userError(
          `The default datastore cannot be deleted: ${record.name}. Set another default first.`,
        );
      }
      registered.datastores = registered.datastores.filter((other) => other !== record);
      store.setSecret(workspace.workspaceId, record.name, undefined);
      await store.save();
      return true;
    },
    async setDefault(workspace, name) {
      // Nothing is validated here. Whether every type may be the default is not confirmed.
      of(workspace).defaultName = get(workspace, name).name;
      await store.save();
    },
  };
}
