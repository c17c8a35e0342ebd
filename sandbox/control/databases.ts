import type { SandboxState } from '../state.ts';
import type { DatastoreType } from './records.ts';
import { versions } from './versions.ts';

export interface DatabaseServer {
  readonly name: string;
  readonly databases: readonly string[];
  readonly stopped?: true;
}

type Fields = Readonly<Record<string, unknown>>;

/** One service of databases: what ARM calls its servers, which there are, and what each looks like. */
export interface DatabaseService {
  /** The datastore type that holds its databases. */
  readonly type: DatastoreType;
  readonly provider: string;
  readonly versions: readonly string[];
  /** Of the servers' host names. */
  readonly suffix: string;
  readonly servers: readonly DatabaseServer[];
  /** Fields beside id, name, type and location; the host name is added to the properties. */
  readonly server: (server: DatabaseServer) => { readonly properties: Fields } & Fields;
  readonly database: (name: string) => Fields;
}

const warehouses = Array.from(
  { length: 64 },
  (_, index) => `warehouse_${String(index + 1).padStart(3, '0')}`,
);
const administratorLogin = 'contosoadmin';

const sql: DatabaseService = {
  type: 'AzureSqlDatabase',
  provider: 'Microsoft.Sql/servers',
  versions: versions.sql,
  suffix: 'database.windows.net',
  servers: [
    { name: 'contoso-sales', databases: ['master', 'sales', 'marketing'] },
    { name: 'contoso-warehouse', databases: ['master', ...warehouses] },
  ],
  server: () => ({
    kind: 'v12.0',
    properties: {
      ...{ administratorLogin, version: '12.0', state: 'Ready', publicNetworkAccess: 'Enabled' },
      ...{ minimalTlsVersion: '1.2', administrators: { azureADOnlyAuthentication: false } },
    },
  }),
  database: (name) => ({
    kind: name === 'master' ? 'v12.0,system' : 'v12.0,user',
    sku: { name: name === 'master' ? 'System' : 'Standard', tier: name === 'master' ? 'System' : 'Standard' },
    properties: { status: 'Online', collation: 'SQL_Latin1_General_CP1_CI_AS' },
  }),
};

const postgreSql: DatabaseService = {
  type: 'AzurePostgreSql',
  provider: 'Microsoft.DBforPostgreSQL/flexibleServers',
  versions: versions.postgreSql,
  suffix: 'postgres.database.azure.com',
  servers: [
    { name: 'contoso-events', databases: ['azure_maintenance', 'postgres', 'azure_sys', 'events'] },
    { name: 'contoso-archive', databases: ['postgres', 'archive'], stopped: true },
  ],
  server: ({ stopped }) => ({
    sku: { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' },
    properties: {
      ...{ administratorLogin, version: '16', state: stopped ? 'Stopped' : 'Ready' },
      ...{ network: { publicNetworkAccess: 'Enabled' } },
      authConfig: { activeDirectoryAuth: 'Disabled', passwordAuth: 'Enabled' },
    },
  }),
  database: () => ({ properties: { charset: 'UTF8', collation: 'en_US.utf8' } }),
};

const mySql: DatabaseService = {
  type: 'AzureMySql',
  provider: 'Microsoft.DBforMySQL/flexibleServers',
  versions: versions.mySql,
  suffix: 'mysql.database.azure.com',
  servers: [
    {
      name: 'contoso-inventory',
      databases: ['information_schema', 'inventory', 'mysql', 'performance_schema', 'sys'],
    },
  ],
  server: ({ stopped }) => ({
    sku: { name: 'Standard_D2ds_v4', tier: 'GeneralPurpose' },
    properties: {
      ...{ administratorLogin, version: '8.0.21', state: stopped ? 'Stopped' : 'Ready' },
      ...{ network: { publicNetworkAccess: 'Enabled' } },
    },
  }),
  database: () => ({ properties: { charset: 'utf8mb4', collation: 'utf8mb4_0900_ai_ci' } }),
};

export const databaseServices: readonly DatabaseService[] = [sql, postgreSql, mySql];

export interface Place {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
}

/** Where all of them are: beside the workspace whose datastores name them. */
export function databasePlace({ workspaces }: SandboxState): Place {
  const [first] = workspaces;
  if (!first) throw new Error('The sandbox has no workspace.');
  return first;
}
