import { env } from 'vscode';
import { t } from '@vscode/l10n';
import { failureDetails } from '../common/failureDetails.ts';
import type { FailureNode, TenantNode } from '../tree/nodes.ts';
import { showMessage } from '../ui/report.ts';
import type { Services } from './services.ts';

/** Copies what is known of the failure that a node shows, or the selected one. */
export async function copyDetails(
  services: Pick<Services, 'tree' | 'version'>,
  node?: FailureNode | TenantNode,
): Promise<void> {
  const shown = node ?? services.tree.view.selection[0];
  const failure =
    shown?.kind === 'failure' ? shown.failure : shown?.kind === 'tenant' ? shown.tenant.failure : undefined;
  if (!failure) {
    void showMessage('info', t('Select a failure in the view first: its details are what is copied.'));
    return;
  }
  const parent = shown?.kind === 'failure' ? shown.parent : undefined;
  const about = parent
    ? {
        resource: parent.workspace.id,
        ...(parent.kind === 'workspace' ? {} : { datastore: parent.datastore.name }),
      }
    : {};
  await env.clipboard.writeText(failureDetails(failure, services.version, about));
  void showMessage('info', t('Copied the details of the failure. They hold no secrets.'));
}
