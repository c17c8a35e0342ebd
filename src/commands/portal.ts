import type { Cloud } from '../azureml/cloud.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { factsOf, type Failure } from '../common/failure.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { Node } from '../tree/nodes.ts';

/** What the portal can show, and in which tenant. */
export interface PortalPlace {
  /** An ARM id. */
  readonly resource: string;
  readonly tenantId?: string;
}

/** The resource behind a node: the storage account of data, where the datastore tells it, else the workspace. */
export function portalPlace(node: Node): PortalPlace | undefined {
  switch (node.kind) {
    case 'workspace':
      return { resource: node.workspace.id, tenantId: node.workspace.tenantId };
    case 'datastore':
    case 'folder':
    case 'file':
      return storagePlace(node.workspace, node.datastore);
    case 'failure':
      return (node.parent && portalPlace(node.parent)) ?? failurePlace(node.failure);
    case 'more':
    case 'empty':
      return portalPlace(node.parent);
    case 'offer': {
      const { subscriptionId, resourceGroup, workspace } = node.name;
      return {
        resource: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`,
      };
    }
    case 'tenant':
    case 'noMatch':
      return undefined;
  }
}

/** What a failure itself names. */
export function failurePlace(failure: Failure): PortalPlace | undefined {
  const { resource } = factsOf(failure);
  return resource === undefined ? undefined : { resource };
}

function storagePlace(workspace: Workspace, { values }: Datastore): PortalPlace {
  const { accountName, subscriptionId, resourceGroup } = values;
  const { tenantId } = workspace;
  return accountName && subscriptionId && resourceGroup
    ? {
        resource: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${accountName}`,
        tenantId,
      }
    : { resource: workspace.id, tenantId };
}

/** `https://portal.azure.com/#@<tenant>/resource/subscriptions/…`; absent where the cloud has no portal. */
export function portalAddress(
  { portal }: Pick<Cloud, 'portal'>,
  { resource, tenantId }: PortalPlace,
): string | undefined {
  if (portal === undefined) return undefined;
  const tenant = tenantId ? `@${encodeURIComponent(tenantId)}/` : '';
  // The parts come from services and files: none may end the address or begin another one.
  const path = resource.split('/').map(encodeURIComponent).join('/');
  return `${portal}/#${tenant}resource${path}`;
}
