/** Which workspace a long datastore URI names. */
export interface WorkspaceName {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly workspace: string;
  /** The tenant whose tokens read it, where that is known; the subscription's owner may be another. */
  readonly tenantId?: string;
}

/** `azureml://datastores/<name>/paths/<path>`: what jobs and data assets of the same workspace take. */
export function shortDatastoreUri(datastore: string, path: string): string {
  return `azureml://datastores/${datastore}/paths/${path}`;
}

/** The form that names its workspace too, as `azureml-fsspec` and pandas take it. */
export function longDatastoreUri(name: WorkspaceName, datastore: string, path: string): string {
  const { subscriptionId, resourceGroup, workspace } = name;
  const scope = `subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/workspaces/${workspace}`;
  return `azureml://${scope}/datastores/${datastore}/paths/${path}`;
}

const longForm =
  /^azureml:\/\/subscriptions\/([^/]+)\/resource[gG]roups\/([^/]+)(?:\/providers\/Microsoft\.MachineLearningServices)?\/workspaces\/([^/]+)\/datastores\/([^/]+)(?:\/paths\/([^]*))?$/;

/** Reads the long form; `path` is `''` for the datastore itself. `undefined`: it is no such URI. */
export function parseDatastoreUri(
  uri: string,
): { name: WorkspaceName; datastore: string; path: string } | undefined {
  const match = longForm.exec(uri);
  if (!match) return undefined;
  const [, subscriptionId = '', resourceGroup = '', workspace = '', datastore = '', path = ''] = match;
  return { name: { subscriptionId, resourceGroup, workspace }, datastore, path };
}
