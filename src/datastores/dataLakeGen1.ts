import { t } from '@vscode/l10n';
import type { DatastoreKind } from './datastore.ts';
import { fields, principalFromV1, section } from './wire.ts';

/** The service behind it was retired on 2024-02-29; what is registered can still be seen and unregistered. */
export const dataLakeGen1: DatastoreKind = {
  type: 'AzureDataLake',
  armType: 'AzureDataLakeGen1',
  label: () => t('Azure Data Lake Storage Gen1 (retired)'),
  fields: [{ id: 'storeName', label: () => t('Store') }],
  summary: (values) => values['storeName'] ?? '?',
  fromArm: (properties) => fields(properties, { storeName: 'storeName' }),
  fromV1: (dto) => {
    const lake = section(dto, 'azureDataLakeSection');
    return { values: fields(lake, { storeName: 'storeName' }), credential: principalFromV1(lake) };
  },
};
