import type { Meaning } from '../codelens/meaning.ts';
import type { Target } from '../contributions.ts';
import type { Node } from '../tree/nodes.ts';
import type { Services } from './services.ts';
import { locate, workspaceOf } from './target.ts';

/** What a row of the view, or a long datastore URI, is about. */
export async function rowMeaning(
  services: Services,
  target: Target<Node> | undefined,
): Promise<Meaning | undefined> {
  const node = typeof target === 'string' ? await locate(services, target) : target;
  const workspace = node && workspaceOf(node);
  if (!node || !workspace) return undefined;
  if (node.kind === 'datastore') return { workspace, datastore: node.datastore, path: '', ofConfig: false };
  if (node.kind !== 'folder' && node.kind !== 'file') return { workspace, path: '', ofConfig: false };
  return { workspace, datastore: node.datastore, path: node.entry.path, ofConfig: false };
}
