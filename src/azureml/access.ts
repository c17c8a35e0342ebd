import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { Failure, isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Secret } from '../common/secret.ts';
import type { Session } from '../common/session.ts';
import type { Transport } from '../common/transport.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { notBrowsable } from '../datastores/refusals.ts';
import type { StorageCredential } from '../storage/connection.ts';
import { lacksRole, withFallback } from '../storage/fallback.ts';
import { createReopening, type Later, type Opened } from '../storage/reopening.ts';
import type { Storage } from '../storage/storage.ts';
import type { Cloud } from './cloud.ts';
import type { DatastoreClient } from './datastores.ts';
import { heldCredential } from './heldCredential.ts';
import { storageTokens } from './storageTokens.ts';
import type { Workspace } from './workspaces.ts';

/** Which credential is to reach a datastore's data; the setting `dataAccess`. */
export type DataAccess = 'auto' | 'datastoreCredential' | 'identity';

/** How a datastore's data is being reached in this session. */
export interface AccessUsed {
  readonly by: 'datastoreCredential' | 'identity';
  /** Why not by the user's identity, where that was tried: the refusal that names the missing role. */
  readonly instead?: Failure;
}

export interface AccessOptions {
  readonly cloud: Cloud;
  readonly sessions: readonly Session[];
  readonly datastores: Pick<DatastoreClient, 'secret'>;
  readonly transport: Transport;
  readonly log: Log;
  readonly dataAccess: DataAccess;
  /** The end of the connection: nothing is read or opened once it is aborted, and all calls reject with its reason. */
  readonly ended?: AbortSignal | undefined;
  /** Told when a datastore's data is reached in another way than before, or for the first time. */
  readonly onAccess?: ((workspace: Workspace, datastore: Datastore) => void) | undefined;
  /** Absent: the process's timers. */
  readonly later?: Later;
  /** Milliseconds since 1970; absent: the machine's clock. */
  readonly now?: () => number;
}

/** One datastore's data, and what has been learnt about reaching it. */
export interface Access {
  open(): Promise<Storage>;
  /** Absent: it has not been opened yet. */
  used(): AccessUsed | undefined;
  /** From now on as the user. */
  useIdentity(): void;
  /** Drops the credential in use; the next call reads it anew. */
  forget(): void;
}

/** After so long without a call, in milliseconds, a credential is dropped. */
const idle = 15 * 60 * 1000;

