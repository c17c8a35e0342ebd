import assert from 'node:assert/strict';
import type { AzureMl } from '../../../src/azureml/index.ts';
import { azureClouds } from '../../../src/azureml/cloud.ts';
import type { Workspace, WorkspaceList } from '../../../src/azureml/workspaces.ts';
import { Failure } from '../../../src/common/failure.ts';
import type { Datastore } from '../../../src/datastores/datastore.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import type { DatastoreNode } from '../../../src/tree/nodes.ts';
import { workspace } from '../azureml/fixtures.ts';

export { workspace };
export const datastore: Datastore = {
  name: 'd',
  type: 'AzureBlob',
  isDefault: true,
  credential: { type: 'none' },
  values: {},
};
export const store: DatastoreNode = { kind: 'datastore', workspace, datastore };

export type List = Storage['list'];

/** An Azure whose one datastore answers listings as the test says. */
export function azureWith(list: List, more: Partial<AzureMl> = {}): AzureMl {
  const refuse = () => Promise.reject(new Failure('unexpected', 'not part of this test'));
  return {
    cloud: azureClouds.AzureCloud,
    sessions: [],
    workspace: refuse,
    accessOf: () => undefined,
    useIdentity: () => {},
    asUser: () => [],
    accessTold: () => {},
    workspaces: () => Promise.resolve({ workspaces: [workspace], refused: [], locked: [], complete: true }),
    list: () => Promise.resolve({ datastores: [datastore] }),
    setDefault: refuse,
    unregister: refuse,
    computes: refuse,
    openStorage: () => Promise.resolve({ list } as Storage),
    registering: {} as AzureMl['registering'],
    forgetStorages: () => {},
    ...more,
  };
}

/** Another workspace by this name. */
export function workspaceNamed(name: string, subscriptionId = 's'): Workspace {
  const id = `/subscriptions/${subscriptionId}/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/${name}`;
  return { ...workspace, id, name, subscriptionId };
}

/** What listing the workspaces answers. */
export function listOf(workspaces: readonly Workspace[], more: Partial<WorkspaceList> = {}): WorkspaceList {
  return { workspaces, refused: [], locked: [], complete: true, ...more };
}

/** Lets pending promises go on until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !condition(); i++) await Promise.resolve();
  assert.ok(condition());
}
