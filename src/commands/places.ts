import { nameOf } from '../azureml/workspaceReference.ts';
import type { DatastorePlace, Place } from '../mover/mover.ts';
import { longDatastoreUri } from '../datastores/uri.ts';
import type { FolderPath } from '../storage/path.ts';
import type { Storage } from '../storage/storage.ts';
import { containerNode, type ContainerNode, type PlaceNode } from '../tree/nodes.ts';
import type { Services } from './services.ts';
import { locate } from './target.ts';

/** Milliseconds for which a datastore is taken to be as the view knew it. */
const fresh = 60_000;
/** What places were made from: begun at once, a transfer need not look for them. */
const known = new WeakMap<DatastorePlace, { readonly node: PlaceNode; readonly at: number }>();

/** The datastore that a node lies in, by its names. */
export function placeAt(node: PlaceNode): DatastorePlace {
  const place = {
    kind: 'datastore',
    workspace: nameOf(node.workspace),
    datastore: node.datastore.name,
  } as const;
  known.set(place, { node, at: Date.now() });
  return place;
}

/** The folder that something lands in, as a node. `notFound`: the workspace or the datastore is gone. */
export async function nodeOfPlace(
  services: Services,
  place: DatastorePlace,
  into: FolderPath,
  signal?: AbortSignal,
): Promise<ContainerNode> {
  const from = known.get(place);
  const { workspace, datastore } =
    from && Date.now() - from.at < fresh
      ? from.node
      : await locate(services, longDatastoreUri(place.workspace, place.datastore, ''), signal);
  return containerNode(workspace, datastore, into);
}

/** Opens the data of a datastore that is known by its names. */
export async function openPlace(
  services: Services,
  place: DatastorePlace,
  signal: AbortSignal,
): Promise<Storage> {
  const { workspace, datastore } = await nodeOfPlace(services, place, '' as FolderPath, signal);
  return (await services.azure()).openStorage(workspace, datastore, { signal });
}

/** Shows what a transfer has made of the folder that it lands in; a local one shows itself. */
export async function refreshPlace(services: Services, place: Place, into: FolderPath): Promise<void> {
  if (place.kind === 'local') return;
  services.tree.refresh(await nodeOfPlace(services, place, into));
}
