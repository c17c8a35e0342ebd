import assert from 'node:assert/strict';
import type { SnippetDatastore, SnippetTarget } from '../../src/snippets/snippet.ts';
import { controlOf, type Control } from '../sandbox/control.ts';
import { blobClient, filesClient, lakeClient } from '../sandbox/clients.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { sample } from './python.ts';
import { usualTarget } from './rendered.ts';

/** The container, share and filesystem of these tests. */
export const place = 'sdk-data';
export const folder = 'line-2/';

const files = [`${folder}sample.csv`, `${folder}more/sample.csv`];

/** Datastores of the three services, each over {@link place}. */
export const datastores = {
  blob: { name: 'sdk_blob', type: 'AzureBlob' },
  share: { name: 'sdk_share', type: 'AzureFile' },
  lake: { name: 'sdk_lake', type: 'AzureDataLakeGen2' },
} as const satisfies Record<string, SnippetDatastore>;

/** What a snippet speaks of: the sandbox's first workspace and one of the datastores. */
export function targetOf(box: Sandbox, datastore: SnippetDatastore, path = folder): SnippetTarget {
  const { name, subscriptionId, resourceGroup } = box.workspaces[0]!;
  return { ...usualTarget, workspace: { name, subscriptionId, resourceGroup }, datastore, path };
}

async function putFiles(box: Sandbox): Promise<void> {
  const bytes = Buffer.from(sample);
  const { workspaceId } = box.workspaces[0]!;
  const service = blobClient(box, 'contosodata');
  for (const name of [place, `azureml-blobstore-${workspaceId}`]) {
    const container = service.getContainerClient(name);
    await container.createIfNotExists();
    for (const file of files) await container.getBlockBlobClient(file).uploadData(bytes);
  }
  const share = filesClient(box).getShareClient(place);
  await share.createIfNotExists();
  for (const name of [folder, `${folder}more`])
    await share.getDirectoryClient(name.replace(/\/$/, '')).createIfNotExists();
  for (const file of files) await share.rootDirectoryClient.getFileClient(file).uploadData(bytes);
  const filesystem = lakeClient(box).getFileSystemClient(place);
  await filesystem.createIfNotExists();
  for (const file of files) await filesystem.getFileClient(file).upload(bytes);
}

/** Registers over ARM, with whatever the type holds. */
export async function registerPlainly(
  box: Sandbox,
  control: Control,
  name: string,
  kind: keyof typeof datastores,
): Promise<void> {
  const key = {
    credentialsType: 'AccountKey',
    secrets: { secretsType: 'AccountKey', key: box.accounts.contosodata.key },
  };
  const { tenantId, clientId, clientSecret } = box.principals.datastore;
  const principal = {
    ...{ credentialsType: 'ServicePrincipal', tenantId, clientId },
    ...{ authorityUrl: 'https://login.microsoftonline.com', resourceUrl: 'https://storage.azure.com/' },
    secrets: { secretsType: 'ServicePrincipal', clientSecret },
  };
  const { type } = datastores[kind];
  const properties = {
    blob: { datastoreType: type, accountName: 'contosodata', containerName: place, credentials: key },
    share: { datastoreType: type, accountName: 'contosodata', fileShareName: place, credentials: key },
    lake: { datastoreType: type, accountName: 'contosolake', filesystem: place, credentials: principal },
  }[kind];
  const target = `${control.idOf(box.workspaces[0]!.name)}/datastores/${name}`;
  const { status, json } = await control.arm(target, { method: 'PUT', body: { properties } });
  assert.ok(status === 201 || status === 200, JSON.stringify(json));
}

/**
 * Files in each service, a datastore over each, and two more to be removed. The datastore of a type that nobody knows goes:
 * both SDKs fail to list a workspace that has one.
 */
export async function furnish(box: Sandbox): Promise<void> {
  const control = controlOf(box);
  await putFiles(box);
  for (const kind of ['blob', 'share', 'lake'] as const)
    await registerPlainly(box, control, datastores[kind].name, kind);
  for (const name of ['sdk_gone_v1', 'sdk_gone_v2']) await registerPlainly(box, control, name, 'blob');
  await control.v1(box.workspaces[0]!.name, '/datastores/graph_store', { method: 'DELETE' });
}
