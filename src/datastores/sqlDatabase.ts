import { t } from '@vscode/l10n';
import { databaseKind } from './database.ts';

export const sqlDatabase = databaseKind({
  type: 'AzureSqlDatabase',
  section: 'azureSqlDatabaseSection',
  server: 'sql',
  pickers: ['sqlServers', 'sqlDatabases'],
  port: '1433',
  endpoint: 'database.windows.net',
  credentials: ['login', 'servicePrincipal', 'none'],
  resourceUrl: 'https://database.windows.net/',
  options: ['overwrite', 'skipValidation', 'grantAccess'],
  clients: {
    v1: {
      method: 'register_azure_sql_database',
      login: ['username', 'password'],
      names: {
        ...{ serverName: 'server_name', databaseName: 'database_name', endpoint: 'endpoint' },
        ...{ subscriptionId: 'subscription_id', resourceGroup: 'resource_group' },
      },
    },
  },
  label: () => t('Azure SQL Database'),
});
