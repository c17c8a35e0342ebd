import { t } from '@vscode/l10n';
import { datastoreNamed } from '../azureml/datastoreNamed.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { Failure } from '../common/failure.ts';
import type { Target } from '../contributions.ts';
import { notBrowsable } from '../datastores/refusals.ts';
import { parseDatastoreUri, type WorkspaceName } from '../datastores/uri.ts';
import { fileIn, folderIn, root } from '../storage/path.ts';
import { knownTo } from '../tree/forCode.ts';
import {
  containerNode,
  entryNode,
  isNodeEntry,
  isPlace,
  type ContainerNode,
  type DatastoreNode,
  type FileNode,
  type Node,
  type WorkspaceNode,
} from '../tree/nodes.ts';
import { pickDatastore, pickFolder, pickWorkspace } from './pick.ts';
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
    await pickDatastore(services, title, node && workspaceOf(node), 'browsable'),
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
  const movable = nodes.filter(isPlace);
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
  return pickDatastore(services, title, node && workspaceOf(node));
}

/** The workspaces meant: those given, those selected in the tree, or the one the user picks. */
export async function workspacesTarget(
  services: Services,
  node: WorkspaceNode | undefined,
  selection: readonly Node[] | undefined,
  title: string,
): Promise<readonly Workspace[]> {
  const nodes = selection?.length ? selection : node ? [node] : services.tree.view.selection;
  const chosen = nodes.flatMap((each) => (each.kind === 'workspace' ? [each.workspace] : []));
  return chosen.length > 0 ? chosen : [await pickWorkspace(services, title)];
}

/** The workspace that a row belongs to. */
export function workspaceOf(node: Node): Workspace | undefined {
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
    case 'tenant':
    case 'offer':
    case 'noMatch':
      return undefined;
  }
}

async function resolve(
  services: Services,
  target: Target | undefined,
): Promise<ContainerNode | FileNode | undefined> {
  return typeof target === 'string' ? locate(services, target) : target;
}

/** Finds what a long datastore URI names: `invalidInput` if it is none, `notFound` if there is no such workspace or datastore. */
export async function locate(
  services: Services,
  uri: string,
  signal?: AbortSignal,
): Promise<ContainerNode | FileNode> {
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
  const client = await services.azure();
  const workspace = await workspaceNamed(services, name, signal);
  const datastore = await datastoreNamed(client, workspace, wanted, signal);
  if (path === '' || !datastore.kind?.openStorage) return containerNode(workspace, datastore, root);
  if (path.endsWith('/')) return containerNode(workspace, datastore, folderIn(root, path.slice(0, -1)));
  const storage = await client.openStorage(workspace, datastore, { signal });
  const found = await storage.stat(fileIn(root, path), { signal });
  const container = containerNode(workspace, datastore, root);
  return found && isNodeEntry(found)
    ? entryNode(container, found)
    : containerNode(workspace, datastore, folderIn(root, path));
}

/** Among those that the view knows, else asked for by its name, which costs one request and no right to list others. */
async function workspaceNamed(
  { azure, tree }: Services,
  name: WorkspaceName,
  signal: AbortSignal | undefined,
): Promise<Workspace> {
  return knownTo(tree).workspace(name) ?? (await azure()).workspace(name, { signal });
}

function containerOf({ workspace, datastore, entry }: FileNode): ContainerNode {
  const end = entry.path.lastIndexOf('/');
  return containerNode(workspace, datastore, end < 0 ? root : folderIn(root, entry.path.slice(0, end)));
}
