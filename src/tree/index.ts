import {
  commands,
  EventEmitter,
  window,
  type ExtensionContext,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import type { AzureMl } from '../azureml/index.ts';
import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { stateKey, viewId, type TreeState } from '../contributions.ts';
import { describe } from '../ui/report.ts';
import { setting } from '../ui/settings.ts';
import { createLevels } from './levels.ts';
import { isParent, parentNode, type MoreNode, type Node, type ParentNode } from './nodes.ts';
import { tooltip, treeItem } from './treeItem.ts';

/** The view of workspaces, datastores, folders and files. */
export interface DatastoreTree {
  readonly provider: TreeDataProvider<Node>;
  readonly view: TreeView<Node>;
  /** Lists `node`'s members anew, or everything; what is expanded stays expanded. */
  refresh(node?: Node): void;
  loadMore(node: MoreNode): Promise<void>;
}

export function registerTree(
  context: ExtensionContext,
  azure: () => Promise<AzureMl>,
  log: Log,
): DatastoreTree {
  const levels = createLevels(
    azure,
    () => setting('pageSize'),
    (error) => log.warn(describe(error)),
  );
  const changed = new EventEmitter<Node | undefined>();
  const setState = (state: TreeState) => void commands.executeCommand('setContext', stateKey, state);

  async function children(node?: Node): Promise<Node[]> {
    if (node) return [...(await levels.children(node as ParentNode))];
    try {
      const workspaces = await levels.children();
      setState(workspaces.length === 0 ? 'noWorkspace' : 'ready');
      say(undefined);
      return [...workspaces];
    } catch (error) {
      if (isFailure(error, 'cancelled')) return [];
      log.error(describe(error));
      setState(rootState(error));
      // VS Code shows a welcome text, with its buttons, only where there is no message.
      say(rootState(error) === 'failed' && isFailure(error) ? error.message : undefined);
      return [];
    }
  }

  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: children,
    getParent: parentNode,
    getTreeItem: (node) => treeItem(node, context.extensionUri),
    resolveTreeItem: (item, node) => {
      const text = tooltip(node);
      if (text) item.tooltip = text;
      return item;
    },
  };
  const view = window.createTreeView(viewId, {
    treeDataProvider: provider,
    showCollapseAll: true,
    canSelectMany: true,
  });
  const say = (message: string | undefined) => {
    view.message = message as string;
  };

  /** The nearest node with members; a file's refresh is its folder's. */
  function refresh(node?: Node): void {
    const parent = !node || isParent(node) ? node : parentNode(node);
    let above = parent;
    levels.forget(parent, 'reload');
    // What is not on the screen, a folder that an upload made, is shown by the nearest folder that is.
    while (above && !levels.shown(above)) {
      above = parentNode(above);
      levels.forget(above, 'reload');
    }
    changed.fire(above && levels.shown(above));
  }

  // What is collapsed is forgotten, so that memory holds only what is shown.
  const collapsed = view.onDidCollapseElement(({ element }) => {
    if (element.kind !== 'folder' && element.kind !== 'datastore') return;
    levels.forget(element);
    changed.fire(element);
  });
  context.subscriptions.push(view, changed, collapsed, { dispose: () => levels.forget() });
  return {
    provider,
    view,
    refresh,
    async loadMore(node) {
      await window.withProgress({ location: { viewId } }, () => levels.more(node));
      changed.fire(levels.shown(node.parent));
    },
  };
}

function rootState(error: unknown): TreeState {
  switch (isFailure(error) ? error.word : 'unexpected') {
    case 'unauthenticated':
      return 'signedOut';
    case 'permissionDenied':
      return 'refused';
    case 'unavailable':
    case 'throttled':
      return 'unreachable';
    default:
      return 'failed';
  }
}
