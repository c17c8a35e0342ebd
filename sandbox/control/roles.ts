import { platformWorkspaces, subscriptionsOf } from '../estate.ts';
import type { Claims, SandboxEnv } from '../service.ts';
import type { DataRole, SandboxState } from '../state.ts';
import { ControlError } from './errors.ts';

export interface RoleAssignment {
  /** A GUID. */
  readonly name: string;
  readonly scope: string;
  readonly roleId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly createdOn: string;
  /** Data roles as they were before, so that a reset can give them back. */
  readonly replaced?: readonly {
    readonly objectId: string;
    readonly account: string;
    readonly role: DataRole | null;
  }[];
}

/** The built-in roles that mean something here, by definition id. */
export const roleIds = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  rbacAdministrator: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
  userAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  mlDataScientist: 'f6c7c914-8db3-469d-8ca1-694a8f32e121',
  blobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  blobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  fileDataPrivilegedReader: 'b8eda974-7b85-4f76-af95-65846b26df6d',
  fileDataPrivilegedContributor: '69566ab7-960f-475b-8e7c-b3118f30c6bd',
} as const;

/** What a role definition gives on the data of a storage account. */
export const dataRoles: Readonly<Record<string, DataRole>> = {
  [roleIds.blobDataReader]: 'reader',
  [roleIds.blobDataContributor]: 'contributor',
  [roleIds.blobDataOwner]: 'contributor',
  [roleIds.fileDataPrivilegedReader]: 'reader',
  [roleIds.fileDataPrivilegedContributor]: 'contributor',
};

const authorization = /^microsoft\.authorization\//i;
const datastoreAction =
  /^microsoft\.machinelearningservices\/workspaces\/(.*\/)?(read|write|delete|action)$/i;

/** Whether a role allows an ARM action such as `Microsoft.Storage/storageAccounts/read`. */
function allows(roleId: string, action: string): boolean {
  const reads = action.toLowerCase().endsWith('/read');
  switch (roleId) {
    case roleIds.owner:
      return true;
    case roleIds.contributor:
      return reads || !authorization.test(action);
    case roleIds.rbacAdministrator:
    case roleIds.userAccessAdministrator:
      return reads || authorization.test(action);
    case roleIds.mlDataScientist:
      return datastoreAction.test(action);
    case roleIds.reader:
      return reads;
    default:
      return false;
  }
}

/** Roles on whole subscriptions. */
function managementRoles(state: SandboxState) {
  const { principals, workspaces, guestWorkspaces } = state;
  const own = subscriptionsOf(workspaces);
  const guest = subscriptionsOf(guestWorkspaces);
  return [
    { principal: principals.user, roleId: roleIds.owner, subscriptions: own },
    { principal: principals.managed, roleId: roleIds.contributor, subscriptions: own },
    { principal: principals.reader, roleId: roleIds.reader, subscriptions: own },
    { principal: principals.user, roleId: roleIds.reader, subscriptions: guest },
    { principal: principals.user, roleId: roleIds.mlDataScientist, subscriptions: guest },
    {
      principal: principals.platform,
      roleId: roleIds.owner,
      subscriptions: subscriptionsOf(platformWorkspaces(state)),
    },
  ];
}

/** The assignments that exist from the beginning: management roles, and data roles as the state has them. */
export function builtInAssignments(env: SandboxEnv): RoleAssignment[] {
  const { principals, workspaces, accounts } = env.state;
  const everywhere = subscriptionsOf(workspaces);
  const result: Omit<RoleAssignment, 'name'>[] = [];
  const fixed = { principalType: 'ServicePrincipal', createdOn: '2026-01-12T08:30:00.0000000Z' };
  for (const { principal, roleId, subscriptions } of managementRoles(env.state)) {
    for (const { subscriptionId } of subscriptions) {
      const scope = `/subscriptions/${subscriptionId}`;
      result.push({ ...fixed, scope, roleId, principalId: principal.objectId });
    }
  }
  for (const principal of Object.values(principals)) {
    for (const [account, role] of Object.entries(principal.dataRoles)) {
      if (principal.tenantId !== env.state.tenants[0]) continue;
      const roleId = role === 'reader' ? roleIds.blobDataReader : roleIds.blobDataContributor;
      const scopes =
        account === '*' ? everywhere.map(({ subscriptionId }) => `/subscriptions/${subscriptionId}`) : [];
      const owner = accounts[account];
      if (owner) scopes.push(accountScope(owner, account));
      for (const scope of scopes) result.push({ ...fixed, scope, roleId, principalId: principal.objectId });
    }
  }
  return result.map((row, index) => ({
    ...row,
    name: `c0ffee00-0000-4000-8000-${String(index).padStart(12, '0')}`,
  }));
}

/** ARM id of a storage account. */
export function accountScope(
  account: { subscriptionId: string; resourceGroup: string },
  name: string,
): string {
  return `/subscriptions/${account.subscriptionId}/resourceGroups/${account.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${name}`;
}

/** Whether `scope` is `outer` or lies below it. */
export function within(scope: string, outer: string): boolean {
  const [inner, upper] = [scope.toLowerCase(), outer.toLowerCase().replace(/\/$/, '')];
  return inner === upper || inner.startsWith(`${upper}/`);
}

/** Who may do what: the one place that knows. */
export interface Access {
  all(): readonly RoleAssignment[];
  /** Throws AuthorizationFailed, in ARM's sentence. */
  require(claims: Claims, action: string, scope: string): void;
  /** Whether the caller may see this subscription at all. */
  sees(claims: Claims, subscriptionId: string): boolean;
}

/** `made` are the assignments that were added through ARM. */
export function createAccess(env: SandboxEnv, made: () => readonly RoleAssignment[]): Access {
  const all = () => [...builtInAssignments(env), ...made()];
  const holds = (claims: Claims, action: string, scope: string) =>
    (claims.principal?.mayListSecrets !== false || !/\/listSecrets\/action$/i.test(action)) &&
    all().some(
      (row) => row.principalId === claims.objectId && within(scope, row.scope) && allows(row.roleId, action),
    );
  return {
    all,
    require(claims, action, scope) {
      if (holds(claims, action, scope)) return;
      throw new ControlError(
        403,
        'AuthorizationFailed',
        `The client '${claims.clientId}' with object id '${claims.objectId}' does not have authorization to perform action ` +
          `'${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      );
    },
    sees: (claims, subscriptionId) =>
      all().some(
        (row) => row.principalId === claims.objectId && within(row.scope, `/subscriptions/${subscriptionId}`),
      ),
  };
}
