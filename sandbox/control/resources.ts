import { subscriptionsOf, workspacesOf, type Subscription } from '../estate.ts';
import type { SandboxEnv } from '../service.ts';
import type { StorageAccount, WorkspaceIdentity } from '../state.ts';
import { ControlError } from './errors.ts';
import { requireTenant } from './identity.ts';
import { accountScope, type Access } from './roles.ts';
import type { Call } from './router.ts';

/** What exists: the subscriptions, groups, accounts and workspaces of the state. */
export interface Resources {
  readonly workspaces: readonly WorkspaceIdentity[];
  readonly subscriptions: readonly Subscription[];
  /** Finds the subscription in the address and checks the caller's tenant. */
  subscription(call: Call): Subscription;
  /** Finds the group in the address; returns its name as it was created. */
  group(call: Call): string;
  workspace(call: Call): WorkspaceIdentity;
  account(call: Call): { readonly name: string; readonly account: StorageAccount; readonly id: string };
}

const same = (left: string, right: string | undefined) => left.toLowerCase() === right?.toLowerCase();

export function workspaceArmId({ subscriptionId, resourceGroup, name }: WorkspaceIdentity): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${name}`;
}

/** ARM's answer for a resource that its group does not have. */
export function notFound(type: string, name: string, group: string): ControlError {
  return new ControlError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found.`,
  );
}

export function createResources(env: SandboxEnv, access: Access): Resources {
  const { accounts } = env.state;
  const workspaces = workspacesOf(env.state);
  const subscriptions = subscriptionsOf(workspaces);

  function subscription({ params, claims }: Call): Subscription {
    const found = subscriptions.find((row) => same(row.subscriptionId, params['subscription']));
    if (!found) {
      throw new ControlError(
        404,
        'SubscriptionNotFound',
        `The subscription '${params['subscription'] ?? ''}' could not be found.`,
      );
    }
    requireTenant(claims, found.tenantId);
    return found;
  }

  function group(call: Call): string {
    const { subscriptionId } = subscription(call);
    const wanted = call.params['group'];
    const all = [...workspaces, ...Object.values(accounts)].filter(
      (row) => row.subscriptionId === subscriptionId,
    );
    const found = all.find((row) => same(row.resourceGroup, wanted));
    if (found) return found.resourceGroup;
    access.require(
      call.claims,
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      `/subscriptions/${subscriptionId}`,
    );
    throw new ControlError(
      404,
      'ResourceGroupNotFound',
      `Resource group '${wanted ?? ''}' could not be found.`,
    );
  }

  return {
    workspaces,
    subscriptions,
    subscription,
    group,
    workspace(call) {
      const { subscriptionId } = subscription(call);
      const resourceGroup = group(call);
      const wanted = call.params['workspace'] ?? '';
      const found = workspaces.find(
        (row) =>
          row.subscriptionId === subscriptionId &&
          row.resourceGroup === resourceGroup &&
          same(row.name, wanted),
      );
      if (!found) throw notFound('Microsoft.MachineLearningServices/workspaces', wanted, resourceGroup);
      return found;
    },
    account(call) {
      const { subscriptionId } = subscription(call);
      const resourceGroup = group(call);
      const wanted = call.params['account'] ?? '';
      const found = Object.entries(accounts).find(
        ([name, row]) =>
          row.subscriptionId === subscriptionId && row.resourceGroup === resourceGroup && same(name, wanted),
      );
      if (!found) throw notFound('Microsoft.Storage/storageAccounts', wanted, resourceGroup);
      return { name: found[0], account: found[1], id: accountScope(found[1], found[0]) };
    },
  };
}
