import type { DatastoreType } from './records.ts';

export interface SectionShape {
  readonly key: string;
  /** Fields that are neither credential nor secret, with the JSON type that the service reads. */
  readonly fields: Readonly<Record<string, 'string' | 'number' | 'boolean'>>;
}

const located = {
  subscriptionId: 'string',
  resourceGroup: 'string',
  serviceDataAccessAuthIdentity: 'string',
} as const;
const server = {
  serverName: 'string',
  databaseName: 'string',
  endpoint: 'string',
  portNumber: 'string',
} as const;
export const storage: SectionShape = {
  key: 'azureStorageSection',
  fields: {
    ...{ accountName: 'string', containerName: 'string', endpoint: 'string', protocol: 'string' },
    ...{ blobCacheTimeout: 'number', areWorkspaceManagedIdentitiesAllowed: 'boolean', ...located },
  },
};

/** Where each type keeps its fields, `enableSSL` as azureml-core spells it. The key of the HDFS section is not confirmed. */
export const sections: Partial<Record<DatastoreType, SectionShape>> = {
  AzureBlob: storage,
  AzureFile: storage,
  AzureDataLakeGen2: storage,
  AzureDataLakeGen1: { key: 'azureDataLakeSection', fields: { storeName: 'string', ...located } },
  AzureSqlDatabase: { key: 'azureSqlDatabaseSection', fields: { ...server, ...located } },
  AzurePostgreSql: { key: 'azurePostgreSqlSection', fields: { ...server, enableSSL: 'boolean', ...located } },
  AzureMySql: { key: 'azureMySqlSection', fields: { ...server, ...located } },
  GlusterFs: { key: 'glusterFsSection', fields: { serverAddress: 'string', volumeName: 'string' } },
  Hdfs: { key: 'hdfsSection', fields: {} },
};
export const sectionKeys = [...new Set(Object.values(sections).map(({ key }) => key))];

/** How v1 says "no client" and "no tenant". */
export const noGuid = '00000000-0000-0000-0000-000000000000';

/** The v1 word for a type: only Gen1 is called otherwise. Which word v1 has for OneLake is not confirmed. */
export const toWord = (type: DatastoreType): string =>
  type === 'AzureDataLakeGen1' ? 'AzureDataLake' : type;

/** Whether it is one of the databases, whose sections name a server. */
export function isServer(type: DatastoreType): boolean {
  return 'serverName' in (sections[type]?.fields ?? {});
}
