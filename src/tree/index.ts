import {
  EventEmitter,
  window,
  type Event,
  type ExtensionContext,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import type { AzureMl } from '../azureml/index.ts';
import type { AccessUsed } from '../azureml/storages.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { untilAborted } from '../common/abort.ts';
import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { viewId } from '../contributions.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { describe } from '../ui/report.ts';
import { setting } from '../ui/settings.ts';
import { createChoice, type Choice } from './choice.ts';
import { createConfigFiles } from './detected.ts';
import { drag } from './drag.ts';
import { createGrowth } from './growth.ts';
import { createLevels } from './levels.ts';
import {
  isParent,
  parentNode,
  type DatastoreNode,
  type MoreNode,
  type Node,
  type ParentNode,
} from './nodes.ts';
import { findShown } from './reveal.ts';
import { createRoot, type Found } from './root.ts';
import { arrange, withoutFilters } from './shown.ts';
import { keyOf } from '../azureml/workspaceReference.ts';
import { createStatus } from './status.ts';
import { createTop, knownWorkspaces, type Detected } from './top.ts';
import { createTold } from './told.ts';
import { tooltip } from './tooltip.ts';
import { treeItem } from './treeItem.ts';

/** The view of workspaces, datastores, folders and files. */
export interface DatastoreTree {
  /** The view's nodes for others, whom the root answers when all workspaces are known. */
  readonly provider: TreeDataProvider<Node>;
  readonly view: TreeView<Node>;
  /** What is to be seen; the view follows. */
  readonly choice: Pick<Choice, 'get' | 'set'>;
  /** Files in the opened folders that name a workspace. */
  readonly detected: () => readonly Detected[];
  /** What is known of the workspaces now; absent: the view has not been looked at, or it failed. */
  readonly found: () => Found | undefined;
  /** All that are not hidden, whatever the text filter says, the pinned first. Rejects like `AzureMl.workspaces`. */
  workspaces(signal?: AbortSignal): Promise<readonly Workspace[]>;
  /** Puts in a workspace that was read by its name, without listing anything anew. */
  add(workspace: Workspace): void;
  /** Selects a workspace in the view, which opens if need be. */
  reveal(workspace: Workspace): Promise<void>;
  /** Selects a node, or what is there of the path to it. `notFound`: its workspace is not in the view. */
  show(node: Node, signal?: AbortSignal): Promise<void>;
  /** Selects a datastore that has just been registered, listing those of its workspace anew. */
  revealDatastore(workspace: Workspace, name: string): Promise<void>;
  /** What was asked of Azure before may be otherwise now, or something else is to be seen. */
  readonly onDidRefresh: Event<void>;
  /** Lists `node`'s members anew, or everything; what is expanded stays expanded. */
  refresh(node?: Node): void;
  /** A datastore's data is reached in another way than before. */
  accessChanged(workspace: Workspace, datastore: Datastore): void;
  loadMore(node: MoreNode): Promise<void>;
}

export function registerTree(
  context: ExtensionContext,
  azure: () => Promise<AzureMl>,
  log: Log,
): DatastoreTree {
  const changed = new EventEmitter<Node | undefined>();
  const refreshed = new EventEmitter<void>();
  const redraw = () => changed.fire(undefined);
  const choice = createChoice(context.workspaceState);
  const files = createConfigFiles(redraw, log);
  const growth = createGrowth(redraw, () => {
    if (top.differs()) return true;
    // That all have answered may be new all the same.
    status.listed(top.shown());
    return false;
  });
  const root = createRoot({ azure, asked: choice.get, onChange: growth.grown });
  const top = createTop({ root, choice: choice.get, detected: files.found });
  const levels = createLevels({
    azure,
    pageSize: () => setting('pageSize'),
    top,
    onFailure: (error) => log.warn(describe(error)),
  });
  const status = createStatus({
    root,
    choice: choice.get,
    log,
    say: (message) => {
      view.message = message as string;
    },
  });

  async function topLevel(): Promise<Node[]> {
    files.watch();
    try {
      const nodes = await levels.children();
      status.listed(nodes);
      return [...nodes];
    } catch (error) {
      if (!isFailure(error, 'cancelled')) status.failed(error);
      return [];
    }
  }

  /** Datastores whose tooltip says how they are reached, or were not yet. */
  const told = createTold((node) => {
    const shown = levels.shown(node);
    if (shown) changed.fire(shown);
  });
  async function children(node?: Node): Promise<Node[]> {
    if (!node) return topLevel();
    return [...(await told.during(node, growth.during(levels.children(node as ParentNode))))];
  }

  async function accessTo(node: DatastoreNode): Promise<AccessUsed | undefined> {
    const client = await azure().catch(() => undefined);
    told.said(node);
    return client?.accessOf(node.workspace, node.datastore);
  }

  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: children,
    getParent: parentNode,
    getTreeItem: (node) => treeItem(node, context.extensionUri),
    async resolveTreeItem(item, node) {
      const text = tooltip(node, node.kind === 'datastore' ? await accessTo(node) : undefined);
      if (text) item.tooltip = text;
      return item;
    },
  };
  const view = window.createTreeView(viewId, {
    treeDataProvider: provider,
    showCollapseAll: true,
    canSelectMany: true,
    dragAndDropController: drag,
  });
  /** The nearest node with members; a file's refresh is its folder's, and what has no parent is of the root. */
  function refresh(node?: Node): void {
    refreshed.fire();
    const parent = !node || isParent(node) ? node : parentNode(node);
    if (node && !parent) {
      relist();
      return;
    }
    let above = parent;
    levels.forget(parent, 'reload');
    // What is not on the screen, a folder that an upload made, is shown by the nearest folder that is.
    while (above && !levels.shown(above)) {
      above = parentNode(above);
      if (above) levels.forget(above, 'reload');
      else top.forget('reload');
    }
    changed.fire(above && levels.shown(above));
  }

  /** Looks for workspaces anew and leaves alone what is known of them. */
  function relist(): void {
    top.forget('reload');
    redraw();
  }

  // What is collapsed is forgotten, so that memory holds only what is shown.
  const collapsed = view.onDidCollapseElement(({ element }) => {
    if (element.kind !== 'folder' && element.kind !== 'datastore') return;
    levels.forget(element);
    changed.fire(element);
  });
  const chosen = choice.onDidChange((before) => {
    refreshed.fire();
    const same = before.subscriptions.join() === choice.get().subscriptions.join();
    if (same) redraw();
    else relist();
  });
  context.subscriptions.push(view, changed, refreshed, collapsed, chosen, choice, files, growth, {
    dispose: () => levels.forget(),
  });
  return {
    provider: {
      ...provider,
      async getChildren(node) {
        if (!node) await root.complete();
        return children(node);
      },
    },
    view,
    choice,
    detected: files.found,
    found: root.known,
    async workspaces(signal) {
      if (root.failed()) relist();
      const found = await untilAborted(
        root.when(() => false),
        signal,
      );
      const shown = withoutFilters(choice.get());
      const known = knownWorkspaces(found, shown).map(({ workspace }) => workspace);
      const failure = found.unlisted ?? found.refused[0];
      if (known.length === 0 && failure) throw failure;
      return arrange(known, shown);
    },
    add: root.add,
    async reveal(workspace) {
      const key = keyOf(workspace);
      await root.when(({ listed, added }) => [...listed, ...added].some((each) => keyOf(each) === key));
      const nodes = await levels.children();
      const node = nodes.find((each) => each.kind === 'workspace' && keyOf(each.workspace) === key);
      if (node) await view.reveal(node, { select: true, focus: true });
    },
    async show(node, signal) {
      await untilAborted(root.complete(), signal);
      const onMore = (more: MoreNode) => changed.fire(levels.shown(more.parent));
      const shown = await findShown(levels, node, onMore, signal);
      await view.reveal(shown, { select: true, focus: true });
    },
    async revealDatastore(workspace, name) {
      const parent = { kind: 'workspace', workspace } as const;
      refresh(parent);
      const members = await levels.children(levels.shown(parent) ?? parent);
      const node = members.find(
        (each) => each.kind === 'datastore' && each.datastore.name.toLowerCase() === name.toLowerCase(),
      );
      if (node) await view.reveal(node, { select: true, focus: false });
    },
    refresh,
    onDidRefresh: refreshed.event,
    accessChanged: (workspace, datastore) => told.changed({ kind: 'datastore', workspace, datastore }),
    async loadMore(node) {
      await window.withProgress({ location: { viewId } }, () => levels.more(node));
      changed.fire(levels.shown(node.parent));
    },
  };
}
