import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import type { Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { WireObject } from '../datastores/datastore.ts';
import { section, text } from '../datastores/wire.ts';
import type { Cloud } from './cloud.ts';
import { asFailure } from './failures.ts';
import type { Call, Rest } from './rest.ts';

export interface Workspace {
  /** The ARM resource id. */
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  readonly subscription: string;
  /** The tenant that owns the subscription: storage accounts take its tokens. What lists it may be another, see `rest.ts`. */
  readonly tenantId: string;
  readonly location: string;
  /** Where the workspace's own services say their addresses; outside input. */
  readonly discoveryUrl: string;
}

/** Stable versions the reference confirms; presence in the specifications is not proof of rollout in every cloud. */
const subscriptionsVersion = '2022-12-01';
export const workspacesVersion = '2025-09-01';

/** What could be read of the workspaces, and why the rest could not. */
export interface WorkspaceList {
  /** By name. */
  readonly workspaces: readonly Workspace[];
  /** One for each subscription whose workspaces are missing; the message names it. */
  readonly refused: readonly Failure[];
}

/** Every workspace the session sees. Rejects only when no subscription could be read. */
export async function listWorkspaces(
  cloud: Cloud,
  rest: Rest,
  log: Log,
  call: Call = {},
): Promise<WorkspaceList> {
  const subscriptions: WireObject[] = [];
  const url = `${cloud.resourceManager}/subscriptions?api-version=${subscriptionsVersion}`;
  for await (const page of rest.list(url, t('your subscriptions'), call)) subscriptions.push(...page);
  const answers = await Promise.allSettled(
    subscriptions.map((subscription) => workspacesOf(cloud, rest, subscription, call)),
  );
  throwIfAborted(call.signal);
  const refused = answers.flatMap((answer, index) =>
    answer.status === 'rejected'
      ? [asFailure(answer.reason, { method: 'GET', what: whatOf(subscriptions[index] ?? {}) })]
      : [],
  );
  for (const { word, message } of refused) log.warn(`${word}: ${message}`);
  if (refused[0] && refused.length === answers.length) throw refused[0];
  const workspaces = answers
    .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    .sort((a, b) => a.name.localeCompare(b.name));
  return { workspaces, refused };
}

function whatOf(subscription: WireObject): string {
  const name = text(subscription, 'displayName') || text(subscription, 'subscriptionId');
  return t('the workspaces of subscription “{0}”', name);
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
  for await (const page of rest.list(url, whatOf(subscription), call)) {
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
