import { t } from '@vscode/l10n';
import { azureStorageKind } from './azureStorage.ts';
import { filesystemName } from './checks.ts';

export const dataLakeGen2 = azureStorageKind({
  type: 'AzureDataLakeGen2',
  service: 'dfs',
  root: {
    id: 'filesystem',
    label: () => t('Filesystem'),
    asked: 'required',
    picks: 'filesystems',
    check: filesystemName,
  },
  protocols: ['https', 'abfss'],
  credentials: ['servicePrincipal', 'certificate', 'none'],
  options: ['overwrite', 'grantAccess'],
  clients: {
    v1: {
      method: 'register_azure_data_lake_gen2',
      names: {
        ...{ filesystem: 'filesystem', accountName: 'account_name', protocol: 'protocol' },
        ...{ endpoint: 'endpoint', subscriptionId: 'subscription_id', resourceGroup: 'resource_group' },
      },
    },
    v2: {
      entity: 'AzureDataLakeGen2Datastore',
      type: 'azure_data_lake_gen2',
      schema: 'https://azuremlschemas.azureedge.net/latest/azureDataLakeGen2.schema.json',
      names: {
        ...{ accountName: 'account_name', filesystem: 'filesystem' },
        ...{ endpoint: 'endpoint', protocol: 'protocol' },
      },
    },
  },
  label: () => t('Azure Data Lake Storage Gen2'),
});
