import { t } from '@vscode/l10n';
import { azureStorageKind } from './azureStorage.ts';

export const dataLakeGen2 = azureStorageKind({
  type: 'AzureDataLakeGen2',
  armType: 'AzureDataLakeGen2',
  service: 'dfs',
  root: { id: 'filesystem', label: () => t('Filesystem') },
  label: () => t('Azure Data Lake Storage Gen2'),
});
