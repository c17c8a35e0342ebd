import type { DatastoreCredential, FieldValues, WireObject } from './datastore.ts';

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

/** The given members that are there, as text, renamed by `names`: field id to wire key. */
export function fields(object: WireObject, names: Readonly<Record<string, string>>): FieldValues {
  const present = Object.entries(names)
    .map(([id, key]) => [id, text(object, key)] as const)
    .filter(([, value]) => value !== '');
  return Object.fromEntries(present);
}

/** The v1 API fills an absent id with zeros. */
const noId = '00000000-0000-0000-0000-000000000000';

/** A service principal as the v1 API's sections spell it; `none` when the section holds none. */
export function principalFromV1(object: WireObject): DatastoreCredential {
  const clientId = text(object, 'clientId');
  if (clientId === '' || clientId === noId) return { type: 'none' };
  const principal = {
    clientId,
    tenantId: text(object, 'tenantId'),
    ...optional('authorityUrl', text(object, 'authorityUrl')),
  };
  return object['isCertAuth'] === true
    ? { type: 'certificate', ...principal }
    : { type: 'servicePrincipal', ...principal };
}

/** ARM's `credentials`, which it spells the same for every type. */
export function credentialFromArm(credentials: WireObject): DatastoreCredential {
  const principal = {
    clientId: text(credentials, 'clientId'),
    tenantId: text(credentials, 'tenantId'),
    ...optional('authorityUrl', text(credentials, 'authorityUrl')),
  };
  switch (text(credentials, 'credentialsType')) {
    case 'AccountKey':
      return { type: 'accountKey' };
    case 'Sas':
      return { type: 'sas' };
    case 'ServicePrincipal':
      return { type: 'servicePrincipal', ...principal };
    case 'Certificate':
      return { type: 'certificate', ...principal };
    default:
      return { type: 'none' };
  }
}

/** SQL, PostgreSQL and MySQL name a login or a service principal; older registrations name no type. */
export function databaseCredential(object: WireObject): DatastoreCredential {
  const type = text(object, 'credentialType');
  if (type === 'SqlAuthentication' || (type === '' && text(object, 'userId') !== ''))
    return { type: 'login' };
  return principalFromV1(object);
}

function optional<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  return value === '' ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
