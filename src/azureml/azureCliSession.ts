import { t } from '@vscode/l10n';
import type { IdentitySignIn } from './identitySession.ts';

/** How long `az` may take to give a token, in milliseconds: it starts slowly, and asks Microsoft Entra itself. */
const patience = 60_000;

/** Whoever is signed in to the Azure CLI. Its tokens are of any tenant that account is in. */
export function azureCliSignIn(): IdentitySignIn {
  return {
    id: 'azureCli',
    guest: true,
    account: t('the Azure CLI’s account'),
    who: t('the Azure CLI’s account'),
    remedy: (tenantId) => t('Run “{0}” in a terminal, then refresh the view.', loginTo(tenantId)),
    create: (identity, { additionallyAllowedTenants }) =>
      new identity.AzureCliCredential({ additionallyAllowedTenants, processTimeoutInMs: patience }),
    unavailable,
  };
}

/** From what the library or `az` itself says, which names commands that fit a terminal and not the view. */
function unavailable(said: string, tenantId?: string): string {
  if (/could not be found|ENOENT/i.test(said)) {
    return t(
      'The Azure CLI (az) was not found where VS Code runs. Install it there, or change the setting azuremlDatastores.authentication.',
    );
  }
  const login = loginTo(tenantId);
  if (!said.includes('az login')) {
    return t(
      'The Azure CLI gave no token. Run “az account get-access-token” in a terminal to see why, or “{0}”, then refresh the view.',
      login,
    );
  }
  return tenantId === undefined
    ? t('Nobody is signed in to the Azure CLI. Run “{0}” in a terminal, then refresh the view.', login)
    : t(
        'The account of the Azure CLI is not signed in to this tenant. Run “{0}” in a terminal, then refresh the view.',
        login,
      );
}

const loginTo = (tenantId: string | undefined): string =>
  tenantId === undefined ? 'az login' : `az login --tenant ${tenantId}`;
