/** The types of the v1 service (in its own words) and of ARM, under one name each. */
export const datastoreTypes = [
  'AzureBlob',
  'AzureFile',
  'AzureDataLakeGen1',
  'AzureDataLakeGen2',
  'OneLake',
  'AzureSqlDatabase',
  'AzurePostgreSql',
  'AzureMySql',
  'DBFS',
  'GlusterFs',
  'Hdfs',
  'Custom',
  // A type of tomorrow: no client knows it yet.
  'AzureGraph',
] as const;
export type DatastoreType = (typeof datastoreTypes)[number];

/** The types that ARM knows. Whether its list shows the others is not confirmed; here it never does. */
export const armTypes: readonly DatastoreType[] = [
  'AzureBlob',
  'AzureFile',
  'AzureDataLakeGen1',
  'AzureDataLakeGen2',
  'OneLake',
  'AzureGraph',
];

export type CredentialType =
  'None' | 'AccountKey' | 'Sas' | 'ServicePrincipal' | 'Certificate' | 'SqlAuthentication';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type Fields = Readonly<Record<string, Json>>;

export interface Stamp {
  readonly by: string;
  readonly byType: 'User' | 'Application';
  readonly at: string;
}

/** A datastore as the one store behind both APIs keeps it; its secret is in the vault. */
export interface DatastoreRecord {
  /** Lower case. */
  readonly name: string;
  readonly type: DatastoreType;
  /** Fields that are no secret. The root of every storage type is `containerName`, as in v1. */
  readonly settings: Fields;
  /** `settings`: clientId, tenantId, authorityUrl, resourceUrl, thumbprint, userId. */
  readonly credential: { readonly type: CredentialType; readonly settings: Readonly<Record<string, string>> };
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string>> | null;
  readonly validated: boolean;
  readonly created: Stamp;
  readonly modified: Stamp;
}

/** The secret part of a datastore: whichever its credential type has. */
export interface VaultEntry {
  readonly key?: string;
  readonly sasToken?: string;
  readonly clientSecret?: string;
  readonly certificate?: string;
  readonly userPassword?: string;
}

/** A datastore as a client asked for it. */
export interface DatastoreDraft extends Omit<DatastoreRecord, 'validated' | 'created' | 'modified'> {
  readonly secret: VaultEntry;
}

/** `value` as an object, or undefined. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** `fields` without those that are undefined or null. */
export function present<T>(fields: Readonly<Record<string, T | null | undefined>>): Record<string, T> {
  const entries = Object.entries(fields).filter(
    (entry): entry is [string, T] => entry[1] !== undefined && entry[1] !== null,
  );
  return Object.fromEntries(entries);
}

const endpoint = 'core.windows.net';

const authority = 'https://login.microsoftonline.com';

/** Where a service principal signs in, as told to a client: with the suffix that the client itself used. */
export function authorityOut(value: Json | undefined, publicName: boolean): Json {
  return value === authority && !publicName ? `${authority}.localhost` : (value ?? null);
}

/** The storage endpoint as kept: without the suffix of this sandbox. */
export function endpointIn(value: string | undefined): string {
  return value === undefined || value === '' ? endpoint : value.replace(/\.localhost$/, '');
}

/** The storage endpoint as told to a client: with the suffix that the client itself used. */
export function endpointOut(value: Json | undefined, publicName: boolean): Json {
  return value === endpoint && !publicName ? `${endpoint}.localhost` : (value ?? null);
}
