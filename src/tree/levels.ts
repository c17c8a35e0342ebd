import { t } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import { Failure, isFailure } from '../common/failure.ts';
import { datastoreKinds } from '../datastores/index.ts';
import type { Page } from '../storage/storage.ts';
import {
  entryNode,
  folderPath,
  isNodeEntry,
  isParent,
  nodeId,
  parentNode,
  type ContainerNode,
  type MoreNode,
  type Node,
  type ParentNode,
} from './nodes.ts';
import type { Top } from './top.ts';

/** What is shown below one node. */
interface Level {
  readonly abort: AbortController;
  nodes: Promise<readonly Node[]>;
  /** The same once they are here. */
  shown: readonly Node[];
  /** Where the next page begins. */
  continuation?: string | undefined;
}

/** The part of the tree that is shown, level by level, each loaded when it is first asked for. */
export interface Levels {
  /** The members of `parent`, or the workspaces. Failures below the root are nodes; only the root rejects. */
  children(parent?: ParentNode): Promise<readonly Node[]>;
  /** The object that stands for `node` on the screen: VS Code knows nodes by identity, others by what they say. */
  shown(node: ParentNode): ParentNode | undefined;
  /** Adds the next page in place of `more`. One request, however often it is called meanwhile. */
  more(node: MoreNode): Promise<void>;
  /**
   * Stops loading and forgets `parent` and all below it, or everything. Whoever waits for members gets the new ones
   * with `reload`, else none.
   */
  forget(parent?: ParentNode, reload?: 'reload'): void;
}

export interface LevelsOptions {
  readonly azure: () => Promise<AzureMl>;
  readonly pageSize: () => number;
  /** Gives the root's members. */
  readonly top: Top;
  /** Told of everything that is shown as a failed node. */
  readonly onFailure?: (error: unknown) => void;
}

export function createLevels({ azure, pageSize, top, onFailure = () => {} }: LevelsOptions): Levels {
  const levels = new Map<string, Level>();

  function children(parent?: ParentNode): Promise<readonly Node[]> {
    if (!parent) return top.nodes();
    const id = nodeId(parent);
    const known = levels.get(id);
    if (known) return known.nodes;
    const abort = new AbortController();
    const level: Level = { abort, nodes: Promise.resolve([]), shown: [] };
    levels.set(id, level);
    level.nodes = load(parent, level).then(
      (nodes) => (abort.signal.aborted ? instead(parent, level) : (level.shown = nodes)),
      (error: unknown) => {
        if (abort.signal.aborted) return instead(parent, level);
        // A failed level stays until it is refreshed: VS Code asks more than once, and a refusal is paid once.
        return (level.shown = [failed(parent, error)]);
      },
    );
    return level.nodes;
  }

  /** What a forgotten level answers: the members of the one that took its place, so that no late answer wins. */
  function instead(parent: ParentNode, { abort }: Level): readonly Node[] | Promise<readonly Node[]> {
    return abort.signal.reason === 'reload' || levels.has(nodeId(parent)) ? children(parent) : [];
  }

  function failed(parent: ParentNode, error: unknown): Node {
    onFailure(error);
    return failureNode(parent, error);
  }

  async function load(parent: ParentNode, level: Level): Promise<readonly Node[]> {
    const { signal } = level.abort;
    const client = await azure();
    if (parent.kind === 'workspace') {
      const { workspace } = parent;
      const { datastores, incomplete } = await client.list(workspace, { signal });
      const nodes: Node[] = datastores.map((datastore) => ({ kind: 'datastore', workspace, datastore }));
      if (incomplete) return [...nodes, failed(parent, partial(incomplete))];
      return nodes.length === 0 ? [{ kind: 'empty', parent }] : nodes;
    }
    const page = await listPage(client, parent, undefined, signal);
    level.continuation = page.continuation;
    return pageNodes(parent, [], page);
  }

  async function listPage(
    client: AzureMl,
    parent: ContainerNode,
    continuation: string | undefined,
    signal: AbortSignal,
  ): Promise<Page> {
    const storage = await client.openStorage(parent.workspace, parent.datastore, { signal });
    return storage.list(folderPath(parent), { signal, pageSize: pageSize(), continuation });
  }

  function more({ parent }: MoreNode): Promise<void> {
    const id = nodeId(parent);
    const level = levels.get(id);
    const from = level?.continuation;
    if (!level || from === undefined) return Promise.resolve();
    level.continuation = undefined;
    const before = level.nodes;
    const load = async (): Promise<readonly Node[]> => {
      const shown = await before;
      const page = await listPage(await azure(), parent, from, level.abort.signal);
      level.continuation = page.continuation;
      return pageNodes(parent, shown.slice(0, -1), page);
    };
    const next = load();
    // What is shown stays until the page is here, and for good if it never comes.
    return next.then(
      (nodes) => {
        level.nodes = next;
        level.shown = nodes;
      },
      (error: unknown) => {
        level.continuation = from;
        if (level.abort.signal.aborted) return;
        throw error as Error;
      },
    );
  }

  function shown(node: ParentNode): ParentNode | undefined {
    const parent = parentNode(node);
    const id = nodeId(node);
    const members = parent ? (levels.get(nodeId(parent))?.shown ?? []) : top.shown();
    return members.filter(isParent).find((member) => nodeId(member) === id);
  }

  function forget(parent?: ParentNode, reload?: 'reload'): void {
    const id = parent ? nodeId(parent) : '';
    for (const [key, level] of levels) {
      if (id !== '' && key !== id && !key.startsWith(`${id}/`) && !isBelow(key, parent)) continue;
      level.abort.abort(reload);
      levels.delete(key);
    }
    if (!parent) top.forget(reload);
  }

  return { children, shown, more, forget };
}

/** A folder's id ends with its path, so those below it begin with it. */
function isBelow(key: string, parent: ParentNode | undefined): boolean {
  return parent?.kind === 'folder' && key.startsWith(nodeId(parent));
}

function pageNodes(parent: ContainerNode, before: readonly Node[], page: Page): readonly Node[] {
  const entries = page.entries.filter(isNodeEntry).map((entry) => entryNode(parent, entry));
  // A folder's marker and the folder itself may come on different pages.
  const seen = new Set(before.map(nodeId));
  const nodes: Node[] = [...before, ...entries.filter((node) => !seen.has(nodeId(node)))];
  if (page.continuation !== undefined) return [...nodes, { kind: 'more', parent, shown: nodes.length }];
  return nodes.length === 0 ? [{ kind: 'empty', parent }] : nodes;
}

function failureNode(parent: ParentNode, error: unknown): Node {
  const failure = isFailure(error)
    ? error
    : new Failure('unexpected', t('This could not be listed. The log says more.'), { cause: error });
  return { kind: 'failure', parent, failure };
}

function partial(incomplete: Failure): Failure {
  const missing = datastoreKinds.filter(({ arm }) => arm === undefined).map(({ label }) => label());
  const message = t('These may be missing here: {0}. {1}', missing.join(', '), incomplete.message);
  return new Failure(incomplete.word, message, { cause: incomplete });
}
