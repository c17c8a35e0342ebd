import { roots } from '../content/layout.ts';
import { manyDatastores } from '../estate.ts';
import type { SandboxEnv } from '../service.ts';
import type { WorkspaceIdentity } from '../state.ts';
import type { DatastoreType } from './records.ts';
import { oddStores, otherStores } from './seedOdd.ts';
import { blob, containerSas, type Row } from './seedRow.ts';

/** What every new workspace has. */
function ownStores({ workspaceId, storageAccount }: WorkspaceIdentity, key: string): Row[] {
  const held = { credential: 'AccountKey', secret: { key } } as const;
  const store = (name: string, type: DatastoreType, root: string): Row => ({
    name,
    type,
    settings: blob(storageAccount, root),
    ...held,
  });
  return [
    store('workspaceblobstore', 'AzureBlob', roots.blobStore(workspaceId)),
    store('workspacefilestore', 'AzureFile', roots.fileStore(workspaceId)),
    store('workspaceartifactstore', 'AzureBlob', roots.artifacts),
    store('workspaceworkingdirectory', 'AzureFile', roots.workingDirectory),
  ];
}

function storageStores(env: SandboxEnv): Row[] {
  const key = env.state.accounts['contosodata']?.key ?? '';
  const { clientId, tenantId, clientSecret } = env.state.principals.datastore;
  const servicePrincipal = { clientId, tenantId, authorityUrl: 'https://login.microsoftonline.com' };
  const held = { credential: 'AccountKey', secret: { key } } as const;
  const sasToken = containerSas('contosodata', key, roots.shared, 'rl');
  return [
    {
      name: 'images',
      type: 'AzureBlob',
      settings: blob('contosodata', roots.images),
      ...held,
      description: 'Labelled pictures',
    },
    {
      name: 'shared_readonly',
      type: 'AzureBlob',
      settings: blob('contosodata', roots.shared),
      credential: 'Sas',
      secret: { sasToken },
    },
    { name: 'team_identity', type: 'AzureBlob', settings: blob('contosodata', roots.team) },
    {
      name: 'lake',
      type: 'AzureDataLakeGen2',
      settings: blob('contosolake', roots.research),
      credential: 'ServicePrincipal',
      credentialSettings: { ...servicePrincipal, resourceUrl: 'https://storage.azure.com/' },
      secret: { clientSecret },
    },
    { name: 'lake_identity', type: 'AzureDataLakeGen2', settings: blob('contosolake', roots.sensors) },
    {
      name: 'big_folder',
      type: 'AzureBlob',
      settings: blob('contosodata', roots.many),
      ...held,
      description: '20,000 files in one folder',
    },
    { name: 'awkward_names', type: 'AzureBlob', settings: blob('contosodata', roots.awkward), ...held },
    {
      name: 'legacy_lake',
      type: 'AzureDataLakeGen1',
      settings: { storeName: 'contosolegacy' },
      credential: 'ServicePrincipal',
      credentialSettings: { ...servicePrincipal, resourceUrl: 'https://datalake.azure.net/' },
      secret: { clientSecret },
    },
  ];
}

/** The stores of a workspace of the platform team, over containers of others. */
function platformStores(env: SandboxEnv, { name }: WorkspaceIdentity): Row[] {
  const key = env.state.accounts['contosodata']?.key ?? '';
  const research = env.state.workspaces[0]?.workspaceId ?? '';
  const containers = [roots.images, roots.team, roots.shared];
  const store = (title: string, container: string): Row => ({
    name: title,
    type: 'AzureBlob',
    settings: blob('contosodata', container),
    credential: 'AccountKey',
    secret: { key },
  });
  const own = store('workspaceblobstore', roots.blobStore(research));
  if (name !== 'team-01-ws-01') return [own];
  const more = Array.from({ length: manyDatastores - 1 }, (_, index) =>
    store(`store_${String(index + 1).padStart(3, '0')}`, containers[index % containers.length] ?? ''),
  );
  return [own, ...more];
}

/** What a workspace begins with, in the order of registration. */
export function rowsOf(env: SandboxEnv, workspace: WorkspaceIdentity): Row[] {
  const { tenantId, subscriptionId, resourceGroup } = workspace;
  const own = ownStores(workspace, env.state.accounts[workspace.storageAccount]?.key ?? '');
  if (workspace.name.startsWith('team-')) return platformStores(env, workspace);
  if (tenantId !== env.state.tenants[0]) return own.slice(0, 1);
  if (workspace.name !== 'vision-research') return own;
  return [...own, ...storageStores(env), ...oddStores(env), ...otherStores(subscriptionId, resourceGroup)];
}
