import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { Levels } from './levels.ts';
import { isParent, nodeId, parentNode, type MoreNode, type Node } from './nodes.ts';

/** Pages of one folder that are loaded to find something in it. */
const mostPages = 20;

/**
 * The node on the screen that stands for this one, opening what is above it; the nearest one above where it is not there.
 * `notFound`: its workspace is not in the view. `onMore` is told of folders that show more than before.
 */
export async function findShown(
  levels: Levels,
  node: Node,
  onMore: (more: MoreNode) => void,
  signal?: AbortSignal,
): Promise<Node> {
  let members = await levels.children();
  let found: Node | undefined;
  for (const wanted of pathTo(node)) {
    throwIfAborted(signal);
    const above = found;
    let next = members.find((member) => nodeId(member) === nodeId(wanted));
    for (let page = 1; !next && page < mostPages; page++) {
      const last = members.at(-1);
      if (last?.kind !== 'more') break;
      throwIfAborted(signal);
      await levels.more(last);
      onMore(last);
      members = await levels.children(last.parent);
      next = members.find((member) => nodeId(member) === nodeId(wanted));
    }
    if (!next) {
      if (above) return above;
      throw notShown(wanted);
    }
    found = next;
    members = isParent(next) && wanted !== node ? await levels.children(next) : [];
  }
  return found ?? node;
}

/** From the workspace down. */
function pathTo(node: Node): readonly Node[] {
  const above = parentNode(node);
  return above ? [...pathTo(above), node] : [node];
}

function notShown(node: Node): Failure {
  const name = node.kind === 'workspace' ? node.workspace.name : '';
  return new Failure(
    'notFound',
    t(
      'Workspace “{0}” is not in the view. Clear the filters, show what is hidden, or add it by its address.',
      name,
    ),
  );
}
