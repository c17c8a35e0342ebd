import type { Secret } from '../common/secret.ts';
import type { DatastoreCredential, DatastoreKind, WireObject } from './datastore.ts';
import { optional, section, text } from './wire.ts';

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
