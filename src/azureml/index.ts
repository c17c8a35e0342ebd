import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Log } from '../common/log.ts';
import type { Transport } from '../common/transport.ts';
import type { Session } from '../common/session.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import type { Storage } from '../storage/storage.ts';
import type { Cloud } from './cloud.ts';
import { listComputes, type Compute } from './computes.ts';
import { createAddresses } from './addresses.ts';
import { createDatastoreClient, type DatastoreClient } from './datastores.ts';
import { connectionEnded, endingWith } from './ending.ts';
import { listWorkspaces } from './listing.ts';
import { createRegistering, type Registering } from './registering.ts';
import { createRest, type Call } from './rest.ts';
import { createStorages, type AccessUsed, type DataAccess } from './storages.ts';
import { readWorkspace, type ListCall, type Workspace, type WorkspaceList } from './workspaces.ts';

/** Azure Machine Learning as the signed-in accounts see it. */
export interface AzureMl extends Omit<DatastoreClient, 'secret'> {
  readonly cloud: Cloud;
  /** At least one. */
  readonly sessions: readonly Session[];
  workspaces(call?: ListCall): Promise<WorkspaceList>;
  /** One workspace by name; needs no right to list subscriptions. `notFound`, `permissionDenied`. */
  workspace(name: WorkspaceName, call?: Call): Promise<Workspace>;
  /** What jobs of the workspace run on. */
  computes(workspace: Workspace, call?: Call): Promise<readonly Compute[]>;
  /** Opens the datastore's data, with the credential that `dataAccess` says. `unsupported` for types without files. */
  openStorage(workspace: Workspace, datastore: Datastore, call?: Call): Promise<Storage>;
  /** How its data is being reached; absent: it has not been opened yet. */
  accessOf(workspace: Workspace, datastore: Datastore): AccessUsed | undefined;
  /** Tells how another process reaches a datastore, by the workspace's ARM id. */
  accessTold(workspaceId: string, datastore: string, used: AccessUsed): void;
  /** From now on, reaches this datastore as the user, whatever it holds. */
  useIdentity(workspace: Workspace, datastore: Datastore): void;
  /** Which datastores that was called for: `<ARM id of the workspace>/<name>`. */
  asUser(): readonly string[];
  /** What registering and changing datastores takes. */
  readonly registering: Registering;
  /** Forgets the credentials in use, so that the next `openStorage` reads them anew. */
  forgetStorages(): void;
}

export interface AzureMlOptions {
  readonly cloud: Cloud;
  /** At least one; the first is asked where nothing says which. */
  readonly sessions: readonly Session[];
  readonly transport: Transport;
  readonly log: Log;
  readonly dataAccess?: DataAccess;
  /** Told when a datastore's data is reached in another way than before, or for the first time. */
  readonly onAccess?: ((workspace: Workspace, datastore: Datastore) => void) | undefined;
  /** What requests to the control plane end in; absent: Node's own. */
  readonly client?: HttpClient | undefined;
}

/** An {@link AzureMl} that can be ended for good: whatever was got from it rejects with `unauthenticated` from then on. */
export type Closable = AzureMl & { close(): void };

export function createAzureMl(options: AzureMlOptions): Closable {
  const end = new AbortController();
  const ended = end.signal;
  const sessions = options.sessions.map((session) => endingWith(ended, session));
  const { cloud, transport, log, dataAccess = 'auto', onAccess, client } = options;
  const rest = createRest(cloud, sessions, transport, log, client);
  const addresses = createAddresses(cloud, rest);
  const datastores = createDatastoreClient(rest, addresses, log);
  const storages = createStorages({
    cloud,
    sessions,
    datastores,
    transport,
    log,
    dataAccess,
    ended,
    onAccess,
  });
  const place = { cloud, sessions, rest, addresses, transport, log, ended };
  const registering = createRegistering(place, datastores);

  return {
    cloud,
    sessions,
    list: (workspace, call) => datastores.list(workspace, call),
    setDefault: (workspace, name, call) => datastores.setDefault(workspace, name, call),
    workspaces: (call) => listWorkspaces(cloud, rest, sessions, log, call),
    workspace: (name, call) => readWorkspace(cloud, rest, sessions, name, call),
    computes: (workspace, call) => listComputes(cloud, rest, workspace, call),
    openStorage: (workspace, datastore, call) => storages.open(workspace, datastore, call),
    accessOf: (workspace, datastore) => storages.accessOf(workspace, datastore),
    accessTold: (workspaceId, datastore, used) => storages.accessTold(workspaceId, datastore, used),
    useIdentity: (workspace, datastore) => storages.useIdentity(workspace, datastore),
    asUser: () => storages.asUser(),
    async unregister(workspace, datastore, call) {
      await datastores.unregister(workspace, datastore, call);
      storages.forget(workspace, datastore);
    },
    registering: {
      ...registering,
      async write(workspace, draft, ...more) {
        await registering.write(workspace, draft, ...more);
        // A new secret does not show in what is listed.
        storages.forget(workspace, { name: draft.name });
      },
    },
    forgetStorages: () => storages.forget(),
    close: () => end.abort(connectionEnded()),
  };
}
