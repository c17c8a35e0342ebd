import { t } from '@vscode/l10n';
import type { Node, WorkspaceNode } from '../tree/nodes.ts';
import { withHidden } from '../tree/shown.ts';
import type { Services } from './services.ts';
import { workspacesTarget } from './target.ts';

/** Takes workspaces out of the view until “Show Hidden Workspaces…” brings them back. */
export async function hideWorkspace(
  services: Services,
  node?: WorkspaceNode,
  selection?: readonly Node[],
): Promise<void> {
  const workspaces = await workspacesTarget(services, node, selection, t('Hide Workspace'));
  const { choice } = services.tree;
  choice.set(withHidden(choice.get(), workspaces));
}
