import type { Secret } from '../common/secret.ts';
import type { DatastoreCredential, DatastoreKind, FieldValues, WireNames, WireObject } from './datastore.ts';

/** `object[key]` if it is a JSON object, else an empty one. */
export function section(object: WireObject, key: string): WireObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `object[key]` as text; `''` when it is missing or no scalar. */
export function text(object: WireObject, key: string): string {
  const value = object[key];
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

const keyOf = (name: WireNames[string]): string => (typeof name === 'string' ? name : name.key);

/** The fields that are there, as text, by field id. */
export function fields(object: WireObject, names: WireNames): FieldValues {
  const present = Object.entries(names)
    .map(([id, name]) => {
      const path = keyOf(name).split('.');
      const holder = path.slice(0, -1).reduce(section, object);
      return [id, text(holder, path.at(-1) ?? '')] as const;
    })
    .filter(([, value]) => value !== '');
  return Object.fromEntries(present);
}

/** The way back: what is empty is left out. */
export function wireOf(values: FieldValues, names: WireNames): WireObject {
  const object: Record<string, unknown> = {};
  for (const [id, name] of Object.entries(names)) {
    const value = values[id] ?? '';
    if (value === '') continue;
    const path = keyOf(name).split('.');
    let holder = object;
    for (const part of path.slice(0, -1)) holder = (holder[part] ??= {}) as Record<string, unknown>;
    holder[path.at(-1) ?? ''] = typed(value, name);
  }
  return object;
}

function typed(value: string, name: WireNames[string]): string | number | boolean {
  if (typeof name === 'string') return value;
  return name.as === 'number' ? Number(value) : value === 'true';
}

/** The members of a wire object that hold fields: what is written anew as a whole. */
export function topKeys(names: WireNames): readonly string[] {
  return Object.values(names).map((name) => keyOf(name).split('.')[0] ?? '');
}

/** `object` without `keys` and without what is null. */
export function without(object: WireObject, keys: readonly string[]): WireObject {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([key, value]) => value !== null && value !== undefined && !keys.includes(key),
    ),
  );
}

/** The v1 API fills an absent id with zeros. */
const noId = '00000000-0000-0000-0000-000000000000';

/** A service principal as the v1 API's sections spell it; `none` when the section holds none. */
function principalFromV1(object: WireObject): DatastoreCredential {
  const clientId = text(object, 'clientId');
  if (clientId === '' || clientId === noId) return { type: 'none' };
  const principal = {
    clientId,
    tenantId: text(object, 'tenantId'),
    ...optional('authorityUrl', text(object, 'authorityUrl')),
    ...optional('resourceUrl', text(object, 'resourceUri')),
  };
  return object['isCertAuth'] === true
    ? { type: 'certificate', ...principal, ...optional('thumbprint', text(object, 'thumbprint')) }
    : { type: 'servicePrincipal', ...principal };
}

function principalToV1(credential: DatastoreCredential, secret: Secret | undefined): WireObject {
  switch (credential.type) {
    case 'servicePrincipal':
    case 'certificate': {
      const { clientId, tenantId, authorityUrl, resourceUrl } = credential;
      const isCertAuth = credential.type === 'certificate';
      const held = secret?.reveal();
      return {
        ...{ clientId, tenantId, isCertAuth },
        ...(isCertAuth ? { certificate: held, thumbprint: credential.thumbprint } : { clientSecret: held }),
        ...(authorityUrl && { authorityUrl }),
        ...(resourceUrl && { resourceUri: resourceUrl }),
      };
    }
    default:
      return {};
  }
}

/** The credential in a v1 section. SQL, PostgreSQL and MySQL name a login or a service principal; older registrations name no type. */
export function credentialFromV1(kind: DatastoreKind, wire: WireObject): DatastoreCredential {
  switch (kind.v1?.credential) {
    case 'storage':
      return storageFromV1(wire);
    case 'principal':
      return principalFromV1(wire);
    case 'database': {
      const type = text(wire, 'credentialType');
      const userId = text(wire, 'userId');
      if (type === 'SqlAuthentication' || (type === '' && userId !== ''))
        return { type: 'login', ...optional('userId', userId) };
      return principalFromV1(wire);
    }
    default:
      return { type: 'none' };
  }
}

