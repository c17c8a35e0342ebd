import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure, isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Secret } from '../common/secret.ts';
import type { Session } from '../common/session.ts';
import type { Transport } from '../common/transport.ts';
import type { DatastoreDraft, StorageAccess } from '../datastores/datastore.ts';
import { root } from '../storage/path.ts';
import { userCredential } from './access.ts';
import type { Addresses } from './addresses.ts';
import { databaseHosts, parseHostAndPort, type Cloud } from './cloud.ts';
import type { DatastoreClient } from './datastores.ts';
import { createGrants, type Grants } from './grants.ts';
import { heldCredential } from './heldCredential.ts';
import { createNeighbours, type Neighbours } from './neighbours.ts';
import { createRegistrar, type Registrar } from './registrar.ts';
import type { Call, Rest } from './rest.ts';
import { probeServer } from './serverProbe.ts';
import type { Workspace } from './workspaces.ts';

/** What a test of a connection has shown. */
export type Tested =
  /** The storage was opened and listed; `first`: the name of its first entry, if it has one. */
  | { readonly what: 'storage'; readonly address: string; readonly first?: string }
  /** The server's name was found, and it takes connections. Nobody has logged in. */
  | { readonly what: 'server'; readonly host: string; readonly port: number };

/** All that registering and changing datastores takes. */
export interface Registering extends Registrar, Neighbours, Grants {
  /**
   * Opens what the draft describes, with the very credential it will hold, and lists one entry; of a database server,
   * connects to it. `unsupported` for types about which nothing can be tested.
   */
  test(workspace: Workspace, draft: DatastoreDraft, secret: Secret | undefined, call?: Call): Promise<Tested>;
  /** Makes the container or share, with the draft's own credential. One that exists is fine. */
  createRoot(
    workspace: Workspace,
    draft: DatastoreDraft,
    secret: Secret | undefined,
    call?: Call,
  ): Promise<void>;
}

interface Place {
  readonly cloud: Cloud;
  readonly sessions: readonly Session[];
  readonly rest: Rest;
  readonly addresses: Addresses;
  readonly transport: Transport;
  readonly log: Log;
  readonly ended: AbortSignal;
}

export function createRegistering(place: Place, secrets: Pick<DatastoreClient, 'secret'>): Registering {
  const { cloud, sessions, rest, addresses, transport, log, ended } = place;

  async function accessTo(
    workspace: Workspace,
    { name, credential, values }: DatastoreDraft,
    secret: Secret | undefined,
  ): Promise<StorageAccess> {
    ended.throwIfAborted();
    const more = { datastore: name, storageSuffix: cloud.storageSuffix, transport, log };
    if (credential.type === 'none' || credential.type === 'login' || !secret)
      return { ...more, credential: userCredential(sessions, workspace) };
    const held = await heldCredential(
      { cloud, transport, now: Date.now() },
      name,
      credential,
      values,
      secret,
    );
    return { ...more, credential: held.credential };
  }

  return {
    ...createRegistrar(rest, addresses, secrets, log),
    ...createNeighbours(cloud, rest),
    ...createGrants(cloud, rest),

    async test(workspace, draft, secret, { signal } = {}) {
      const { kind, values } = draft;
      if (kind.server) {
        const server = kind.server(values, { ...cloud, databases: databaseHosts(cloud) });
        const through = cloud.connectTo === undefined ? undefined : parseHostAndPort(cloud.connectTo);
        await probeServer(server, through, signal);
        return { what: 'server', ...server };
      }
      if (!kind.openStorage) throw untestable(draft);
      const storage = await kind.openStorage(values, await accessTo(workspace, draft, secret));
      const { entries } = await storage.list(root, { signal, pageSize: 1 });
      const first = entries[0]?.name;
      return { what: 'storage', address: storage.address, ...(first !== undefined && { first }) };
    },

    async createRoot(workspace, draft, secret, { signal } = {}) {
      const { kind, values } = draft;
      if (!kind.openStorage || !kind.createRoot) throw untestable(draft);
      const access = await accessTo(workspace, draft, secret);
      try {
        // Who may list it need not be allowed to make it.
        await (await kind.openStorage(values, access)).list(root, { signal, pageSize: 1 });
        return;
      } catch (error) {
        if (!isFailure(error, 'notFound')) throw error;
      }
      throwIfAborted(signal);
      await kind.createRoot(values, access, signal);
    },
  };
}

function untestable({ kind }: DatastoreDraft): Failure {
  const message = t(
    'Nothing can be tested from here about {0}: its data is reached by jobs only.',
    kind.label(),
  );
  return new Failure('unsupported', message);
}
