import { t } from '@vscode/l10n';
import { placeFields, placeNames, subscription } from './azureStorage.ts';
import { storeName } from './checks.ts';
import type { DatastoreKind } from './datastore.ts';

const names = { storeName: 'storeName', ...placeNames };

/** The service behind it was retired on 2024-02-29; what is registered can still be seen and unregistered. */
export const dataLakeGen1: DatastoreKind = {
  type: 'AzureDataLake',
  arm: { type: 'AzureDataLakeGen1', names },
  v1: { section: 'azureDataLakeSection', names, credential: 'principal' },
  label: () => t('Azure Data Lake Storage Gen1 (retired)'),
  fields: [
    { id: 'storeName', label: () => t('Store'), asked: 'required', check: storeName },
    { ...subscription, asked: 'advanced', hint: () => t('needed only to give the workspace access') },
    ...placeFields,
  ],
  credentials: ['servicePrincipal', 'none'],
  resourceUrl: 'https://datalake.azure.net/',
  options: ['overwrite', 'grantAccess'],
  note: () =>
    t(
      'Azure Data Lake Storage Gen1 was retired on February 29, 2024: no data can be reached there any more.',
    ),
  warning: () =>
    t(
      'Azure Data Lake Storage Gen1 was retired on February 29, 2024, and no data can be reached there. Register such a datastore all the same?',
    ),
  clients: {
    v1: {
      method: 'register_azure_data_lake',
      names: {
        ...{ storeName: 'store_name', subscriptionId: 'subscription_id', resourceGroup: 'resource_group' },
      },
    },
    v2: {
      entity: 'AzureDataLakeGen1Datastore',
      type: 'azure_data_lake_gen1',
      schema: 'https://azuremlschemas.azureedge.net/latest/azureDataLakeGen1.schema.json',
      names: { storeName: 'store_name' },
    },
  },
  access: { type: 'Microsoft.DataLakeStore/accounts', field: 'storeName', gives: 'nothing' },
  summary: (values) => values['storeName'] ?? '?',
};