export function createAccess(options: AccessOptions, workspace: Workspace, datastore: Datastore): Access {
  const { cloud, transport, log, dataAccess, ended, later, now = Date.now } = options;
  const { credential, name, values, kind } = datastore;
  let identityOnly = dataAccess === 'identity' || credential.type === 'none';
  let used: AccessUsed | undefined;
  /** The identity's refusal, after which the key is used for as long as the session lasts. */
  let instead: Failure | undefined;
  /** Why the key may not be read; asked once. */
  let noKey: Failure | undefined;

  function use(next: AccessUsed): void {
    const before = used;
    used = next;
    if (before?.by !== next.by || before.instead !== next.instead) options.onAccess?.(workspace, datastore);
  }

  /** A digest of the credential that was read last, and whether the one before was the same. */
  let lastRead: string | undefined;
  let unchanged = false;

  async function secret(): Promise<Secret> {
    const held = await options.datastores.secret(workspace, datastore, { via: workspace.via });
    const read = createHash('sha256').update(held.reveal()).digest('base64');
    unchanged = read === lastRead;
    lastRead = read;
    return held;
  }

  function openWith(held: StorageCredential): Promise<Storage> {
    ended?.throwIfAborted();
    if (!kind?.openStorage) throw notBrowsable(datastore);
    const { storageSuffix } = cloud;
    return kind.openStorage(values, { datastore: name, storageSuffix, credential: held, transport, log });
  }

  function openAsUser(): Promise<Storage> {
    return openWith(userCredential(options.sessions, workspace));
  }

  /** Asks only the control plane: a credential that cannot be good is never sent to the storage. */
  async function openWithCredential(): Promise<Opened> {
    if (credential.type === 'none' || credential.type === 'login') throw notBrowsable(datastore);
    const place = { cloud, transport, now: now() };
    const held = await heldCredential(place, name, credential, values, await secret());
    return { storage: await openWith(held.credential), until: held.until };
  }

  async function openAfter(refusal: Failure): Promise<Storage> {
    if (noKey) throw mayNotReadKey(refusal, name, noKey);
    const { storage } = await openWithCredential().catch((error: unknown) => {
      if (!isFailure(error, 'permissionDenied')) throw error;
      noKey = error;
      throw mayNotReadKey(refusal, name, error);
    });
    if (identityOnly) throw refusal; // chosen meanwhile
    instead = refusal;
    use({ by: 'datastoreCredential', instead });
    log.info(`Datastore ${name}: the sign-in has no role for its data, so its account key is used.`);
    return storage;
  }

  const helps = (error: unknown): error is Failure => !identityOnly && lacksRole(error);

  const takesCredential = (): boolean =>
    !identityOnly && (dataAccess !== 'auto' || credential.type !== 'accountKey' || instead !== undefined);

  async function open(): Promise<Opened> {
    if (!kind?.openStorage || credential.type === 'login') throw notBrowsable(datastore);
    if (takesCredential()) {
      const opened = await openWithCredential().catch((error: unknown) => {
        if (!instead || !isFailure(error, 'permissionDenied')) throw error;
        const refusal = instead;
        // The key is out of reach by now: the next call tries the identity again.
        instead = undefined;
        throw mayNotReadKey(refusal, name, error);
      });
      if (identityOnly) return open(); // chosen meanwhile
      use({ by: 'datastoreCredential', ...(instead && { instead }) });
      return opened;
    }
    const storage = await openAsUser();
    use({ by: 'identity' });
    return { storage: identityOnly ? storage : withFallback(storage, { helps, open: openAfter }) };
  }

  function spent(failure: Failure): boolean {
    if (used?.by !== 'datastoreCredential') return false;
    // No new key would help here, but a role that has been given by now does.
    if (instead && failure.facts.code === 'KeyBasedAuthenticationNotPermitted') {
      instead = undefined;
      return true;
    }
    // What was read anew and is the same may do no more than before: every file would ask for it once more.
    return failure.word === 'unauthenticated' || (failure.word === 'permissionDenied' && !unchanged);
  }

  const reopening = createReopening(open, { idle, spent, ended, later, now });

  return {
    open: () => reopening.open(),
    used: () => used,
    useIdentity() {
      identityOnly = true;
      instead = undefined;
      if (used) use({ by: 'identity' });
      reopening.release();
    },
    forget() {
      noKey = undefined;
      lastRead = undefined;
      reopening.release();
    },
  };
}

/** The user's own identity, in the tenant that owns the workspace. */
export function userCredential(sessions: readonly Session[], workspace: Workspace): StorageCredential {
  const session = sessions.find(({ id }) => id === workspace.via.account);
  if (!session) throw signedOut(workspace);
  const { tenantId } = workspace;
  return {
    kind: 'identity',
    credential: storageTokens(session.credential(tenantId)),
    // Who has a remedy of its own does not sign in through the editor.
    signIn: session.remedy === undefined ? { account: session.id, tenantId } : undefined,
  };
}

function signedOut({ name, via }: Workspace): Failure {
  const signIn = via.tenantId === undefined ? {} : { tenantId: via.tenantId };
  const message = t(
    'The account that found workspace “{0}” is no longer signed in. Sign in with it again, then refresh the view.',
    name,
  );
  return new Failure('unauthenticated', message, { facts: { signIn } });
}

function mayNotReadKey(refusal: Failure, datastore: string, cause: Failure): Failure {
  const { word, message, facts } = refusal;
  const sentence = t(
    'The account key that datastore “{0}” holds would do as well, but you may not read it: that takes the permission {1}.',
    datastore,
    'Microsoft.MachineLearningServices/workspaces/datastores/listSecrets/action',
  );
  return new Failure(word, `${message} ${sentence}`, { cause, facts });
}
