import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import type { DatastoreCertificate } from './datastoreCertificate.ts';
import { completeState } from './generate.ts';

/** Data access of a principal on a storage account; `reader` may read and list, `contributor` everything. */
export type DataRole = 'reader' | 'contributor';

/** An application that signs in with its own credentials. */
export interface Principal {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly objectId: string;
  /** Certificates (PEM) whose keys may sign client assertions. */
  certificates: string[];
  /** By account name; `*` means every account. */
  dataRoles: Record<string, DataRole>;
  /** False: no role that it has lets it read the secrets of datastores. */
  mayListSecrets?: boolean;
}

/** A storage account. */
export interface StorageAccount {
  key: string;
  readonly kind: 'StorageV2';
  readonly hns: boolean;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  allowSharedKeyAccess: boolean;
  /** True: its network rules let nobody in. */
  firewall?: boolean;
  /** Its network rules let in one virtual network, and whoever asks sits there: the data plane answers. */
  readonly virtualNetwork?: true;
}

/** A workspace: identity only, the control plane knows the rest. */
export interface WorkspaceIdentity {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  readonly workspaceId: string;
  readonly storageAccount: string;
}

/** What is generated on the first start and kept: keys, principals, names. */
export interface SandboxState {
  readonly adminToken: string;
  /**
   * Ids. The first is home to everything but the guest workspaces; the second is a stranger whose tokens are refused.
   * What they are called and how they treat a sign-in: `directory.ts`.
   */
  readonly tenants: readonly [
    home: string,
    fabrikam: string,
    adventureWorks: string,
    northwind: string,
    tailspin: string,
  ];
  /**
   * `user` may do everything; `reader` has no data roles and may not list secrets; `datastore` is the service
   * principal that datastores hold; `managed` answers at the managed identity endpoint; `platform` owns 250 workspaces
   * that nobody else sees, and has no data roles; `stranger` lives in the other tenant.
   */
  readonly principals: Readonly<
    Record<'user' | 'reader' | 'datastore' | 'managed' | 'platform' | 'stranger', Principal>
  >;
  readonly accounts: Readonly<Record<string, StorageAccount>>;
  readonly workspaces: readonly WorkspaceIdentity[];
  /** Those of other tenants, in which `user` is a guest. */
  readonly guestWorkspaces: readonly WorkspaceIdentity[];
  /** Signs access tokens (RS256, private). */
  readonly tokenKey: JWK;
  /** Registered for `datastore`; held by the datastore `certificate_lake`. */
  readonly datastoreCertificate: DatastoreCertificate;
  /** Secret header of the managed identity endpoints. */
  readonly identityHeader: string;
}

/** Makes `dir` (0700 whatever the umask). */
export async function makePrivateDir(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await chmod(dir, 0o700);
}

/** Writes `file` (0600) so that a reader sees the old or the new text, never a part. */
export async function writePrivate(file: string, text: string): Promise<void> {
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  await writeFile(part, text, { mode: 0o600 });
  await rename(part, file);
}

/** The state kept under `dir`; generated when there is none, and completed when an older sandbox left it. */
export async function loadState(dir: string): Promise<SandboxState> {
  await makePrivateDir(dir);
  const file = join(dir, 'state.json');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
  const state = await completeState(JSON.parse(text) as Partial<SandboxState>);
  await saveState(dir, state);
  return state;
}

/** Keeps changes of the mutable parts (data roles, certificates, account settings). */
export async function saveState(dir: string, state: SandboxState): Promise<void> {
  await writePrivate(join(dir, 'state.json'), JSON.stringify(state, undefined, 2));
}
