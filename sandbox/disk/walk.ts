import type { Node, Tree } from './tree.ts';

/** A file or folder with its whole path below the root. */
export interface Found {
  readonly path: string;
  readonly node: Node;
}

/**
 * Everything below `folder`, folders before what they hold, each level in the order of names. `base` is the folder's
 * own path with its slash. Resumes behind the path `after` (relative to `folder`). `prefix` limits the first level.
 */
export function* walk(
  tree: Tree,
  folder: Node,
  options: { base: string; after?: readonly string[]; prefix?: string; batch: number },
): Generator<Found> {
  const { base, batch, prefix = '' } = options;
  const [first, ...rest] = options.after ?? [];
  if (first !== undefined) {
    const begun = tree.child(folder.id, first);
    if (begun?.folder) yield* walk(tree, begun, { base: `${base}${begun.name}/`, after: rest, batch });
  }
  for (let after = first ?? ''; ;) {
    const nodes = tree.children(folder.id, { after, prefix, limit: batch });
    for (const node of nodes) {
      yield { path: base + node.name, node };
      if (node.folder) yield* walk(tree, node, { base: `${base}${node.name}/`, batch });
    }
    const last = nodes.at(-1);
    if (!last || nodes.length < batch) return;
    after = last.name;
  }
}
