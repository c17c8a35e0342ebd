import type { TokenCredential } from '@azure/core-auth';
import type { EnvironmentCredential } from '@azure/identity';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Session } from '../common/session.ts';
import type { Transport } from '../common/transport.ts';
import type { Cloud } from './cloud.ts';
import { signInFailure } from './signInFailure.ts';
import { transportPolicy } from './transportPolicy.ts';

/**
 * Signs in as the service principal that the environment names (AZURE_TENANT_ID, AZURE_CLIENT_ID and
 * AZURE_CLIENT_SECRET, or the certificate variables of `EnvironmentCredential`). `load` brings the library.
 */
export function environmentSession(
  cloud: Cloud,
  transport: Transport,
  load: () => Promise<{ EnvironmentCredential: typeof EnvironmentCredential }> = () =>
    import('@azure/identity'),
): Session {
  const account = process.env['AZURE_CLIENT_ID'];
  const credentials = new Map<string, TokenCredential>();
  const create = async (tenantId: string): Promise<TokenCredential> => {
    const { EnvironmentCredential } = await load();
    return new EnvironmentCredential({
      authorityHost: cloud.login,
      disableInstanceDiscovery: true,
      additionallyAllowedTenants: [tenantId === '' ? '*' : tenantId],
      additionalPolicies: [{ position: 'perRetry', policy: transportPolicy(transport) }],
    });
  };
  return {
    account: account ?? t('the environment’s service principal'),
    remedy: t(
      'Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET where VS Code is started, then start it again.',
    ),
    credential: (tenantId = '') => ({
      getToken: async (scopes, options) => {
        try {
          const credential = credentials.get(tenantId) ?? (await create(tenantId));
          credentials.set(tenantId, credential);
          return await credential.getToken(scopes, tenantId === '' ? options : { ...options, tenantId });
        } catch (error) {
          if (error instanceof Error && error.name === 'CredentialUnavailableError') throw nobody(error);
          throw signInFailure(error, options?.abortSignal, refused);
        }
      },
    }),
  };
}

function nobody(cause: Error): Failure {
  const message = t(
    'The environment names no service principal to sign in as. Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET where VS Code is started, or change the setting azuremlDatastores.authentication.',
  );
  return new Failure('unauthenticated', message, { cause });
}

function refused(code: string): string {
  return t(
    'Microsoft Entra refused the environment’s service principal ({0}). Check AZURE_TENANT_ID, AZURE_CLIENT_ID and its secret.',
    code,
  );
}
