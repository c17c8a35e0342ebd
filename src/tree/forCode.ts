import { keyOf, nameOf, parseWorkspaceAddress } from '../azureml/workspaceReference.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import type { DatastoreTree } from './index.ts';
import { isPlace, pathOf } from './nodes.ts';

/** What the view knows of workspaces, without asking anybody. */
export function knownTo(tree: DatastoreTree) {
  const all = (): readonly Workspace[] => {
    const found = tree.found();
    return [...(found?.listed ?? []), ...(found?.added ?? [])];
  };
  const withKey = (key: string) => all().find((one) => keyOf(one) === key);
  return {
    workspace: (name: WorkspaceName) => withKey(keyOf(name)),
    named(name: string): WorkspaceName | undefined {
      const [only, ...others] = all().filter((one) => one.name.toLowerCase() === name.toLowerCase());
      return only && others.length === 0 ? nameOf(only) : undefined;
    },
    pinned(): WorkspaceName | undefined {
      const [key] = tree.choice.get().pinned;
      if (key === undefined) return undefined;
      const one = withKey(key);
      return one ? nameOf(one) : parseWorkspaceAddress(key);
    },
  };
}

/** The place in a datastore that is selected in the view. */
export function selectedIn(
  tree: DatastoreTree,
): { workspace: Workspace; datastore: Datastore; path: string } | undefined {
  const [node] = tree.view.selection;
  if (!node || !isPlace(node)) return undefined;
  return { workspace: node.workspace, datastore: node.datastore, path: pathOf(node) };
}
