import type { HttpClient } from '@azure/core-rest-pipeline';
import { untilAborted } from '../common/abort.ts';
import type { Log } from '../common/log.ts';
import type { Transport } from '../common/transport.ts';
import type { Session } from '../common/session.ts';
import { notBrowsable } from '../datastores/refusals.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { StorageCredential } from '../storage/connection.ts';
import type { Storage } from '../storage/storage.ts';
import type { Cloud } from './cloud.ts';
import { createDatastoreClient, type DatastoreClient } from './datastores.ts';
import { createRest, type Call } from './rest.ts';
import { servicePrincipal } from './servicePrincipal.ts';
import { listWorkspaces, type Workspace, type WorkspaceList } from './workspaces.ts';

/** Azure Machine Learning as one sign-in sees it. */
export interface AzureMl extends Omit<DatastoreClient, 'secret'> {
  readonly cloud: Cloud;
  workspaces(call?: Call): Promise<WorkspaceList>;
  /** Opens the datastore's data with what it holds, or as the user where it holds nothing. `unsupported` for types without files. */
  openStorage(workspace: Workspace, datastore: Datastore, call?: Call): Promise<Storage>;
  /** Forgets the credentials in use, so that the next `openStorage` reads them anew. */
  forgetStorages(): void;
}

/** `client` is what requests to the control plane end in; absent: Node's own. */
export function createAzureMl(
  cloud: Cloud,
  session: Session,
  transport: Transport,
  log: Log,
  client?: HttpClient,
): AzureMl {
  const rest = createRest(cloud, session, transport, log, client);
  const datastores = createDatastoreClient(cloud, rest, log);

  async function credentialOf(workspace: Workspace, datastore: Datastore): Promise<StorageCredential> {
    const { credential, name, values } = datastore;
    switch (credential.type) {
      case 'none':
        return { kind: 'identity', credential: session.credential(workspace.tenantId) };
      case 'accountKey':
        return {
          kind: 'accountKey',
          account: values['accountName'] ?? '',
          key: await datastores.secret(workspace, name),
        };
      case 'sas':
        return { kind: 'sas', token: await datastores.secret(workspace, name) };
      case 'servicePrincipal':
      case 'certificate': {
        const held = await datastores.secret(workspace, name);
        return {
          kind: 'identity',
          credential: await servicePrincipal(cloud, transport, name, credential, held),
        };
      }
      case 'login':
        throw notBrowsable(datastore);
    }
  }

  async function open(workspace: Workspace, datastore: Datastore): Promise<Storage> {
    const { kind, name, values } = datastore;
    if (!kind?.openStorage) throw notBrowsable(datastore);
    const credential = await credentialOf(workspace, datastore);
    const { storageSuffix } = cloud;
    return kind.openStorage(values, { datastore: name, storageSuffix, credential, transport, log });
  }

  const opened = new Map<string, Promise<Storage>>();
  const keyOf = (workspace: Workspace, { name }: Datastore): string => `${workspace.id}/${name}`;

  function opening(workspace: Workspace, datastore: Datastore): Promise<Storage> {
    const key = keyOf(workspace, datastore);
    const known = opened.get(key);
    if (known) return known;
    // Opened for everyone who waits, so nobody's signal stops it.
    const storage = open(workspace, datastore);
    opened.set(key, storage);
    storage.catch(() => {
      if (opened.get(key) === storage) opened.delete(key);
    });
    return storage;
  }

  return {
    cloud,
    list: (workspace, call) => datastores.list(workspace, call),
    setDefault: (workspace, name, call) => datastores.setDefault(workspace, name, call),
    workspaces: (call) => listWorkspaces(cloud, rest, log, call),
    openStorage: (workspace, datastore, call = {}) =>
      untilAborted(opening(workspace, datastore), call.signal),
    async unregister(workspace, datastore, call) {
      await datastores.unregister(workspace, datastore, call);
      opened.delete(keyOf(workspace, datastore));
    },
    forgetStorages: () => opened.clear(),
  };
}
