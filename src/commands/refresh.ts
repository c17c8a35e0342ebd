import type { Node } from '../tree/nodes.ts';
import type { Services } from './services.ts';

/** Lists one node anew, or everything; credentials are read anew too, since a rotated key looks like a refusal. */
export async function refresh({ azure, tree }: Services, node?: Node): Promise<void> {
  await azure().then(
    (client) => client.forgetStorages(),
    () => undefined, // whatever is wrong with the sign-in, the tree shows it
  );
  tree.refresh(node);
}
