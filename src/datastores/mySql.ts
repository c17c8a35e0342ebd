import { t } from '@vscode/l10n';
import { databaseKind } from './database.ts';

export const mySql = databaseKind({
  type: 'AzureMySql',
  section: 'azureMySqlSection',
  server: 'mySql',
  pickers: ['mySqlServers', 'mySqlDatabases'],
  port: '3306',
  endpoint: 'mysql.database.azure.com',
  credentials: ['login'],
  options: ['overwrite'],
  note: () => t('Only the data transfer steps (DataTransferStep) of pipelines use MySQL datastores.'),
  clients: {
    v1: {
      method: 'register_azure_my_sql',
      login: ['user_id', 'user_password'],
      names: {
        ...{ serverName: 'server_name', databaseName: 'database_name' },
        ...{ portNumber: 'port_number', endpoint: 'endpoint' },
      },
    },
  },
  label: () => t('Azure Database for MySQL'),
});
