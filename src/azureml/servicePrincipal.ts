import type { TokenCredential } from '@azure/core-auth';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Secret } from '../common/secret.ts';
import type { DatastoreCredential, Principal } from '../datastores/datastore.ts';
import type { Transport } from '../common/transport.ts';
import { checkCertificate } from './certificate.ts';
import type { Cloud } from './cloud.ts';
import { signInFailure } from '../common/signInFailure.ts';
import { credentialOptions, transportPolicy } from './transportPolicy.ts';

/**
 * Signs in as the service principal that `datastore` holds. Throws `permissionDenied` if it names an authority outside
 * this cloud, `unsupported` (`CertificateUnreadable`) for a certificate that cannot be opened.
 */
export async function servicePrincipal(
  cloud: Cloud,
  transport: Transport,
  datastore: string,
  principal: Extract<DatastoreCredential, Principal>,
  secret: Secret,
): Promise<TokenCredential> {
  const { authorityUrl, tenantId, clientId } = principal;
  if (authorityUrl && (!URL.canParse(authorityUrl) || new URL(authorityUrl).origin !== cloud.login)) {
    throw new Failure(
      'permissionDenied',
      t(
        'Datastore “{0}” signs in at {1}, which is not this cloud’s sign-in service {2}. Its secret was not sent there. Register it again with that service, or choose its cloud in the setting azuremlDatastores.cloud.',
        datastore,
        authorityUrl,
        cloud.login,
      ),
      { facts: { code: 'ForeignAuthority' } },
    );
  }
  if (principal.type === 'certificate') checkCertificate(datastore, secret);
  const signingIn = {
    who: t('the service principal {0} of datastore “{1}”', clientId, datastore),
    remedy: t('Update the datastore’s credential.'),
  };
  const policy = transportPolicy(transport, transport.log);
  const identity = await import('@azure/identity');
  const options = credentialOptions(cloud, policy);
  try {
    const credential: TokenCredential =
      principal.type === 'certificate'
        ? new identity.ClientCertificateCredential(
            tenantId,
            clientId,
            { certificate: secret.reveal() },
            options,
          )
        : new identity.ClientSecretCredential(tenantId, clientId, secret.reveal(), options);
    return {
      getToken: (scopes, asked) =>
        policy.watched((problem) =>
          credential.getToken(scopes, asked).catch((error: unknown) => {
            throw signInFailure(problem() ?? error, asked?.abortSignal, signingIn);
          }),
        ),
    };
  } catch (cause) {
    // The library looks at them before it asks anybody.
    const message = t(
      'Datastore “{0}” names no service principal that could sign in: its tenant or client is wrong. Register it again with a service principal of your tenant.',
      datastore,
    );
    throw new Failure('invalidInput', message, { cause });
  }
}
