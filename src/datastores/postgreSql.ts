import { t } from '@vscode/l10n';
import { databaseKind } from './database.ts';

export const postgreSql = databaseKind({
  type: 'AzurePostgreSql',
  section: 'azurePostgreSqlSection',
  more: [{ id: 'enableSsl', label: () => t('Enforce SSL') }],
  label: () => t('Azure Database for PostgreSQL'),
});
