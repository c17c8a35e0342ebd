import { t } from '@vscode/l10n';
import { openStorage, type StorageService } from '../storage/open.ts';
import type { DatastoreCredential, DatastoreKind, Field } from './datastore.ts';
import { fields, principalFromV1, section, text } from './wire.ts';

const account: Field = { id: 'accountName', label: () => t('Storage account') };
const endpoint: Field = { id: 'endpoint', label: () => t('Endpoint') };
const protocol: Field = { id: 'protocol', label: () => t('Protocol') };

/** What Blob, Files and Data Lake Gen2 share: an account, a root in it, and the same section of the v1 DTO. */
export function azureStorageKind(own: {
  type: string;
  armType: string;
  service: StorageService;
  /** The root's field; the v1 API always calls it `containerName`. */
  root: Field;
  readonly label: () => string;
}): DatastoreKind {
  const rootId = own.root.id;
  return {
    type: own.type,
    armType: own.armType,
    label: own.label,
    fields: [account, own.root, endpoint, protocol],
    summary: (values) => `${values['accountName'] ?? '?'}/${values[rootId] ?? '?'}`,
    fromArm: (properties) =>
      fields(properties, {
        accountName: 'accountName',
        [rootId]: rootId,
        endpoint: 'endpoint',
        protocol: 'protocol',
        subscriptionId: 'subscriptionId',
        resourceGroup: 'resourceGroup',
      }),
    fromV1: (dto) => {
      const storage = section(dto, 'azureStorageSection');
      const values = fields(storage, {
        accountName: 'accountName',
        [rootId]: 'containerName',
        endpoint: 'endpoint',
        protocol: 'protocol',
        subscriptionId: 'subscriptionId',
        resourceGroup: 'resourceGroup',
      });
      return { values, credential: storageCredential(storage) };
    },
    openStorage: (values, access) => {
      const host = `${values['accountName'] ?? ''}.${own.service}.${values['endpoint'] ?? access.storageSuffix}`;
      // Whatever `protocol` says (wasbs, abfss): credentials travel over https only.
      const address = `https://${host}/${values[rootId] ?? ''}`;
      const { credential, transport, log } = access;
      return openStorage(own.service, { address, credential, transport, log });
    },
  };
}

function storageCredential(storage: Readonly<Record<string, unknown>>): DatastoreCredential {
  switch (text(storage, 'credentialType')) {
    case 'AccountKey':
      return { type: 'accountKey' };
    case 'Sas':
      return { type: 'sas' };
    case 'ClientCredentials':
      return principalFromV1(section(storage, 'clientCredentials'));
    default:
      return { type: 'none' };
  }
}
