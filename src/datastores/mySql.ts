import { t } from '@vscode/l10n';
import { databaseKind } from './database.ts';

export const mySql = databaseKind({
  type: 'AzureMySql',
  section: 'azureMySqlSection',
  label: () => t('Azure Database for MySQL'),
});
