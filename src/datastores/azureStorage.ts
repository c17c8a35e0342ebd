import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { openStorage, type StorageService } from '../storage/open.ts';
import type { DatastoreCredential, DatastoreKind, Field, StorageAccess } from './datastore.ts';
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
    openStorage: async (values, access) => {
      const { credential, transport, log } = access;
      const address = addressOf(own.service, values['accountName'] ?? '', values[rootId] ?? '', {
        ...access,
        endpoint: values['endpoint'] ?? '',
      });
      return openStorage(own.service, { address, credential, transport, log });
    },
  };
}

/** Account, endpoint and root come from whoever registered the datastore, so none may lead a credential elsewhere. */
function addressOf(
  service: StorageService,
  accountName: string,
  rootName: string,
  access: Pick<StorageAccess, 'datastore' | 'storageSuffix'> & { readonly endpoint: string },
): string {
  const { datastore, storageSuffix } = access;
  const suffix = access.endpoint === '' ? storageSuffix : access.endpoint;
  const host = `${accountName}.${service}.${suffix}`;
  // https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name
  if (!/^[a-z0-9]{3,24}$/.test(accountName) || suffix !== storageSuffix) {
    throw new Failure(
      'permissionDenied',
      t(
        'Datastore “{0}” points to {1}, which is no storage account of this cloud (under {2}). No credential was sent there. Register it again with an account of this cloud, or choose its cloud in the setting azuremlDatastores.cloud.',
        datastore,
        host,
        storageSuffix,
      ),
    );
  }
  // Whatever `protocol` says (wasbs, abfss): credentials travel over https only.
  const address = `https://${host}/${rootName}`;
  const plain = rootName !== '' && !/[/\\%]/.test(rootName);
  if (!plain || new URL(address).pathname !== `/${rootName}`) {
    throw new Failure(
      'invalidInput',
      t(
        'Datastore “{0}” names “{1}” on {2}, which is no name of a container, share or filesystem. Register it again with the right name.',
        datastore,
        rootName,
        host,
      ),
    );
  }
  return address;
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
