import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { WireObject } from '../datastores/datastore.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import { section, text } from '../datastores/wire.ts';
import type { Session, Via } from '../common/session.ts';
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
  /** Whose tokens read it. */
  readonly via: Via;
}

/** A tenant of an account that waits for a sign-in of its own, or refuses it. */
export interface LockedTenant {
  readonly via: Required<Via>;
  /** As people know it: `Fabrikam`. */
  readonly name: string;
  /** The account's label. */
  readonly account: string;
  readonly failure: Failure;
}

/** Stable versions the reference confirms; presence in the specifications is not proof of rollout in every cloud. */
export const subscriptionsVersion = '2022-12-01';
export const workspacesVersion = '2025-09-01';

/** What could be read of the workspaces, and why the rest could not. */
export interface WorkspaceList {
  /** By name. */
  readonly workspaces: readonly Workspace[];
  /** One for each subscription whose workspaces are missing; the message names it. */
  readonly refused: readonly Failure[];
  readonly locked: readonly LockedTenant[];
  /** Whether all have answered; false only in what `onProgress` is told. */
  readonly complete: boolean;
}

export interface ListCall extends Call {
  /** Told of what has been found each time more has. */
  readonly onProgress?: (found: WorkspaceList) => void;
  /** Only these subscriptions, by id; absent: all. */
  readonly subscriptions?: readonly string[] | undefined;
}

/** Below a subscription; a workspace of a resource group has its name behind. */
export const workspacesPath = '/providers/Microsoft.MachineLearningServices/workspaces';

/** Reads a workspace from ARM's resource. `subscription` is ARM's too, `{}` where it could not be read. */
export function workspaceFrom(resource: WireObject, subscription: WireObject, via: Via): Workspace {
  const id = text(resource, 'id');
  const [, subscriptionId = '', resourceGroup = ''] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\//i.exec(id) ?? [];
  const properties = section(resource, 'properties');
  return {
    id,
    name: text(resource, 'name'),
    resourceGroup,
    subscriptionId: text(subscription, 'subscriptionId') || subscriptionId,
    subscription: text(subscription, 'displayName') || text(subscription, 'subscriptionId') || subscriptionId,
    tenantId: text(subscription, 'tenantId') || text(properties, 'tenantId') || (via.tenantId ?? ''),
    location: text(resource, 'location'),
    discoveryUrl: text(properties, 'discoveryUrl'),
    via,
  };
}

/** Reads one workspace by its name, as the first account that may. Needs no right to list subscriptions. */
export async function readWorkspace(
  cloud: Cloud,
  rest: Rest,
  sessions: readonly Session[],
  name: WorkspaceName,
  { signal }: Call = {},
): Promise<Workspace> {
  const { subscriptionId, resourceGroup, workspace, tenantId } = name;
  const at = (path: string, version: string) => `${cloud.resourceManager}${path}?api-version=${version}`;
  const scope = `/subscriptions/${encodeURIComponent(subscriptionId)}`;
  const path = `${scope}/resourceGroups/${encodeURIComponent(resourceGroup)}${workspacesPath}/${encodeURIComponent(workspace)}`;
  const what = t('workspace “{0}”', workspace);

  async function readAs({ id }: Session): Promise<Workspace> {
    let via: Via = { account: id, ...(tenantId === undefined ? {} : { tenantId }) };
    const onTenant = (right: string) => (via = { account: id, tenantId: right });
    const resource = await rest.send('GET', at(path, workspacesVersion), what, { signal, via, onTenant });
    const subscription = await rest
      .send('GET', at(scope, subscriptionsVersion), t('subscription “{0}”', subscriptionId), { signal, via })
      .catch(() => ({}));
    throwIfAborted(signal);
    const read = workspaceFrom(resource, subscription, via);
    return read.tenantId === ''
      ? { ...read, tenantId: (await rest.tenantOf(via, what, signal)) ?? '' }
      : read;
  }

  let refused: Failure | undefined;
  for (const session of sessions) {
    try {
      return await readAs(session);
    } catch (error) {
      throwIfAborted(signal);
      const failure = asFailure(error, { method: 'GET', what });
      // A refusal says more than that somebody else is not signed in there.
      if (!refused || refused.word === 'unauthenticated') refused = failure;
    }
  }
  throw (
    refused ?? new Failure('unauthenticated', t('You are not signed in to Azure. Run “Sign In to Azure”.'))
  );
}
