import { keyOf, nameOf } from '../azureml/workspaceReference.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import type { DatastoreTree } from './index.ts';

/** What the view knows of workspaces, without asking anybody. */
export function knownTo(tree: DatastoreTree) {
  const all = (): readonly Workspace[] => {
    const found = tree.found();
    return [...(found?.listed ?? []), ...(found?.added ?? [])];
  };
  return {
    workspace: (name: WorkspaceName) => all().find((one) => keyOf(one) === keyOf(name)),
    named(name: string): WorkspaceName | undefined {
      const [only, ...others] = all().filter((one) => one.name.toLowerCase() === name.toLowerCase());
      return only && others.length === 0 ? nameOf(only) : undefined;
    },
    pinned(): WorkspaceName | undefined {
      const [key] = tree.choice.get().pinned;
      if (key === undefined) return undefined;
      const one = all().find((each) => keyOf(each) === key);
      return one ? nameOf(one) : nameOfKey(key);
    },
  };
}

/** A workspace's key is its ARM id, in lower case. */
function nameOfKey(key: string): WorkspaceName | undefined {
  const [, , subscriptionId, , resourceGroup, , , , workspace] = key.split('/');
  if (subscriptionId === undefined || resourceGroup === undefined || workspace === undefined)
    return undefined;
  return { subscriptionId, resourceGroup, workspace };
}

/** The place in a datastore that is selected in the view. */
export function selectedIn(
  tree: DatastoreTree,
): { workspace: Workspace; datastore: Datastore; path: string } | undefined {
  const [node] = tree.view.selection;
  if (node?.kind === 'datastore') return { workspace: node.workspace, datastore: node.datastore, path: '' };
  if (node?.kind !== 'folder' && node?.kind !== 'file') return undefined;
  return { workspace: node.workspace, datastore: node.datastore, path: node.entry.path };
}
