import { t } from '@vscode/l10n';
import type { IdentitySignIn } from './identitySession.ts';

/**
 * The service principal that the environment names: AZURE_TENANT_ID and AZURE_CLIENT_ID, with AZURE_CLIENT_SECRET, the
 * certificate variables of `EnvironmentCredential`, or the AZURE_FEDERATED_TOKEN_FILE of a workload identity.
 */
export function environmentSignIn(environment: NodeJS.ProcessEnv = process.env): IdentitySignIn {
  const has = (name: string): boolean => (environment[name] ?? '') !== '';
  const federated =
    has('AZURE_FEDERATED_TOKEN_FILE') && !has('AZURE_CLIENT_SECRET') && !has('AZURE_CLIENT_CERTIFICATE_PATH');
  const who = federated ? t('the environment’s workload identity') : t('the environment’s service principal');
  return {
    id: 'environment',
    guest: false,
    account: environment['AZURE_CLIENT_ID'] ?? who,
    who,
    remedy: () =>
      federated
        ? t(
            'Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE where VS Code is started, then start it again.',
          )
        : t(
            'Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET where VS Code is started, then start it again.',
          ),
    create: (identity, options) =>
      federated
        ? new identity.WorkloadIdentityCredential(options)
        : new identity.EnvironmentCredential(options),
    unavailable: () =>
      t(
        'The environment names no service principal to sign in as. Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or AZURE_FEDERATED_TOKEN_FILE) where VS Code is started, or change the setting azuremlDatastores.authentication.',
      ),
  };
}
