import type { Secret } from '../common/secret.ts';
import type { DatastoreCredential, WireObject } from './datastore.ts';
import { optional, text, without } from './wire.ts';

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
