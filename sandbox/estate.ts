import { createHash } from 'node:crypto';
import type { SandboxState, WorkspaceIdentity } from './state.ts';

/** A subscription, as the workspaces in it name it. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly name: string;
  readonly tenantId: string;
}

const teams = 10;
const workspacesOfTeam = 25;
/** Datastores of `team-01-ws-01`. */
export const manyDatastores = 120;

const twoDigits = (index: number): string => String(index + 1).padStart(2, '0');

/** A GUID that is always the same for these words in this sandbox. */
function guidOf({ tenants }: SandboxState, ...words: readonly string[]): string {
  const hex = createHash('sha256')
    .update([tenants[0], ...words].join('/'))
    .digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}

function makePlatformWorkspaces(state: SandboxState): readonly WorkspaceIdentity[] {
  return Array.from({ length: teams * workspacesOfTeam }, (_, index) => {
    const team = `team-${twoDigits(Math.floor(index / workspacesOfTeam))}`;
    const name = `${team}-ws-${twoDigits(index % workspacesOfTeam)}`;
    return {
      tenantId: state.tenants[0],
      subscriptionId: guidOf(state, team),
      subscriptionName: team.replace('team-', 'Team '),
      resourceGroup: `${team}-ml`,
      name,
      location: index % 2 === 0 ? 'eastus' : 'westeurope',
      workspaceId: guidOf(state, team, name),
      storageAccount: 'contosodata',
    };
  });
}

const made = new WeakMap<SandboxState, readonly WorkspaceIdentity[]>();

/** The workspaces of the platform team: 250 in ten subscriptions, made by rule. They share the account of others. */
export function platformWorkspaces(state: SandboxState): readonly WorkspaceIdentity[] {
  const known = made.get(state) ?? makePlatformWorkspaces(state);
  made.set(state, known);
  return known;
}

/** Every workspace there is, in whichever tenant. */
export function workspacesOf(state: SandboxState): readonly WorkspaceIdentity[] {
  return [...state.workspaces, ...state.guestWorkspaces, ...platformWorkspaces(state)];
}

/** The subscriptions of `workspaces`, each once. */
export function subscriptionsOf(workspaces: readonly WorkspaceIdentity[]): readonly Subscription[] {
  return [...new Map(workspaces.map((row) => [row.subscriptionId, row])).values()].map((row) => ({
    subscriptionId: row.subscriptionId,
    name: row.subscriptionName,
    tenantId: row.tenantId,
  }));
}