function storageFromV1(storage: WireObject): DatastoreCredential {
  switch (text(storage, 'credentialType')) {
    case 'AccountKey':
      return { type: 'accountKey' };
    case 'Sas':
      return { type: 'sas' };
    case 'ClientCredentials':
      return principalFromV1(section(storage, 'clientCredentials'));
    default:
      return { type: 'none' };
  }
}

/** What a v1 section says of a credential, with its secret. Types: the reference of the v1 DTO. */
export function credentialToV1(
  kind: DatastoreKind,
  credential: DatastoreCredential,
  secret: Secret | undefined,
): WireObject {
  switch (kind.v1?.credential) {
    case 'storage': {
      const type = { accountKey: 'AccountKey', sas: 'Sas', none: 'None' } as const;
      if (credential.type === 'accountKey' || credential.type === 'sas' || credential.type === 'none')
        return { credentialType: type[credential.type], ...(secret && { credential: secret.reveal() }) };
      return { credentialType: 'ClientCredentials', clientCredentials: principalToV1(credential, secret) };
    }
    case 'principal':
    case 'database':
      if (credential.type === 'login')
        return {
          credentialType: 'SqlAuthentication',
          ...{ userId: credential.userId, userPassword: secret?.reveal() },
        };
      return {
        credentialType: credential.type === 'none' ? 'None' : 'ServicePrincipal',
        ...principalToV1(credential, secret),
      };
    default:
      return {};
  }
}

/** The members of a v1 section that {@link credentialToV1} writes, and the deprecated ones that hold the same. */
export const credentialKeysOfV1: readonly string[] = [
  ...['credentialType', 'credential', 'clientCredentials', 'isSas', 'accountKey', 'sasToken'],
  ...['clientId', 'tenantId', 'isCertAuth', 'certificate', 'thumbprint', 'clientSecret'],
  ...['authorityUrl', 'resourceUri', 'userId', 'userPassword'],
];

/** The secret in a v1 section, which answers to GET have; `''` where there is none. */
export function secretInV1(kind: DatastoreKind, wire: WireObject): string {
  switch (kind.v1?.credential) {
    case 'storage': {
      const client = section(wire, 'clientCredentials');
      const names = ['credential', 'accountKey', 'sasToken'];
      return names.map((name) => text(wire, name)).find(Boolean) ?? principalSecret(client);
    }
    case 'principal':
      return principalSecret(wire);
    case 'database':
      return text(wire, 'userPassword') || principalSecret(wire);
    default:
      return '';
  }
}

const principalSecret = (wire: WireObject): string => text(wire, 'clientSecret') || text(wire, 'certificate');

/** ARM's `credentials`, which it spells the same for every type. */
export function credentialFromArm(credentials: WireObject): DatastoreCredential {
  const principal = {
    clientId: text(credentials, 'clientId'),
    tenantId: text(credentials, 'tenantId'),
    ...optional('authorityUrl', text(credentials, 'authorityUrl')),
    ...optional('resourceUrl', text(credentials, 'resourceUrl')),
  };
  switch (text(credentials, 'credentialsType')) {
    case 'AccountKey':
      return { type: 'accountKey' };
    case 'Sas':
      return { type: 'sas' };
    case 'ServicePrincipal':
      return { type: 'servicePrincipal', ...principal };
    case 'Certificate':
      return {
        type: 'certificate',
        ...principal,
        ...optional('thumbprint', text(credentials, 'thumbprint')),
      };
    default:
      return { type: 'none' };
  }
}

/** Where ARM has the secret of a credential, in what is written and in what listSecrets answers; absent: it has none. */
export const armSecrets: Readonly<
  Partial<Record<DatastoreCredential['type'], { readonly type: string; readonly member: string }>>
> = {
  accountKey: { type: 'AccountKey', member: 'key' },
  sas: { type: 'Sas', member: 'sasToken' },
  servicePrincipal: { type: 'ServicePrincipal', member: 'clientSecret' },
  certificate: { type: 'Certificate', member: 'certificate' },
};

/** The way back, with the secret. */
export function credentialToArm(credential: DatastoreCredential, secret: Secret | undefined): WireObject {
  const held = armSecrets[credential.type];
  if (!held) return { credentialsType: 'None' };
  return {
    ...without({ ...credential }, ['type']),
    credentialsType: held.type,
    ...(secret && { secrets: { secretsType: held.type, [held.member]: secret.reveal() } }),
  };
}

function optional<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  return value === '' ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
