import { window } from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import type { Target } from '../contributions.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { theDefault } from '../datastores/refusals.ts';
import type { DatastoreNode } from '../tree/nodes.ts';
import { withLateProgress } from '../ui/progress.ts';
import { showMessage } from '../ui/report.ts';
import type { Services } from './services.ts';
import { datastoreTarget } from './target.ts';

/** Azure ML itself relies on these. */
const builtIn = [
  'workspaceblobstore',
  'workspacefilestore',
  'workspaceartifactstore',
  'workspaceworkingdirectory',
];

/** Removes a datastore's registration after asking. The tree follows once the service has said yes. */
export async function unregister(
  services: Services,
  target?: Target<DatastoreNode>,
  options?: { confirmed: boolean },
): Promise<void> {
  const { workspace, datastore } = await datastoreTarget(services, target, t('Unregister Datastore'));
  if (datastore.isDefault) throw theDefault(datastore.name, workspace.name);
  if (options?.confirmed !== true) await confirm(datastore, workspace.name);
  const client = await services.azure();
  const title = t('Unregistering “{0}” from “{1}”', datastore.name, workspace.name);
  await withLateProgress(title, (signal) => client.unregister(workspace, datastore, { signal }));
  services.tree.refresh({ kind: 'workspace', workspace });
  void showMessage(
    'info',
    t(
      '“{0}” is no longer registered in workspace “{1}”. Its data was not touched.',
      datastore.name,
      workspace.name,
    ),
  );
}

async function confirm({ name }: Datastore, workspace: string): Promise<void> {
  if (builtIn.includes(name)) {
    const typed = await window.showInputBox({
      title: t('Unregister “{0}”?', name),
      prompt: t(
        'Azure ML made this datastore for itself, and jobs and notebooks of “{0}” may need it. The data stays. Type its name to go on.',
        workspace,
      ),
      placeHolder: name,
      ignoreFocusOut: true,
      validateInput: (text) =>
        ['', name].includes(text.trim()) ? undefined : t('Type “{0}”, or leave with Escape.', name),
    });
    if (typed?.trim() !== name) throw cancelled();
    return;
  }
  const yes = t('Unregister');
  const detail = t(
    'Only its registration in workspace “{0}” is removed. The data stays where it is, and it can be registered again.',
    workspace,
  );
  const answer = await window.showWarningMessage(
    t('Unregister datastore “{0}”?', name),
    { modal: true, detail },
    yes,
  );
  if (answer !== yes) throw cancelled();
}
