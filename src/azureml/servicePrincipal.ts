import type { TokenCredential } from '@azure/core-auth';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Secret } from '../common/secret.ts';
import type { DatastoreCredential, Principal } from '../datastores/datastore.ts';
import type { Transport } from '../common/transport.ts';
import type { Cloud } from './cloud.ts';
import { transportPolicy } from './transportPolicy.ts';

/** Signs in as the service principal a datastore holds. Throws `permissionDenied` if it names an authority outside this cloud. */
export async function servicePrincipal(
  cloud: Cloud,
  transport: Transport,
  principal: Extract<DatastoreCredential, Principal>,
  secret: Secret,
): Promise<TokenCredential> {
  const { authorityUrl, tenantId, clientId } = principal;
  if (authorityUrl && (!URL.canParse(authorityUrl) || new URL(authorityUrl).origin !== cloud.login)) {
    throw new Failure(
      'permissionDenied',
      t(
        'The datastore signs in at {0}, which is not this cloud’s sign-in service {1}. Its secret was not sent there.',
        authorityUrl,
        cloud.login,
      ),
    );
  }
  const identity = await import('@azure/identity');
  const options = {
    authorityHost: cloud.login,
    disableInstanceDiscovery: true,
    additionalPolicies: [{ position: 'perRetry' as const, policy: transportPolicy(transport) }],
  };
  return principal.type === 'certificate'
    ? new identity.ClientCertificateCredential(tenantId, clientId, { certificate: secret.reveal() }, options)
    : new identity.ClientSecretCredential(tenantId, clientId, secret.reveal(), options);
}
