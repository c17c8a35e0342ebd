import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { Secret } from '../../src/common/secret.ts';

/** An account SAS for Blob and Files, made by a client that is not ours. */
export function sasOf(
  account: string,
  key: string,
  permissions: string,
  expiresOn = new Date(Date.now() + 30 * 86_400_000),
): Secret {
  const values = {
    expiresOn,
    permissions: AccountSASPermissions.parse(permissions),
    resourceTypes: AccountSASResourceTypes.parse('sco').toString(),
    services: AccountSASServices.parse('bf').toString(),
  };
  return new Secret(
    generateAccountSASQueryParameters(values, new StorageSharedKeyCredential(account, key)).toString(),
  );
}
