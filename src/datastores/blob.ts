import { t } from '@vscode/l10n';
import { azureStorageKind } from './azureStorage.ts';

export const blob = azureStorageKind({
  type: 'AzureBlob',
  armType: 'AzureBlob',
  service: 'blob',
  root: { id: 'containerName', label: () => t('Container') },
  label: () => t('Azure Blob container'),
});
