import { t } from '@vscode/l10n';
import { isFailure } from '../common/failure.ts';
import type { WireObject } from '../datastores/datastore.ts';
import { section, text } from '../datastores/wire.ts';
import type { Cloud } from './cloud.ts';
import type { Call, Rest } from './rest.ts';

export interface Workspace {
  /** The ARM resource id. */
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  readonly subscription: string;
  readonly tenantId: string;
  readonly location: string;
  /** Where the workspace's own services say their addresses; outside input. */
  readonly discoveryUrl: string;
}

/** Stable versions the reference confirms; presence in the specifications is not proof of rollout in every cloud. */
const subscriptionsVersion = '2022-12-01';
export const workspacesVersion = '2025-09-01';

/**
 * Every workspace the session sees, by name. A subscription that refuses is left out of the answer, unless all do.
 */
export async function listWorkspaces(cloud: Cloud, rest: Rest, call: Call = {}): Promise<Workspace[]> {
  const subscriptions: WireObject[] = [];
  const url = `${cloud.resourceManager}/subscriptions?api-version=${subscriptionsVersion}`;
  for await (const page of rest.list(url, t('your subscriptions'), call)) subscriptions.push(...page);
  const answers = await Promise.allSettled(
    subscriptions.map((subscription) => workspacesOf(cloud, rest, subscription, call)),
  );
  const refused = answers
    .filter((answer) => answer.status === 'rejected')
    .map(({ reason }) => reason as unknown);
  const stop = refused.find(
    (reason) => answers.length === refused.length || !isFailure(reason, 'permissionDenied'),
  );
  if (stop !== undefined) throw stop as Error;
  return answers
    .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    .sort((a, b) => a.name.localeCompare(b.name));
}

async function workspacesOf(
  cloud: Cloud,
  rest: Rest,
  subscription: WireObject,
  call: Call,
): Promise<Workspace[]> {
  const subscriptionId = text(subscription, 'subscriptionId');
  const name = text(subscription, 'displayName');
  const tenantId = text(subscription, 'tenantId');
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.MachineLearningServices/workspaces`;
  const url = `${cloud.resourceManager}${path}?api-version=${workspacesVersion}`;
  const workspaces: Workspace[] = [];
  for await (const page of rest.list(url, t('the workspaces of subscription “{0}”', name), {
    ...call,
    tenantId,
  })) {
    for (const resource of page) {
      const id = text(resource, 'id');
      workspaces.push({
        id,
        name: text(resource, 'name'),
        resourceGroup: /\/resourceGroups\/([^/]+)\//i.exec(id)?.[1] ?? '',
        subscriptionId,
        subscription: name,
        tenantId,
        location: text(resource, 'location'),
        discoveryUrl: text(section(resource, 'properties'), 'discoveryUrl'),
      });
    }
  }
  return workspaces;
}
