import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  ContainerClient,
  generateAccountSASQueryParameters,
  newPipeline as newBlobPipeline,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import {
  newPipeline as newFilePipeline,
  ShareClient,
  StorageSharedKeyCredential as ShareKey,
} from '@azure/storage-file-share';
import { randomBytes } from 'node:crypto';
import type { Sandbox } from '../support/sandbox.ts';

export const services = ['blob', 'file', 'dfs'] as const;
export type Service = (typeof services)[number];

/** Makes an empty container, share or filesystem in the sandbox. */
export async function createRoot(
  azure: Sandbox,
  service: Service,
): Promise<{ address: string; sas: string }> {
  const account = service === 'dfs' ? 'contosolake' : 'contosodata';
  const { key } = azure.accounts[account];
  const { agent } = azure;
  const name = `transfer-${randomBytes(4).toString('hex')}`;
  const addressAt = (host: string) => `https://${account}.${host}.${azure.cloud.storageSuffix}/${name}`;
  // The SDKs hand `agent` on to the pipeline under them without naming it in the type.
  if (service === 'file') {
    const options = { agent } as Parameters<typeof newFilePipeline>[1];
    await new ShareClient(addressAt('file'), newFilePipeline(new ShareKey(account, key), options)).create();
  } else {
    const options = { agent } as Parameters<typeof newBlobPipeline>[1];
    const pipeline = newBlobPipeline(new StorageSharedKeyCredential(account, key), options);
    await new ContainerClient(addressAt('blob'), pipeline).create();
  }
  return { address: addressAt(service), sas: createSas(account, key) };
}

function createSas(account: string, key: string): string {
  const settings = {
    expiresOn: new Date(Date.now() + 3_600_000),
    permissions: AccountSASPermissions.parse('rwdlacup'),
    resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
    services: AccountSASServices.parse('bf').toString(),
  };
  return generateAccountSASQueryParameters(settings, new StorageSharedKeyCredential(account, key)).toString();
}
