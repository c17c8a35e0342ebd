import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { createRoot, openStorage, type StorageService } from '../storage/open.ts';
import type { StorageConnection } from '../storage/connection.ts';
import { accountName, guid, resourceGroup, storageEndpoint } from './checks.ts';
import type { ClientNames } from './clients.ts';
import type {
  CredentialType,
  DatastoreKind,
  Field,
  FieldValues,
  RegisterOption,
  StorageAccess,
} from './datastore.ts';

const account: Field = {
  id: 'accountName',
  label: () => t('Storage account'),
  asked: 'required',
  picks: 'storageAccounts',
  check: accountName,
};
const endpoint: Field = {
  id: 'endpoint',
  label: () => t('Endpoint'),
  asked: 'advanced',
  ownMeaning: true,
  preset: ({ storageSuffix }) => storageSuffix,
  check: storageEndpoint,
};

/** Where to look for accounts and servers; written only with the group in which one has been found. */
export const subscription: Field = {
  id: 'subscriptionId',
  label: () => t('Subscription'),
  asked: 'optional',
  picks: 'subscriptions',
  hint: () => t('to pick from; it can be left empty where names are typed'),
  check: guid,
};

/** Where that account or server is; needed only to give the workspace access to it. */
export const placeFields: readonly Field[] = [
  { id: 'resourceGroup', label: () => t('Resource group'), asked: 'advanced', check: resourceGroup },
  { id: 'serviceDataAccessAuthIdentity', label: () => t('Identity of the service') },
];
export const placeNames = {
  subscriptionId: 'subscriptionId',
  resourceGroup: 'resourceGroup',
  serviceDataAccessAuthIdentity: 'serviceDataAccessAuthIdentity',
};

/** What Blob, Files and Data Lake Gen2 share: an account, a root in it, and the same section of the v1 DTO. */
export function azureStorageKind(own: {
  type: string;
  service: StorageService;
  /** The root's field; the v1 API always calls it `containerName`. */
  root: Field;
  protocols: readonly string[];
  more?: readonly Field[];
  credentials: readonly CredentialType[];
  options: readonly RegisterOption[];
  clients: ClientNames;
  readonly createLabel?: () => string;
  readonly label: () => string;
}): DatastoreKind {
  const { type, service, root, label, credentials, options, clients } = own;
  const rootId = root.id;
  const protocol: Field = {
    id: 'protocol',
    label: () => t('Protocol'),
    asked: 'advanced',
    choices: own.protocols,
    ownMeaning: true,
    preset: () => 'https',
  };
  const shared = { accountName: 'accountName', endpoint: 'endpoint', protocol: 'protocol', ...placeNames };
  const connectionOf = (values: FieldValues, access: StorageAccess): StorageConnection => {
    const { credential, transport, log } = access;
    const { accountName = '', endpoint = '' } = values;
    const address = addressOf(service, accountName, values[rootId] ?? '', { ...access, endpoint });
    return { address, credential, transport, log };
  };
  return {
    ...{ type, label, credentials, options, clients },
    ...(own.createLabel && { createLabel: own.createLabel }),
    storage: { service, root: rootId },
    access: { type: 'Microsoft.Storage/storageAccounts', field: 'accountName', gives: 'data' },
    fields: [subscription, account, root, ...(own.more ?? []), protocol, endpoint, ...placeFields],
    arm: { type, names: { ...shared, [rootId]: rootId } },
    v1: {
      section: 'azureStorageSection',
      credential: 'storage',
      names: {
        ...shared,
        [rootId]: 'containerName',
        ...(own.more ? { blobCacheTimeout: { key: 'blobCacheTimeout', as: 'number' } } : {}),
      },
    },
    resourceUrl: 'https://storage.azure.com/',
    summary: (values) => `${values['accountName'] ?? '?'}/${values[rootId] ?? '?'}`,
    openStorage: async (values, access) => openStorage(service, connectionOf(values, access)),
    ...(options.includes('create') && {
      createRoot: async (values: FieldValues, access: StorageAccess, signal?: AbortSignal) =>
        createRoot(service, connectionOf(values, access), signal),
    }),
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
      { facts: { code: 'ForeignEndpoint', host } },
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
