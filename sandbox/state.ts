import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

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
  /** The first is home to everything; the second is a stranger whose tokens are refused. */
  readonly tenants: readonly string[];
  /**
   * `user` may do everything; `reader` has no data roles and may not list secrets; `datastore` is the service
   * principal that datastores hold; `managed` answers at the managed identity endpoint; `stranger` lives in the other tenant.
   */
  readonly principals: Readonly<Record<'user' | 'reader' | 'datastore' | 'managed' | 'stranger', Principal>>;
  readonly accounts: Readonly<Record<string, StorageAccount>>;
  readonly workspaces: readonly WorkspaceIdentity[];
  /** Signs access tokens (RS256, private). */
  readonly tokenKey: JWK;
  /** Secret header of the managed identity endpoint. */
  readonly identityHeader: string;
}

function principal(tenantId: string, dataRoles: Principal['dataRoles']): Principal {
  return {
    tenantId,
    clientId: randomUUID(),
    clientSecret: randomBytes(30).toString('base64url'),
    objectId: randomUUID(),
    certificates: [],
    dataRoles,
  };
}

function generateAccounts(tenantId: string, research: string, production: string): SandboxState['accounts'] {
  const account = (
    subscriptionId: string,
    resourceGroup: string,
    location: string,
    hns: boolean,
  ): StorageAccount => ({
    key: randomBytes(64).toString('base64'),
    kind: 'StorageV2',
    hns,
    tenantId,
    subscriptionId,
    resourceGroup,
    location,
    allowSharedKeyAccess: true,
  });
  return {
    contosodata: account(research, 'ml-research', 'eastus', false),
    contosolake: account(research, 'ml-research', 'eastus', true),
    contosoprod: account(production, 'ml-production', 'westeurope', false),
  };
}

function generateWorkspaces(tenantId: string, research: string, production: string): WorkspaceIdentity[] {
  const inResearch = {
    tenantId,
    subscriptionId: research,
    subscriptionName: 'Contoso Research',
    resourceGroup: 'ml-research',
  };
  const inProduction = {
    tenantId,
    subscriptionId: production,
    subscriptionName: 'Contoso Production',
    resourceGroup: 'ml-production',
  };
  return [
    {
      ...inResearch,
      name: 'vision-research',
      location: 'eastus',
      workspaceId: randomUUID(),
      storageAccount: 'contosodata',
    },
    {
      ...inResearch,
      name: 'forecasting',
      location: 'eastus',
      workspaceId: randomUUID(),
      storageAccount: 'contosodata',
    },
    {
      ...inProduction,
      name: 'churn-production',
      location: 'westeurope',
      workspaceId: randomUUID(),
      storageAccount: 'contosoprod',
    },
  ];
}

async function generate(): Promise<SandboxState> {
  const [home, other, research, production] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    adminToken: randomBytes(24).toString('base64url'),
    tenants: [home, other],
    principals: {
      user: principal(home, { '*': 'contributor' }),
      reader: principal(home, {}),
      datastore: principal(home, { contosolake: 'contributor' }),
      managed: principal(home, { '*': 'contributor' }),
      stranger: principal(other, { '*': 'contributor' }),
    },
    accounts: generateAccounts(home, research, production),
    workspaces: generateWorkspaces(home, research, production),
    tokenKey: { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' },
    identityHeader: randomUUID(),
  };
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

/** The state kept under `dir`; generated when there is none. */
export async function loadState(dir: string): Promise<SandboxState> {
  await makePrivateDir(dir);
  const file = join(dir, 'state.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SandboxState;
  const state = await generate();
  await saveState(dir, state);
  return state;
}

/** Keeps changes of the mutable parts (data roles, certificates, account settings). */
export async function saveState(dir: string, state: SandboxState): Promise<void> {
  await writePrivate(join(dir, 'state.json'), JSON.stringify(state, undefined, 2));
}
