import { t } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { Failure } from '../common/failure.ts';
import type { Target } from '../contributions.ts';
import { notBrowsable } from '../datastores/refusals.ts';
import { parseDatastoreUri } from '../datastores/uri.ts';
import { fileIn, folderIn, root } from '../storage/path.ts';
import {
  containerNode,
  entryNode,
  isNodeEntry,
  type ContainerNode,
  type DatastoreNode,
  type FileNode,
  type Node,
} from '../tree/nodes.ts';
import { pickDatastore, pickFolder } from './pick.ts';
import type { Services } from './services.ts';

/** The folder meant: the one given, the one selected in the tree, or the one the user picks. `cancelled` if none. */
export async function containerTarget(
  services: Services,
  target: Target | undefined,
  title: string,
): Promise<ContainerNode> {
  const node = (await resolve(services, target)) ?? services.tree.view.selection[0];
  if (node?.kind === 'file') return containerOf(node);
  if (node?.kind === 'folder') return node;
  if (node?.kind === 'datastore') {
    if (!node.datastore.kind?.openStorage) throw notBrowsable(node.datastore);
    return node;
  }
  const client = await services.azure();
  return pickFolder(
    client,
    await pickDatastore(client, title, node && workspaceOf(node), 'browsable'),
    title,
  );
}

/** What is to be downloaded or copied: the given selection, the tree's, or what the user picks. */
export async function selectionTarget(
  services: Services,
  target: Target | undefined,
  selection: readonly Node[] | undefined,
  title: string,
): Promise<readonly (ContainerNode | FileNode)[]> {
  const given = await resolve(services, target);
  const nodes = selection?.length ? selection : given ? [given] : services.tree.view.selection;
  const movable = nodes.filter(
    (node) => node.kind === 'datastore' || node.kind === 'folder' || node.kind === 'file',
  );
  if (movable.length > 0) return movable;
  return [await containerTarget(services, undefined, title)];
}

/** The datastore meant: the one given, the one selected in the tree, or the one the user picks. */
export async function datastoreTarget(
  services: Services,
  target: Target<DatastoreNode> | undefined,
  title: string,
): Promise<DatastoreNode> {
  const node = (await resolve(services, target)) ?? services.tree.view.selection[0];
  if (node?.kind === 'datastore') return node;
  if (typeof target === 'string') {
    throw new Failure(
      'invalidInput',
      t('{0} names a folder or file. Give the datastore itself: leave out what follows “paths/”.', target),
    );
  }
  return pickDatastore(await services.azure(), title, node && workspaceOf(node));
}

function workspaceOf(node: Node): Workspace | undefined {
  switch (node.kind) {
    case 'workspace':
    case 'datastore':
    case 'folder':
    case 'file':
      return node.workspace;
    case 'more':
    case 'failure':
    case 'empty':
      return node.parent?.workspace;
  }
}

async function resolve(
  services: Services,
  target: Target | undefined,
): Promise<ContainerNode | FileNode | undefined> {
  return typeof target === 'string' ? locate(await services.azure(), target) : target;
}

/** Finds what a long datastore URI names: `invalidInput` if it is none, `notFound` if there is no such workspace or datastore. */
export async function locate(client: AzureMl, uri: string): Promise<ContainerNode | FileNode> {
  const parsed = parseDatastoreUri(uri);
  if (!parsed) {
    throw new Failure(
      'invalidInput',
      t(
        '{0} is no datastore URI. It has the form {1}.',
        uri,
        'azureml://subscriptions/…/resourcegroups/…/workspaces/…/datastores/…/paths/…',
      ),
    );
  }
  const { name, datastore: wanted, path } = parsed;
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const workspace = (await client.workspaces()).workspaces.find(
    (candidate) =>
      same(candidate.subscriptionId, name.subscriptionId) &&
      same(candidate.resourceGroup, name.resourceGroup) &&
      same(candidate.name, name.workspace),
  );
  if (!workspace)
    throw new Failure(
      'notFound',
      t(
        'There is no workspace “{0}” that you can see. Check its name and the account you signed in with.',
        name.workspace,
      ),
    );
  const { datastores } = await client.list(workspace);
  const datastore = datastores.find((candidate) => same(candidate.name, wanted));
  if (!datastore)
    throw new Failure(
      'notFound',
      t(
        'Workspace “{0}” has no datastore “{1}”. Check the name; the view lists those there are.',
        workspace.name,
        wanted,
      ),
    );
  if (path === '') return containerNode(workspace, datastore, root);
  if (path.endsWith('/')) return containerNode(workspace, datastore, folderIn(root, path.slice(0, -1)));
  const storage = await client.openStorage(workspace, datastore);
  const found = await storage.stat(fileIn(root, path));
  const container = containerNode(workspace, datastore, root);
  return found && isNodeEntry(found)
    ? entryNode(container, found)
    : containerNode(workspace, datastore, folderIn(root, path));
}

function containerOf({ workspace, datastore, entry }: FileNode): ContainerNode {
  const end = entry.path.lastIndexOf('/');
  return containerNode(workspace, datastore, end < 0 ? root : folderIn(root, entry.path.slice(0, end)));
}
