import { workspacesOf } from '../estate.ts';
import type { SandboxEnv } from '../service.ts';
import { saveState } from '../state.ts';
import { ControlError, invalidContent } from './errors.ts';
import { asObject } from './records.ts';
import type { Resources } from './resources.ts';
import { accountScope, dataRoles, within, type Access, type RoleAssignment } from './roles.ts';
import { decodePart, findRoute, jsonBody, route, type Answer, type Call, type Route } from './router.ts';
import type { Store } from './store.ts';
import { versions } from './versions.ts';

const suffix = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments(?:\/([^/]+))?$/i;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function body(row: RoleAssignment): Record<string, unknown> {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(row.scope)?.[0] ?? '';
  return {
    id: `${row.scope}/providers/Microsoft.Authorization/roleAssignments/${row.name}`,
    name: row.name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${row.roleId}`,
      principalId: row.principalId,
      principalType: row.principalType,
      scope: row.scope,
      condition: null,
      createdOn: row.createdOn,
    },
  };
}

function filtered(
  rows: readonly RoleAssignment[],
  filter: string | null,
  scope: string,
): readonly RoleAssignment[] {
  const principal = /(?:principalId eq|assignedTo\()\s*'([^']+)'/i.exec(filter ?? '')?.[1];
  const atScope = filter !== null && /atScope\(\)/i.test(filter);
  return rows.filter(
    (row) =>
      (within(scope, row.scope) || (!atScope && within(row.scope, scope))) &&
      (principal === undefined || row.principalId === principal),
  );
}

/** Gives the data role of `row` to its principal, and says what was there before. */
function grant(env: SandboxEnv, row: RoleAssignment): RoleAssignment {
  const role = dataRoles[row.roleId];
  const principal = Object.values(env.state.principals).find((one) => one.objectId === row.principalId);
  if (!role || !principal) return row;
  const below = Object.entries(env.state.accounts).filter(([name, account]) =>
    within(accountScope(account, name), row.scope),
  );
  // A role on one container counts for the whole account here; Azure is finer.
  const inside = Object.entries(env.state.accounts).filter(([name, account]) =>
    within(row.scope, accountScope(account, name)),
  );
  const replaced = [...below, ...inside].map(([account]) => {
    const before = principal.dataRoles[account] ?? null;
    if (before !== 'contributor') principal.dataRoles[account] = role;
    return { objectId: principal.objectId, account, role: before };
  });
  return { ...row, replaced };
}

/** Takes back what assignments made through ARM have given. */
export async function revokeAll(env: SandboxEnv, rows: readonly RoleAssignment[]): Promise<void> {
  const given = rows.flatMap((row) => row.replaced ?? []).reverse();
  if (given.length === 0) return;
  for (const { objectId, account, role } of given) {
    const principal = Object.values(env.state.principals).find((one) => one.objectId === objectId);
    if (!principal) continue;
    const others = Object.entries(principal.dataRoles).filter(([name]) => name !== account);
    principal.dataRoles = Object.fromEntries(role === null ? others : [...others, [account, role]]);
  }
  await saveState(env.dir, env.state);
}

/** The body of PUT as an assignment of this name and scope. */
async function readAssignment(call: Call, scope: string, name: string): Promise<RoleAssignment> {
  const sent = asObject(asObject(await jsonBody(call.request, invalidContent))?.['properties']);
  const { roleDefinitionId, principalId, principalType } = sent ?? {};
  if (typeof roleDefinitionId !== 'string' || typeof principalId !== 'string' || !guid.test(name)) {
    const needed = 'The role assignment needs a GUID as its name, roleDefinitionId and principalId.';
    throw new ControlError(400, 'InvalidRoleAssignment', needed);
  }
  return {
    name,
    scope,
    roleId: roleDefinitionId.split('/').at(-1) ?? '',
    principalId,
    principalType: typeof principalType === 'string' ? principalType : 'ServicePrincipal',
    createdOn: new Date().toISOString(),
  };
}

/** Whether the directory has this principal; the managed identity of a workspace goes by the workspace's id. */
function isPrincipal({ state }: SandboxEnv, objectId: string): boolean {
  return (
    Object.values(state.principals).some((one) => one.objectId === objectId) ||
    workspacesOf(state).some(({ workspaceId }) => workspaceId === objectId)
  );
}

/** Refuses what clashes with the assignments that are there, and principals that nobody knows. */
function checkAssignment(env: SandboxEnv, all: readonly RoleAssignment[], row: RoleAssignment): void {
  const named = all.find(({ name }) => name === row.name);
  if (named && named.principalId !== row.principalId) {
    const fixed = 'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.';
    throw new ControlError(400, 'RoleAssignmentUpdateNotPermitted', fixed);
  }
  const same = ({ scope, roleId, principalId }: RoleAssignment) =>
    scope.toLowerCase() === row.scope.toLowerCase() &&
    roleId === row.roleId &&
    principalId === row.principalId;
  if (all.some(same))
    throw new ControlError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
  if (!isPrincipal(env, row.principalId)) {
    const unknown = `Principal ${row.principalId} does not exist in the directory.`;
    throw new ControlError(400, 'PrincipalNotFound', unknown);
  }
}

/** The route for role assignments at any scope; undefined for other addresses. */
export function roleRoute(
  env: SandboxEnv,
  { rawPath, method }: { rawPath: string; method: string },
  { resources, access, store }: { resources: Resources; access: Access; store: Store },
): { route: Route; params: Record<string, string> } | undefined {
  const matched = suffix.exec(rawPath);
  if (!matched) return undefined;
  const scope = decodePart(matched[1] ?? '');
  const name = matched[2];
  const subscription = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1] ?? '';

  function allowed(call: Call, what: 'read' | 'write'): void {
    resources.subscription({ ...call, params: { subscription } });
    access.require(call.claims, `Microsoft.Authorization/roleAssignments/${what}`, scope);
  }

  function list(call: Call): Answer {
    allowed(call, 'read');
    const found = filtered(access.all(), call.context.query.get('$filter'), scope);
    return { status: 200, body: { value: found.map(body) } };
  }

  async function put(call: Call): Promise<Answer> {
    allowed(call, 'write');
    const wanted = await readAssignment(call, scope, name ?? '');
    checkAssignment(env, access.all(), wanted);
    const row = grant(env, wanted);
    store.assignments.push(row);
    await Promise.all([store.save(), saveState(env.dir, env.state)]);
    return { status: 201, body: body(row) };
  }

  const here = '/roleAssignments';
  const routes = [
    route('GET', here, list, versions.authorization),
    route('PUT', `${here}/{name}`, put, versions.authorization),
  ];
  return findRoute(routes, method, name === undefined ? here : `${here}/${name}`);
}
