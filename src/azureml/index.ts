import { untilAborted } from '../common/abort.ts';
import type { Log } from '../common/log.ts';
import type { Transport } from '../common/transport.ts';
import type { Session } from '../common/session.ts';
import { notBrowsable } from '../datastores/browsable.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { StorageCredential } from '../storage/connection.ts';
import type { Storage } from '../storage/storage.ts';
import type { Cloud } from './cloud.ts';
import { createDatastoreClient, type DatastoreClient } from './datastores.ts';
import { createRest, type Call } from './rest.ts';
import { servicePrincipal } from './servicePrincipal.ts';
import { listWorkspaces, type Workspace } from './workspaces.ts';

/** Azure Machine Learning as one sign-in sees it. */
export interface AzureMl extends DatastoreClient {
  readonly cloud: Cloud;
  workspaces(call?: Call): Promise<Workspace[]>;
  /** Opens the datastore's data with what it holds, or as the user where it holds nothing. `unsupported` for types without files. */
  openStorage(workspace: Workspace, datastore: Datastore, call?: Call): Promise<Storage>;
  /** Forgets the credentials in use, so that the next `openStorage` reads them anew. */
  forgetStorages(): void;
}

export function createAzureMl(cloud: Cloud, session: Session, transport: Transport, log: Log): AzureMl {
  const rest = createRest(cloud, session, transport, log);
  const datastores = createDatastoreClient(cloud, rest);

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
        const secret = await datastores.secret(workspace, name);
        return { kind: 'identity', credential: await servicePrincipal(cloud, transport, credential, secret) };
      }
      case 'login':
        throw notBrowsable(datastore);
    }
  }

  async function open(workspace: Workspace, datastore: Datastore): Promise<Storage> {
    const { kind, values } = datastore;
    if (!kind?.openStorage) throw notBrowsable(datastore);
    const credential = await credentialOf(workspace, datastore);
    return kind.openStorage(values, { storageSuffix: cloud.storageSuffix, credential, transport, log });
  }

  const opened = new Map<string, Promise<Storage>>();

  return {
    ...datastores,
    cloud,
    workspaces: (call) => listWorkspaces(cloud, rest, call),
    openStorage(workspace, datastore, call = {}) {
      const key = `${workspace.id}/${datastore.name}`;
      const storage = opened.get(key) ?? open(workspace, datastore);
      opened.set(key, storage);
      storage.catch(() => opened.delete(key));
      return untilAborted(storage, call.signal);
    },
    forgetStorages: () => opened.clear(),
  };
}
