import { createHmac } from 'node:crypto';
import type { SandboxEnv } from '../service.ts';
import type { WorkspaceIdentity } from '../state.ts';
import { roots } from '../content/layout.ts';
import type { CredentialType, DatastoreRecord, DatastoreType, Fields, VaultEntry } from './records.ts';
import type { Registered, StoreSeed } from './store.ts';

interface Row {
  readonly name: string;
  readonly type: DatastoreType;
  readonly settings?: Fields;
  readonly credential?: CredentialType;
  readonly credentialSettings?: Readonly<Record<string, string>>;
  readonly secret?: VaultEntry;
  readonly description?: string;
}

/** A service SAS for a whole container (version 2020-12-06 and later). */
export function containerSas(account: string, key: string, container: string, permissions: string): string {
  const [expiry, version] = ['2036-01-01T00:00:00Z', '2022-11-02'];
  const resource = `/blob/${account}/${container}`;
  const text = [
    permissions,
    '',
    expiry,
    resource,
    '',
    '',
    'https',
    version,
    'c',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
  ].join('\n');
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64');
  const parameters = { sv: version, se: expiry, sr: 'c', sp: permissions, spr: 'https', sig: signature };
  return `?${new URLSearchParams(parameters).toString()}`;
}

function blob(account: string, containerName: string): Fields {
  return { accountName: account, containerName, endpoint: 'core.windows.net', protocol: 'https' };
}

/** What every new workspace has. */
function ownStores({ workspaceId, storageAccount }: WorkspaceIdentity, key: string): Row[] {
  const held = { credential: 'AccountKey', secret: { key } } as const;
  const store = (name: string, type: DatastoreType, root: string): Row => ({
    name,
    type,
    settings: blob(storageAccount, root),
    ...held,
  });
  return [
    store('workspaceblobstore', 'AzureBlob', roots.blobStore(workspaceId)),
    store('workspacefilestore', 'AzureFile', roots.fileStore(workspaceId)),
    store('workspaceartifactstore', 'AzureBlob', roots.artifacts),
    store('workspaceworkingdirectory', 'AzureFile', roots.workingDirectory),
  ];
}

function storageStores(env: SandboxEnv): Row[] {
  const key = env.state.accounts['contosodata']?.key ?? '';
  const { clientId, tenantId, clientSecret } = env.state.principals.datastore;
  const servicePrincipal = { clientId, tenantId, authorityUrl: 'https://login.microsoftonline.com' };
  const held = { credential: 'AccountKey', secret: { key } } as const;
  const sasToken = containerSas('contosodata', key, roots.shared, 'rl');
  return [
    {
      name: 'images',
      type: 'AzureBlob',
      settings: blob('contosodata', roots.images),
      ...held,
      description: 'Labelled pictures',
    },
    {
      name: 'shared_readonly',
      type: 'AzureBlob',
      settings: blob('contosodata', roots.shared),
      credential: 'Sas',
      secret: { sasToken },
    },
    { name: 'team_identity', type: 'AzureBlob', settings: blob('contosodata', roots.team) },
    {
      name: 'lake',
      type: 'AzureDataLakeGen2',
      settings: blob('contosolake', roots.research),
      credential: 'ServicePrincipal',
      credentialSettings: { ...servicePrincipal, resourceUrl: 'https://storage.azure.com/' },
      secret: { clientSecret },
    },
    { name: 'lake_identity', type: 'AzureDataLakeGen2', settings: blob('contosolake', roots.sensors) },
    {
      name: 'big_folder',
      type: 'AzureBlob',
      settings: blob('contosodata', roots.many),
      ...held,
      description: '20,000 files in one folder',
    },
    { name: 'awkward_names', type: 'AzureBlob', settings: blob('contosodata', roots.awkward), ...held },
    {
      name: 'legacy_lake',
      type: 'AzureDataLakeGen1',
      settings: { storeName: 'contosolegacy' },
      credential: 'ServicePrincipal',
      credentialSettings: { ...servicePrincipal, resourceUrl: 'https://datalake.azure.net/' },
      secret: { clientSecret },
    },
  ];
}

/** Databases and Databricks: registered, never opened by anybody here. Their passwords open nothing. */
function otherStores(subscriptionId: string, resourceGroup: string): Row[] {
  const login = (userId: string): Pick<Row, 'credential' | 'credentialSettings' | 'secret'> => ({
    credential: 'SqlAuthentication',
    credentialSettings: { userId },
    secret: { userPassword: 'opens-nothing' },
  });
  const located = { subscriptionId, resourceGroup };
  return [
    {
      name: 'sales_sql',
      type: 'AzureSqlDatabase',
      settings: {
        serverName: 'contoso-sales',
        databaseName: 'sales',
        endpoint: 'database.windows.net',
        portNumber: '1433',
        ...located,
      },
      ...login('ml_reader'),
    },
    {
      name: 'events_postgres',
      type: 'AzurePostgreSql',
      settings: {
        serverName: 'contoso-events',
        databaseName: 'events',
        endpoint: 'postgres.database.azure.com',
        portNumber: '5432',
        enableSsl: true,
        ...located,
      },
      ...login('ml_reader@contoso-events'),
    },
    {
      name: 'inventory_mysql',
      type: 'AzureMySql',
      settings: {
        serverName: 'contoso-inventory',
        databaseName: 'inventory',
        endpoint: 'mysql.database.azure.com',
        portNumber: '3306',
        ...located,
      },
      ...login('ml_reader@contoso-inventory'),
    },
    { name: 'databricks_fs', type: 'DBFS' },
  ];
}

function record(row: Row, index: number): DatastoreRecord {
  const at = new Date(Date.UTC(2026, 0, 12, 9, index)).toISOString();
  const stamp = { by: 'ml-admin@contoso.example', byType: 'User', at } as const;
  const { name, type, settings = {}, credential = 'None', credentialSettings = {}, description = null } = row;
  return {
    ...{ name, type, settings, credential: { type: credential, settings: credentialSettings }, description },
    ...{
      tags: {},
      properties: null,
      validated: type === 'AzureBlob' || type === 'AzureFile',
      created: stamp,
      modified: stamp,
    },
  };
}

/** The datastores that a new sandbox has. */
export function seededDatastores(env: SandboxEnv): StoreSeed {
  const workspaces: Record<string, Registered> = {};
  const vault: Record<string, VaultEntry> = {};
  for (const workspace of env.state.workspaces) {
    const { workspaceId, subscriptionId, resourceGroup } = workspace;
    const key = env.state.accounts[workspace.storageAccount]?.key ?? '';
    const full = workspace.name === 'vision-research';
    const rows = [
      ...ownStores(workspace, key),
      ...(full ? [...storageStores(env), ...otherStores(subscriptionId, resourceGroup)] : []),
    ];
    workspaces[workspaceId] = { defaultName: 'workspaceblobstore', datastores: rows.map(record) };
    for (const { name, secret } of rows) if (secret) vault[`${workspaceId}/${name}`] = secret;
  }
  return { workspaces, vault };
}
