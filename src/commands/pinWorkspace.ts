import { t } from '@vscode/l10n';
import type { Node, WorkspaceNode } from '../tree/nodes.ts';
import { withPinned } from '../tree/shown.ts';
import type { Services } from './services.ts';
import { workspacesTarget } from './target.ts';

/** Keeps workspaces at the top of the view, or lets them go back to their place. */
export async function pinWorkspace(
  services: Services,
  pinned: boolean,
  node?: WorkspaceNode,
  selection?: readonly Node[],
): Promise<void> {
  const title = pinned ? t('Pin Workspace') : t('Unpin Workspace');
  const workspaces = await workspacesTarget(services, node, selection, title);
  const { choice } = services.tree;
  choice.set(withPinned(choice.get(), workspaces, pinned));
}
