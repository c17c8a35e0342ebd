import { authorityOut, endpointOut, type DatastoreRecord, type Json, type VaultEntry } from './records.ts';
import { isServer, noGuid, sectionKeys, sections, storage, toWord } from './v1Sections.ts';

function principalOut(
  record: DatastoreRecord,
  secret: VaultEntry,
  publicName: boolean,
): Record<string, Json> {
  const { type, settings } = record.credential;
  // "No credential" is told by an all-zero GUID, as the Python SDK expects on reading.
  return {
    clientId: settings['clientId'] ?? noGuid,
    tenantId: settings['tenantId'] ?? noGuid,
    authorityUrl: authorityOut(settings['authorityUrl'], publicName),
    resourceUri: settings['resourceUrl'] ?? null,
    thumbprint: settings['thumbprint'] ?? null,
    isCertAuth: type === 'Certificate',
    clientSecret: secret.clientSecret ?? null,
    certificate: secret.certificate ?? null,
  };
}

function storageOut(record: DatastoreRecord, secret: VaultEntry, publicName: boolean): Record<string, Json> {
  const { type } = record.credential;
  const isPrincipal = type === 'ServicePrincipal' || type === 'Certificate';
  return {
    credentialType: isPrincipal ? 'ClientCredentials' : type,
    credential: secret.key ?? secret.sasToken ?? null,
    clientCredentials: isPrincipal ? principalOut(record, secret, publicName) : null,
    // Deprecated, and what the Python SDK reads.
    isSas: type === 'Sas',
    accountKey: secret.key ?? null,
    sasToken: secret.sasToken ?? null,
  };
}

function credentialOut(
  record: DatastoreRecord,
  secret: VaultEntry,
  publicName: boolean,
): Record<string, Json> {
  if (sections[record.type] === storage) return storageOut(record, secret, publicName);
  const { type, settings } = record.credential;
  if (record.type === 'AzureDataLakeGen1')
    return { credentialType: type, ...principalOut(record, secret, publicName) };
  if (!isServer(record.type)) return {};
  const login = { userId: settings['userId'] ?? null, userPassword: secret.userPassword ?? null };
  return { credentialType: type, ...principalOut(record, secret, publicName), ...login };
}

/** The DTO of a record; without its secrets when `secret` is empty. Unused sections are null (not confirmed). */
export function toV1(
  record: DatastoreRecord,
  secret: VaultEntry,
  publicName: boolean,
): Record<string, unknown> {
  const shape = sections[record.type];
  const names = record.type === 'Hdfs' ? Object.keys(record.settings) : Object.keys(shape?.fields ?? {});
  const settings: Record<string, Json> = Object.fromEntries(
    names.map((field) => [field, record.settings[field] ?? null]),
  );
  if (shape === storage) settings['endpoint'] = endpointOut(settings['endpoint'], publicName);
  const person = ({ by, byType }: DatastoreRecord['created']) => ({ userName: by, userType: byType });
  return {
    name: record.name,
    dataStoreType: toWord(record.type),
    hasBeenValidated: record.validated,
    description: record.description,
    tags: record.tags,
    ...Object.fromEntries(sectionKeys.map((key) => [key, null])),
    ...(shape ? { [shape.key]: { ...settings, ...credentialOut(record, secret, publicName) } } : {}),
    createdBy: person(record.created),
    createdTime: record.created.at,
    modifiedBy: person(record.modified),
    modifiedTime: record.modified.at,
    linkedInfo: null,
  };
}
