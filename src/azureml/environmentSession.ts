import type { TokenCredential } from '@azure/core-auth';
import { t } from '@vscode/l10n';
import { Failure, isFailure } from '../common/failure.ts';
import type { Session } from '../common/session.ts';
import { cancelled } from '../common/abort.ts';
import type { Transport } from '../common/transport.ts';
import type { Cloud } from './cloud.ts';
import { transportPolicy } from './transportPolicy.ts';

/**
 * Signs in as the service principal that the environment names (AZURE_TENANT_ID, AZURE_CLIENT_ID and
 * AZURE_CLIENT_SECRET, or the certificate variables of `EnvironmentCredential`).
 */
export function environmentSession(cloud: Cloud, transport: Transport): Session {
  const account = process.env['AZURE_CLIENT_ID'];
  const credentials = new Map<string, TokenCredential>();
  const create = async (tenantId: string): Promise<TokenCredential> => {
    const { EnvironmentCredential } = await import('@azure/identity');
    return new EnvironmentCredential({
      authorityHost: cloud.login,
      disableInstanceDiscovery: true,
      additionallyAllowedTenants: [tenantId === '' ? '*' : tenantId],
      additionalPolicies: [{ position: 'perRetry', policy: transportPolicy(transport) }],
    });
  };
  return {
    account: account ?? t('the environment’s service principal'),
    credential: (tenantId = '') => ({
      getToken: async (scopes, options) => {
        try {
          const credential = credentials.get(tenantId) ?? (await create(tenantId));
          credentials.set(tenantId, credential);
          return await credential.getToken(scopes, tenantId === '' ? options : { ...options, tenantId });
        } catch (error) {
          throw signInFailure(error);
        }
      },
    }),
  };
}

function signInFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'AbortError') return cancelled(error);
  if (name === 'CredentialUnavailableError') {
    const remedy = t(
      'Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET where VS Code is started, or change the setting azuremlDatastores.authentication.',
    );
    return new Failure(
      'unauthenticated',
      t('The environment names no service principal to sign in as. {0}', remedy),
      { cause: error },
    );
  }
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN/.test(message)) {
    return new Failure(
      'unavailable',
      t('Microsoft Entra cannot be reached to sign in. Check the network and the proxy, then try again.'),
      { cause: error },
    );
  }
  const code = /AADSTS\d+/.exec(message)?.[0];
  return new Failure(
    'unauthenticated',
    t(
      'Microsoft Entra refused the environment’s service principal ({0}). Check AZURE_TENANT_ID, AZURE_CLIENT_ID and its secret.',
      code ?? name,
    ),
    { cause: error },
  );
}
