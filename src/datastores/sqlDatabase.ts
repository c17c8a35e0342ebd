import { t } from '@vscode/l10n';
import { databaseKind } from './database.ts';

export const sqlDatabase = databaseKind({
  type: 'AzureSqlDatabase',
  section: 'azureSqlDatabaseSection',
  label: () => t('Azure SQL Database'),
});
