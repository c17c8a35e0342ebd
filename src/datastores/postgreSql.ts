import { t } from '@vscode/l10n';
import { databaseKind } from './database.ts';

export const postgreSql = databaseKind({
  type: 'AzurePostgreSql',
  section: 'azurePostgreSqlSection',
  server: 'postgreSql',
  pickers: ['postgreSqlServers', 'postgreSqlDatabases'],
  port: '5432',
  endpoint: 'postgres.database.azure.com',
  more: [
    {
      id: 'enableSsl',
      label: () => t('Enforce SSL'),
      asked: 'optional',
      choices: ['true', 'false'],
      preset: () => 'true',
    },
  ],
  credentials: ['login'],
  options: ['overwrite'],
  clients: {
    v1: {
      method: 'register_azure_postgre_sql',
      login: ['user_id', 'user_password'],
      names: {
        ...{ serverName: 'server_name', databaseName: 'database_name', portNumber: 'port_number' },
        ...{ endpoint: 'endpoint', enableSsl: 'enforce_ssl' },
      },
    },
  },
  label: () => t('Azure Database for PostgreSQL'),
});
