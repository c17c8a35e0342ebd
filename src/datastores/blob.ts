import { t } from '@vscode/l10n';
import { azureStorageKind } from './azureStorage.ts';
import { containerName, seconds } from './checks.ts';

export const blob = azureStorageKind({
  type: 'AzureBlob',
  service: 'blob',
  root: {
    id: 'containerName',
    label: () => t('Container'),
    asked: 'required',
    picks: 'containers',
    check: containerName,
  },
  protocols: ['https', 'wasbs'],
  // Only the v1 API has it, so a datastore with it is written there.
  more: [
    {
      id: 'blobCacheTimeout',
      label: () => t('Blob cache timeout'),
      asked: 'advanced',
      hint: () => t('in seconds, for mounts that jobs make; empty: the service’s own'),
      check: seconds,
    },
  ],
  credentials: ['accountKey', 'sas', 'none'],
  options: ['overwrite', 'create', 'skipValidation', 'grantAccess'],
  clients: {
    v1: {
      method: 'register_azure_blob_container',
      names: {
        ...{ containerName: 'container_name', accountName: 'account_name', protocol: 'protocol' },
        ...{ endpoint: 'endpoint', blobCacheTimeout: 'blob_cache_timeout' },
        ...{ subscriptionId: 'subscription_id', resourceGroup: 'resource_group' },
      },
    },
    v2: {
      entity: 'AzureBlobDatastore',
      type: 'azure_blob',
      schema: 'https://azuremlschemas.azureedge.net/latest/azureBlob.schema.json',
      names: {
        ...{ accountName: 'account_name', containerName: 'container_name' },
        ...{ endpoint: 'endpoint', protocol: 'protocol' },
      },
    },
  },
  createLabel: () => t('Create the container if it does not exist'),
  label: () => t('Azure Blob container'),
});
