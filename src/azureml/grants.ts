import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { isFailure, type Failure } from '../common/failure.ts';
import type { DatastoreDraft } from '../datastores/datastore.ts';
import { section, text } from '../datastores/wire.ts';
import type { Cloud } from './cloud.ts';
import type { Call, Rest } from './rest.ts';
import { workspacesVersion, type Workspace } from './workspaces.ts';

/** Ids and scopes: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const roles = {
  reader: { id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7', name: 'Reader' },
  blobDataReader: { id: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1', name: 'Storage Blob Data Reader' },
} as const;

const assignmentsVersion = '2022-04-01';

/** The namespace of the names that are made here for role assignments. */
const namespace = '7d2c3b0e-6f1a-5c57-9a51-0f0b8e3c6a42';

/** Whom a workspace is to Azure, and which of its identities that is. */
export interface WorkspaceIdentity {
  readonly principalId: string;
  /** As a datastore names it. */
  readonly name: 'WorkspaceSystemAssignedIdentity' | 'WorkspaceUserAssignedIdentity';
}

/** What became of giving a workspace access. */
export interface Granted {
  /** The roles that it has now. */
  readonly given: readonly string[];
  /** Commands for somebody who may give those that may not be given; empty where none is. */
  readonly commands: readonly string[];
  /** Why others could not be given. */
  readonly failed: readonly Failure[];
}

/** Gives the managed identity of a workspace the roles with which it reads a datastore's data. */
export interface Grants {
  /** `undefined` where the workspace has no managed identity. */
  identityOf(workspace: Workspace, call?: Call): Promise<WorkspaceIdentity | undefined>;
  /** What may not be given is told as commands. A role that is there already is fine. */
  give(
    workspace: Workspace,
    draft: DatastoreDraft,
    identity: WorkspaceIdentity,
    call?: Call,
  ): Promise<Granted>;
}

export function createGrants(cloud: Cloud, rest: Rest): Grants {
  return {
    async identityOf(workspace, given = {}) {
      const url = `${cloud.resourceManager}${workspace.id}?api-version=${workspacesVersion}`;
      const what = t('workspace “{0}”', workspace.name);
      const resource = await rest.send('GET', url, what, { ...given, via: workspace.via });
      const identity = section(resource, 'identity');
      const primary = text(section(resource, 'properties'), 'primaryUserAssignedIdentity').toLowerCase();
      const assigned = section(identity, 'userAssignedIdentities');
      const key = Object.keys(assigned).find((id) => id.toLowerCase() === primary);
      const own = key === undefined ? '' : text(section(assigned, key), 'principalId');
      if (own !== '') return { principalId: own, name: 'WorkspaceUserAssignedIdentity' };
      const principalId = text(identity, 'principalId');
      return principalId === '' ? undefined : { principalId, name: 'WorkspaceSystemAssignedIdentity' };
    },

    async give(workspace, draft, identity, given = {}) {
      const done: string[] = [];
      const commands: string[] = [];
      const failed: Failure[] = [];
      for (const role of rolesFor(draft)) {
        try {
          await assign(workspace, scopeOf(draft), role, identity, given);
          done.push(role.name);
        } catch (error) {
          if (!isFailure(error) || error.word === 'cancelled') throw error;
          if (error.facts.code === 'RoleAssignmentExists') done.push(role.name);
          else if (error.word === 'permissionDenied') commands.push(command(role, identity, scopeOf(draft)));
          else failed.push(error);
        }
      }
      return { given: done, commands, failed };
    },
  };

  async function assign(
    workspace: Workspace,
    scope: string,
    role: Role,
    { principalId }: WorkspaceIdentity,
    given: Call,
  ): Promise<void> {
    const [, , subscription = ''] = scope.split('/');
    const name = nameFor(`${scope}|${principalId}|${role.id}`);
    const path = scope.split('/').map(encodeURIComponent).join('/');
    const url = `${cloud.resourceManager}${path}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=${assignmentsVersion}`;
    const roleDefinitionId = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`;
    await rest.send('PUT', url, scope, {
      ...given,
      via: workspace.via,
      body: { properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' } },
      doing: t('Giving workspace “{0}” the role {1}', workspace.name, role.name),
    });
  }
}

type Role = (typeof roles)[keyof typeof roles];

const rolesFor = ({ kind }: DatastoreDraft): readonly Role[] =>
  kind.access?.gives === 'data' ? [roles.reader, roles.blobDataReader] : [roles.reader];

/** Where the datastore's data is, as an ARM id. */
function scopeOf({ kind, values }: DatastoreDraft): string {
  const { type = '', field = '' } = kind.access ?? {};
  const { subscriptionId = '', resourceGroup = '' } = values;
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${type}/${values[field] ?? ''}`;
}

/** Every value has been checked or comes from ARM; none holds a quotation mark. */
const command = ({ name }: Role, { principalId }: WorkspaceIdentity, scope: string): string =>
  `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --role "${name}" --scope "${scope}"`;

/** A UUID of version 5 (RFC 9562), so that asking twice makes one assignment. */
function nameFor(words: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(words.toLowerCase())
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
