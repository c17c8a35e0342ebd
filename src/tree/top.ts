import type { Failure } from '../common/failure.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import { nodeId, type Node, type WorkspaceNode } from './nodes.ts';
import type { Found, Root } from './root.ts';
import { arrange, isHidden, type Shown } from './shown.ts';
import { keyOf } from '../azureml/workspaceReference.ts';

/** A workspace that a file in the opened folders names. */
export interface Detected {
  readonly name: WorkspaceName;
  /** The file, relative to its workspace folder. */
  readonly file: string;
}

/** The top level of the tree: workspaces, what is missing of them and why, and what could be added. */
export interface Top {
  /** As soon as there is something to show. Rejects where a welcome text says more than a row could. */
  nodes(): Promise<readonly Node[]>;
  /** What was answered last. */
  shown(): readonly Node[];
  /** Whether it would be answered otherwise now. */
  differs(): boolean;
  forget(reload?: 'reload'): void;
}

export interface TopOptions {
  readonly root: Root;
  readonly choice: () => Shown;
  readonly detected: () => readonly Detected[];
}

export function createTop({ root, choice, detected }: TopOptions): Top {
  let last: readonly Node[] = [];
  const nodesOf = (found: Found) => topNodes(found, choice(), detected());

  return {
    async nodes() {
      const found = await root.when((so) => nodesOf(so).some(({ kind }) => kind === 'workspace'));
      const nodes = nodesOf(found);
      if (found.unlisted && !standsAlone(found, found.unlisted, nodes)) throw found.unlisted;
      // What is on the screen stays the same object, by which VS Code knows it.
      const before = new Map(last.map((node) => [nodeId(node), node]));
      return (last = nodes.map((node) => {
        const old = before.get(nodeId(node));
        return old && alike(old, node) ? old : node;
      }));
    },
    shown: () => last,
    differs() {
      const found = root.known();
      if (!found) return true;
      const nodes = nodesOf(found);
      if (nodes.length !== last.length || (found.unlisted && nodes.length === 0)) return true;
      return nodes.some((node, index) => {
        const before = last[index];
        if (!before || nodeId(before) !== nodeId(node)) return true;
        return node.kind === 'workspace' ? !alike(before, node) : before !== node && !sameRow(before, node);
      });
    },
    forget: (reload) => root.forget(reload),
  };
}

/** Whether something can be done with what is there, though nothing could be listed. */
function standsAlone(found: Found, unlisted: Failure, nodes: readonly Node[]): boolean {
  if (found.listed.length + found.added.length > 0) return true;
  const useful = (node: Node) =>
    node.kind === 'offer' || (node.kind === 'failure' && node.added !== undefined);
  return unlisted.word === 'permissionDenied' && nodes.some(useful);
}

/** Rows that are no workspaces are made anew each time; what they show is all that they hold. */
const sameRow = (a: Node, b: Node): boolean => JSON.stringify(a) === JSON.stringify(b);

function alike(a: Node, b: Node): boolean {
  if (a.kind !== 'workspace' || b.kind !== 'workspace') return false;
  return a.workspace === b.workspace && a.pinned === b.pinned && a.added === b.added;
}

/** The workspaces that are known, each once: those added by hand count while they are wanted. */
export function knownWorkspaces(found: Found, shown: Shown): readonly WorkspaceNode[] {
  const wanted = new Set(shown.added.map(keyOf));
  const seen = new Set<string>();
  const nodes: WorkspaceNode[] = [];
  const listed = found.listed.map((workspace) => ({ workspace, added: false }));
  const added = found.added.map((workspace) => ({ workspace, added: true }));
  for (const { workspace, added: byHand } of [...listed, ...added]) {
    const key = keyOf(workspace);
    if (seen.has(key) || (byHand && !wanted.has(key))) continue;
    seen.add(key);
    nodes.push({ kind: 'workspace', workspace, pinned: shown.pinned.includes(key), added: byHand });
  }
  return nodes;
}

/** In the order in which they are shown. Nothing while nothing is known yet. */
function topNodes(found: Found, shown: Shown, detected: readonly Detected[]): readonly Node[] {
  const known = knownWorkspaces(found, shown);
  const byKey = new Map(known.map((node) => [keyOf(node.workspace), node]));
  const visible = arrange(
    known.map(({ workspace }) => workspace),
    shown,
  ).flatMap((workspace) => byKey.get(keyOf(workspace)) ?? []);
  const missing = found.missing.filter(({ name }) => {
    const key = keyOf(name);
    return !byKey.has(key) && shown.added.some((added) => keyOf(added) === key);
  });
  const refused = found.unlisted ? [found.unlisted, ...found.refused] : found.refused;
  const nodes: Node[] = [
    ...visible,
    ...missing.map(({ name, failure }) => ({ kind: 'failure', added: name, failure }) as const),
    ...refused.map((failure) => ({ kind: 'failure', failure }) as const),
    ...found.locked.map((tenant) => ({ kind: 'tenant', tenant }) as const),
    ...(found.complete ? offers(known, shown, detected) : []),
  ];
  if (found.complete && visible.length === 0) {
    const hidden = known.length > 0 && known.every(({ workspace }) => isHidden(workspace, shown));
    if (hidden) nodes.unshift({ kind: 'noMatch', why: 'hidden' });
    else if (known.length > 0 || shown.subscriptions.length > 0)
      nodes.unshift({ kind: 'noMatch', why: 'filtered' });
  }
  // VS Code refuses a level in which an id comes twice: two subscriptions of one name may fail alike.
  return [...new Map(nodes.map((node) => [nodeId(node), node])).values()];
}

function offers(known: readonly WorkspaceNode[], shown: Shown, detected: readonly Detected[]): Node[] {
  const settled = new Set([
    ...known.map(({ workspace }) => keyOf(workspace)),
    ...shown.added.map(keyOf),
    ...shown.declined,
  ]);
  return detected
    .filter(({ name }) => !settled.has(keyOf(name)))
    .map(({ name, file }) => ({ kind: 'offer', name, file }));
}
