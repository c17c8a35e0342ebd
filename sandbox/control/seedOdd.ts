import { roots } from '../content/layout.ts';
import type { SandboxEnv } from '../service.ts';
import { blob, containerSas, type Row } from './seedRow.ts';

/** The beginning of a PKCS #12 file: neither PEM nor whole. */
const brokenCertificate =
  'MIIKCQIBAzCCCcUGCSqGSIb3DQEHAaCCCbYEggmyMIIJrjCCBhoGCSqGSIb3DQEHAaCCBgsEggYHMIIGAw==';

/** Credentials of other kinds, good and bad, and types that few clients know. */
export function oddStores({ state }: SandboxEnv): Row[] {
  const key = state.accounts['contosodata']?.key ?? '';
  const { clientId, tenantId } = state.principals.datastore;
  const withCertificate = (name: string, certificate: string): Row => ({
    name,
    type: 'AzureDataLakeGen2',
    settings: blob('contosolake', roots.research),
    credential: 'Certificate',
    credentialSettings: {
      ...{ clientId, tenantId, thumbprint: state.datastoreCertificate.thumbprint },
      ...{ authorityUrl: 'https://login.microsoftonline.com', resourceUrl: 'https://storage.azure.com/' },
    },
    secret: { certificate },
  });
  return [
    {
      name: 'expired_sas',
      type: 'AzureBlob',
      settings: blob('contosodata', roots.shared),
      credential: 'Sas',
      secret: { sasToken: containerSas('contosodata', key, roots.shared, 'rl', '2026-01-31T00:00:00Z') },
    },
    withCertificate('certificate_lake', state.datastoreCertificate.pem),
    withCertificate('unreadable_certificate', brokenCertificate),
    {
      name: 'onelake_sales',
      type: 'OneLake',
      settings: {
        oneLakeWorkspaceName: 'contoso-fabric',
        endpoint: 'onelake.dfs.fabric.microsoft.com',
        artifact: { artifactType: 'LakeHouse', artifactName: 'sales.Lakehouse' },
      },
    },
    { name: 'graph_store', type: 'AzureGraph', settings: { graphName: 'customers' } },
  ];
}

/** Databases and Databricks: registered, never opened by anybody here. Their passwords open nothing. */
export function otherStores(subscriptionId: string, resourceGroup: string): Row[] {
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
        enableSSL: true,
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
