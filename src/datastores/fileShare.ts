import { t } from '@vscode/l10n';
import { azureStorageKind } from './azureStorage.ts';
import { shareName } from './checks.ts';

export const fileShare = azureStorageKind({
  type: 'AzureFile',
  service: 'file',
  root: {
    id: 'fileShareName',
    label: () => t('File share'),
    asked: 'required',
    picks: 'fileShares',
    check: shareName,
  },
  protocols: ['https'],
  credentials: ['accountKey', 'sas'],
  options: ['overwrite', 'create', 'skipValidation'],
  clients: {
    v1: {
      method: 'register_azure_file_share',
      names: {
        ...{ fileShareName: 'file_share_name', accountName: 'account_name' },
        ...{ protocol: 'protocol', endpoint: 'endpoint' },
      },
    },
    v2: {
      entity: 'AzureFileDatastore',
      type: 'azure_file',
      schema: 'https://azuremlschemas.azureedge.net/latest/azureFile.schema.json',
      names: {
        ...{ accountName: 'account_name', fileShareName: 'file_share_name' },
        ...{ endpoint: 'endpoint', protocol: 'protocol' },
      },
    },
  },
  createLabel: () => t('Create the file share if it does not exist'),
  label: () => t('Azure file share'),
});
