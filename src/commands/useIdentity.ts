import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { ContainerNode, FailureNode, FileNode } from '../tree/nodes.ts';
import type { Services } from './services.ts';

/** Reaches a datastore's data as the user from now on, where what it holds is of no use; only for this session. */
export async function useIdentity(
  { azure, tree }: Pick<Services, 'azure' | 'tree'>,
  node?: FailureNode | ContainerNode | FileNode,
): Promise<void> {
  const target = node?.kind === 'failure' ? node.parent : node;
  if (!target || target.kind === 'workspace') {
    throw new Failure('invalidInput', t('Select the failure of a datastore in the view first.'));
  }
  const { workspace, datastore } = target;
  (await azure()).useIdentity(workspace, datastore);
  tree.refresh({ kind: 'datastore', workspace, datastore });
}
