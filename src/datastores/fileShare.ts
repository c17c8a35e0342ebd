import { t } from '@vscode/l10n';
import { azureStorageKind } from './azureStorage.ts';

export const fileShare = azureStorageKind({
  type: 'AzureFile',
  armType: 'AzureFile',
  service: 'file',
  root: { id: 'fileShareName', label: () => t('File share') },
  label: () => t('Azure file share'),
});
