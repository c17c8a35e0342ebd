import { window } from 'vscode';
import { t } from '@vscode/l10n';
import type { LockedTenant } from '../azureml/workspaces.ts';
import { factsOf, isFailure, type SignInWish } from '../common/failure.ts';
import type { FailureNode, TenantNode } from '../tree/nodes.ts';
import { withLateProgress } from '../ui/progress.ts';
import { showMessage } from '../ui/report.ts';
import type { Services } from './services.ts';

/** Signs an account in to a tenant that is locked for it: the clicked one, the one that a failure names, or a chosen one. */
export async function signInTenant(
  services: Services,
  given?: TenantNode | FailureNode | SignInWish,
): Promise<void> {
  const wish = given && !('kind' in given) ? given : await wishOf(services, given);
  if (!wish) return;
  try {
    await services.signIn(wish);
  } catch (error) {
    // The row says why from now on.
    if (!isFailure(error, 'cancelled')) services.tree.refresh();
    throw error;
  }
}

async function wishOf(
  services: Services,
  node: TenantNode | FailureNode | undefined,
): Promise<SignInWish | undefined> {
  if (node?.kind === 'failure') return factsOf(node.failure).signIn ?? {};
  const tenant = node?.tenant ?? (await pickTenant(services));
  // What the service asked for counts: it may want more than a sign-in.
  return tenant && { ...tenant.failure.facts.signIn, ...tenant.via };
}

async function pickTenant(services: Services): Promise<LockedTenant | undefined> {
  const known = services.tree.found();
  const { locked } = known?.complete
    ? known
    : await withLateProgress(t('Looking for tenants…'), async (signal) =>
        (await services.azure()).workspaces({ signal }),
      );
  if (locked.length === 0) {
    await showMessage('info', t('You are signed in to all tenants of your accounts.'));
    return undefined;
  }
  const items = locked.map((tenant) => ({
    label: tenant.name,
    description: tenant.account,
    detail: tenant.via.tenantId,
    tenant,
  }));
  const placeHolder = t('Choose a tenant to sign in to');
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }))
    ?.tenant;
}
