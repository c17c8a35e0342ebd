import type { CredentialType, DatastoreType, VaultEntry } from './records.ts';

/** One field of the ARM schema: its name there, its name in a record. */
export interface Field {
  readonly wire: string;
  readonly kept?: string;
  readonly required?: true;
  readonly guid?: true;
  readonly secret?: keyof VaultEntry;
}

const storage: readonly Field[] = [{ wire: 'endpoint' }, { wire: 'protocol' }];
/** On every type; resourceGroup and subscriptionId came around 2023, their first version is not confirmed. */
const shared: readonly Field[] = [{ wire: 'serviceDataAccessAuthIdentity' }];
const newer: readonly Field[] = [{ wire: 'resourceGroup' }, { wire: 'subscriptionId' }];
const newerSince = '2023-10-01';

const typeFields: Partial<Record<DatastoreType, readonly Field[]>> = {
  AzureBlob: [{ wire: 'accountName' }, { wire: 'containerName' }, ...storage],
  AzureFile: [
    { wire: 'accountName', required: true },
    { wire: 'fileShareName', kept: 'containerName', required: true },
    ...storage,
  ],
  AzureDataLakeGen1: [{ wire: 'storeName', required: true }],
  AzureDataLakeGen2: [
    { wire: 'accountName', required: true },
    { wire: 'filesystem', kept: 'containerName', required: true },
    ...storage,
  ],
  OneLake: [{ wire: 'oneLakeWorkspaceName', required: true }, { wire: 'endpoint' }],
};

const principal: readonly Field[] = [
  { wire: 'clientId', required: true, guid: true },
  { wire: 'tenantId', required: true, guid: true },
  { wire: 'authorityUrl' },
  { wire: 'resourceUrl' },
];

export const credentialFields: Partial<Record<CredentialType, readonly Field[]>> = {
  None: [],
  AccountKey: [{ wire: 'key', secret: 'key' }],
  Sas: [{ wire: 'sasToken', secret: 'sasToken' }],
  ServicePrincipal: [...principal, { wire: 'clientSecret', secret: 'clientSecret' }],
  Certificate: [
    ...principal,
    { wire: 'thumbprint', required: true },
    { wire: 'certificate', secret: 'certificate' },
  ],
};

/** The fields that a type has in an api-version, as far as they are plain strings. */
export function fieldsOf(type: DatastoreType, version: string): readonly Field[] | undefined {
  // The type is a stranger's word: `constructor` is none.
  const own = Object.hasOwn(typeFields, type) ? typeFields[type] : undefined;
  if (!own || (type === 'OneLake' && version < newerSince)) return undefined;
  return [...own, ...shared, ...(version < newerSince ? [] : newer)];
}
