import { t } from '@vscode/l10n';
import type { WorkspaceName } from '../datastores/uri.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { Failure } from '../common/failure.ts';
import type { FailureNode, WorkspaceNode } from '../tree/nodes.ts';
import { withoutAdded } from '../tree/shown.ts';
import { pick, verbatim } from './pick.ts';
import type { Services } from './services.ts';

/** Takes out of the view what was added by hand; the workspace itself is not touched. */
export async function removeWorkspace({ tree }: Services, node?: WorkspaceNode | FailureNode): Promise<void> {
  const { added } = tree.choice.get();
  const name = nameOf(node) ?? (await choose(added));
  tree.choice.set(withoutAdded(tree.choice.get(), name));
}

function nameOf(node: WorkspaceNode | FailureNode | undefined): Workspace | WorkspaceName | undefined {
  return node?.kind === 'workspace' ? node.workspace : node?.added;
}

async function choose(added: readonly WorkspaceName[]): Promise<WorkspaceName> {
  if (added.length === 0) {
    throw new Failure(
      'notFound',
      t('No workspace was added by hand. Those that your account lists can be hidden instead.'),
    );
  }
  const choices = added.map((value) => ({
    label: verbatim(value.workspace),
    description: value.resourceGroup,
    value,
  }));
  return pick(choices, t('Remove from List'), t('Choose a workspace'));
}
