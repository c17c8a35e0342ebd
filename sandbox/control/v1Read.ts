import { userError, type ControlError } from './errors.ts';
import {
  asObject,
  datastoreTypes,
  endpointIn,
  present,
  type CredentialType,
  type DatastoreDraft,
  type DatastoreType,
  type Json,
  type VaultEntry,
} from './records.ts';
import { isServer, noGuid, sections, storage, toWord, type SectionShape } from './v1Sections.ts';

type Section = Readonly<Record<string, unknown>>;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const namePattern = /^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,254}$/;

export function unreadable(): ControlError {
  return userError('Error when parsing request; unable to deserialize request body');
}

function typeOf(word: unknown): DatastoreType {
  const type = datastoreTypes.find((candidate) => toWord(candidate) === word);
  if (!type || type === 'OneLake') throw unreadable();
  return type;
}

function text(section: Section, name: string): string | undefined {
  const value = section[name] ?? undefined;
  if (value !== undefined && typeof value !== 'string') throw unreadable();
  return value === '' ? undefined : value;
}

function id(section: Section, name: string): string | undefined {
  const value = text(section, name);
  if (value !== undefined && !guid.test(value)) throw unreadable();
  return value === noGuid ? undefined : value;
}

function readSettings(section: Section, shape: SectionShape): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const [name, type] of Object.entries(shape.fields)) {
    const value = section[name] ?? undefined;
    if (value === undefined) continue;
    if (typeof value !== type) throw unreadable();
    if (name === 'subscriptionId') id(section, name);
    result[name] = value as Json;
  }
  return result;
}

type Held = Pick<DatastoreDraft, 'credential' | 'secret'>;
const none: Held = { credential: { type: 'None', settings: {} }, secret: {} };

/** A service principal counts when client, tenant and secret or certificate are all there. */
function readPrincipal(section: Section): Held {
  const [clientId, tenantId] = [id(section, 'clientId'), id(section, 'tenantId')];
  const certificate = section['isCertAuth'] === true;
  const secret = text(section, certificate ? 'certificate' : 'clientSecret');
  if (!clientId || !tenantId || !secret) return none;
  const settings = {
    ...{ clientId, tenantId, authorityUrl: text(section, 'authorityUrl') },
    ...{ resourceUrl: text(section, 'resourceUri'), thumbprint: text(section, 'thumbprint') },
  };
  const type: CredentialType = certificate ? 'Certificate' : 'ServicePrincipal';
  return {
    credential: { type, settings: present(settings) },
    secret: certificate ? { certificate: secret } : { clientSecret: secret },
  };
}

/** `credential` wins over the deprecated accountKey and sasToken; what the service does with both is not confirmed. */
function readStorageCredential(section: Section): Held {
  const word = section['credentialType'] ?? (section['isSas'] === true ? 'Sas' : undefined);
  const credential = text(section, 'credential');
  switch (word) {
    case 'AccountKey':
      return required({ type: 'AccountKey', settings: {} }, 'key', credential ?? text(section, 'accountKey'));
    case 'Sas':
      return required({ type: 'Sas', settings: {} }, 'sasToken', credential ?? text(section, 'sasToken'));
    case 'ClientCredentials': {
      const held = readPrincipal(asObject(section['clientCredentials']) ?? {});
      if (held.credential.type === 'None')
        throw userError('The client credentials need clientId, tenantId and clientSecret.');
      return held;
    }
    case undefined:
    case 'None':
      return none;
    default:
      throw unreadable();
  }
}

function required(credential: Held['credential'], name: keyof VaultEntry, value: string | undefined): Held {
  if (value === undefined) throw userError(`The credential of type ${credential.type} is missing.`);
  return { credential, secret: { [name]: value } };
}

function readServerCredential(section: Section): Held {
  const [userId, userPassword] = [text(section, 'userId'), text(section, 'userPassword')];
  if (!userId || !userPassword) return readPrincipal(section);
  return { credential: { type: 'SqlAuthentication', settings: { userId } }, secret: { userPassword } };
}

function readCredential(type: DatastoreType, section: Section): Held {
  if (sections[type] === storage) return readStorageCredential(section);
  if (type === 'AzureDataLakeGen1') return readPrincipal(section);
  return isServer(type) ? readServerCredential(section) : none;
}

function readTags(value: unknown): Record<string, string> {
  const map = asObject(value ?? {});
  if (!map || Object.values(map).some((entry) => typeof entry !== 'string')) throw unreadable();
  return map as Record<string, string>;
}

const neededFields: Partial<Record<DatastoreType, readonly string[]>> = {
  AzureBlob: ['accountName', 'containerName'],
  AzureFile: ['accountName', 'containerName'],
  AzureDataLakeGen2: ['accountName', 'containerName'],
  AzureDataLakeGen1: ['storeName'],
  AzureSqlDatabase: ['serverName', 'databaseName'],
  AzurePostgreSql: ['serverName', 'databaseName'],
  AzureMySql: ['serverName', 'databaseName'],
};

/** The body of POST or PUT as a draft; `name` is the one in the address and wins. */
export function fromV1(body: unknown, name?: string): DatastoreDraft {
  const dto = asObject(body);
  const wanted = name ?? dto?.['name'];
  if (!dto || typeof wanted !== 'string') throw unreadable();
  const type = typeOf(dto['dataStoreType']);
  if (!namePattern.test(wanted)) throw userError(`The datastore name ${wanted} is not valid.`);
  const shape = sections[type];
  const section = (shape && asObject(dto[shape.key])) ?? {};
  const settings = shape ? readSettings(section, shape) : {};
  // Which fields the service insists on, and its sentence, are not confirmed.
  const missing = neededFields[type]?.filter((field) => !settings[field]) ?? [];
  if (missing.length > 0)
    throw userError(
      `The datastore ${wanted} needs ${missing.map((field) => `${shape?.key ?? ''}.${field}`).join(', ')}.`,
    );
  const defaults =
    shape === storage
      ? { protocol: settings['protocol'] ?? 'https', endpoint: endpointIn(text(section, 'endpoint')) }
      : {};
  return {
    name: wanted.toLowerCase(),
    type,
    settings: { ...settings, ...defaults, ...(type === 'Hdfs' ? (section as Record<string, Json>) : {}) },
    ...readCredential(type, section),
    description: text(dto, 'description') ?? null,
    tags: readTags(dto['tags']),
    properties: null,
  };
}
