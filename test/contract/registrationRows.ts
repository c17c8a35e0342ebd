import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../src/common/secret.ts';
import type { Answers } from '../../src/registration/answers.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { sasOf } from './sas.ts';

/** One type with one credential, as somebody would register it. */
export interface Row {
  readonly title: string;
  readonly answers: Answers;
  readonly secret?: string;
  readonly certificate?: Secret;
  /** Whether its storage can be opened afterwards. */
  readonly opens?: true;
}

/** The PEM of the certificate that the sandbox's directory knows. */
export function pemOf({ dir }: Sandbox): string {
  const state = JSON.parse(readFileSync(join(dir, 'state.json'), 'utf8')) as {
    readonly datastoreCertificate: { readonly pem: string };
  };
  return state.datastoreCertificate.pem;
}

const sql = { type: 'AzureSqlDatabase', serverName: 'contoso-sales', databaseName: 'sales' };

/** Every row of the table of types and credentials. */
export function rows(box: Sandbox): readonly Row[] {
  const { key } = box.accounts.contosodata;
  const { tenantId, clientId, clientSecret } = box.principals.datastore;
  const principal = { tenantId, clientId };
  const blob = { type: 'AzureBlob', accountName: 'contosodata', containerName: 'images' };
  const share = {
    type: 'AzureFile',
    accountName: 'contosodata',
    fileShareName: `azureml-filestore-${box.workspaces[0]?.workspaceId ?? ''}`,
  };
  const lake = { type: 'AzureDataLakeGen2', accountName: 'contosolake', filesystem: 'research' };
  const gen1 = { type: 'AzureDataLake', storeName: 'contosolegacy' };
  const oneLake = {
    ...{ type: 'OneLake', oneLakeWorkspaceName: 'contoso-fabric', artifactName: 'sales.Lakehouse/Files' },
  };
  const account = sasOf('contosodata', key, 'rlwac').reveal();
  return [
    {
      title: 'a Blob container with an account key',
      answers: { ...blob, credential: 'accountKey' },
      secret: key,
      opens: true,
    },
    {
      title: 'a Blob container with a SAS',
      answers: { ...blob, credential: 'sas' },
      secret: account,
      opens: true,
    },
    {
      title: 'a Blob container with identity',
      answers: { ...blob, credential: 'none', protocol: 'wasbs' },
      opens: true,
    },
    {
      title: 'a Blob container with a cache timeout, which the older service alone keeps',
      ...{
        answers: { ...blob, credential: 'accountKey', blobCacheTimeout: '120' },
        secret: key,
        opens: true,
      },
    },
    {
      title: 'a file share with an account key',
      answers: { ...share, credential: 'accountKey' },
      secret: key,
      opens: true,
    },
    {
      title: 'a file share with a SAS',
      answers: { ...share, credential: 'sas' },
      secret: account,
      opens: true,
    },
    {
      title: 'a Data Lake Gen2 with a service principal’s secret',
      ...{
        answers: { ...lake, ...principal, credential: 'servicePrincipal' },
        secret: clientSecret,
        opens: true,
      },
    },
    {
      title: 'a Data Lake Gen2 with a service principal’s certificate',
      answers: { ...lake, ...principal, credential: 'certificate' },
      certificate: new Secret(pemOf(box)),
      opens: true,
    },
    {
      title: 'a Data Lake Gen2 with identity',
      answers: { ...lake, credential: 'none', protocol: 'abfss' },
      opens: true,
    },
    {
      title: 'a Data Lake Gen1 with a service principal',
      ...{ answers: { ...gen1, ...principal, credential: 'servicePrincipal' }, secret: clientSecret },
    },
    { title: 'a Data Lake Gen1 with identity', answers: { ...gen1, credential: 'none' } },
    {
      title: 'a SQL database with a login',
      ...{ answers: { ...sql, credential: 'login', userId: 'ml_reader' }, secret: 'opens-nothing' },
    },
    {
      title: 'a SQL database with a service principal',
      ...{ answers: { ...sql, ...principal, credential: 'servicePrincipal' }, secret: clientSecret },
    },
    { title: 'a SQL database with identity', answers: { ...sql, credential: 'none', portNumber: '1444' } },
    {
      title: 'a PostgreSQL database with a login',
      answers: {
        ...{ type: 'AzurePostgreSql', serverName: 'contoso-events', databaseName: 'events' },
        ...{ enableSsl: 'false', credential: 'login', userId: 'ml_reader@contoso-events' },
      },
      secret: 'opens-nothing',
    },
    {
      title: 'a MySQL database with a login',
      answers: {
        ...{ type: 'AzureMySql', serverName: 'contoso-inventory', databaseName: 'inventory' },
        ...{ credential: 'login', userId: 'ml_reader@contoso-inventory' },
      },
      secret: 'opens-nothing',
    },
    { title: 'a Databricks file system', answers: { type: 'DBFS' } },
    { title: 'a OneLake lakehouse with identity', answers: { ...oneLake, credential: 'none' } },
    {
      title: 'a OneLake lakehouse with a service principal',
      ...{ answers: { ...oneLake, ...principal, credential: 'servicePrincipal' }, secret: clientSecret },
    },
  ];
}
