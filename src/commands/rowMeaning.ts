import { nameOf } from '../azureml/workspaceReference.ts';
import type { Meaning } from '../codelens/meaning.ts';
import type { Target } from '../contributions.ts';
import { isPlace, pathOf, type Node } from '../tree/nodes.ts';
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
  const found = { workspace, workspaceName: nameOf(workspace), ofConfig: false };
  return isPlace(node) ? { ...found, datastore: node.datastore, path: pathOf(node) } : { ...found, path: '' };
}
