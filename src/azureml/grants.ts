import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { isFailure } from '../common/failure.ts';
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
  /** Commands for somebody who may give the others; empty where nothing is missing. */
  readonly commands: readonly string[];
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

    async give(workspace, draft, { principalId }, given = {}) {
      const scope = scopeOf(draft);
      const subscription = scope.split('/').slice(0, 3).join('/');
      const done: string[] = [];
      const commands: string[] = [];
      for (const role of rolesFor(draft)) {
        const name = nameFor(`${scope}|${principalId}|${role.id}`);
        const url = `${cloud.resourceManager}${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=${assignmentsVersion}`;
        const body = {
          properties: {
            roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
            principalId,
            principalType: 'ServicePrincipal',
          },
        };
        try {
          await rest.send('PUT', url, scope, {
            ...given,
            via: workspace.via,
            body,
            doing: t('Giving workspace “{0}” the role {1}', workspace.name, role.name),
          });
          done.push(role.name);
        } catch (error) {
          if (isFailure(error, 'alreadyExists') || isExisting(error)) done.push(role.name);
          else if (isFailure(error) && error.word !== 'cancelled')
            commands.push(command(role.name, principalId, scope));
          else throw error;
        }
      }
      return { given: done, commands };
    },
  };
}

const isExisting = (error: unknown): boolean =>
  isFailure(error) && error.facts.code === 'RoleAssignmentExists';

/** A database's data is given by the database itself: the workspace is made a user there. */
const rolesFor = ({ kind }: DatastoreDraft): readonly (typeof roles)[keyof typeof roles][] =>
  kind.openStorage ? [roles.reader, roles.blobDataReader] : [roles.reader];

/** Where the datastore's data is, as an ARM id. */
function scopeOf({ kind, values }: DatastoreDraft): string {
  const [type, name] = kind.openStorage
    ? ['Microsoft.Storage/storageAccounts', values['accountName']]
    : kind.server
      ? ['Microsoft.Sql/servers', values['serverName']]
      : ['Microsoft.DataLakeStore/accounts', values['storeName']];
  const parts = [values['subscriptionId'], values['resourceGroup'], name].map((part) =>
    encodeURIComponent(part ?? ''),
  );
  return `/subscriptions/${parts[0] ?? ''}/resourceGroups/${parts[1] ?? ''}/providers/${type}/${parts[2] ?? ''}`;
}

/** Every value has been checked or comes from ARM; the quotation marks are for the role's blanks. */
const command = (role: string, principalId: string, scope: string): string =>
  `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --role "${role}" --scope "${scope}"`;

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
