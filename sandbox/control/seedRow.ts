import { createHmac } from 'node:crypto';
import type { CredentialType, DatastoreType, Fields, VaultEntry } from './records.ts';

/** A datastore to begin with. */
export interface Row {
  readonly name: string;
  readonly type: DatastoreType;
  readonly settings?: Fields;
  readonly credential?: CredentialType;
  readonly credentialSettings?: Readonly<Record<string, string>>;
  readonly secret?: VaultEntry;
  readonly description?: string;
}

/** A service SAS for a whole container (version 2020-12-06 and later). */
export function containerSas(
  account: string,
  key: string,
  container: string,
  permissions: string,
  expiry = '2036-01-01T00:00:00Z',
): string {
  const version = '2022-11-02';
  const resource = `/blob/${account}/${container}`;
  const text = [
    permissions,
    '',
    expiry,
    resource,
    '',
    '',
    'https',
    version,
    'c',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
  ].join('\n');
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64');
  const parameters = { sv: version, se: expiry, sr: 'c', sp: permissions, spr: 'https', sig: signature };
  return `?${new URLSearchParams(parameters).toString()}`;
}

/** The settings of a container, filesystem or share. */
export function blob(account: string, containerName: string): Fields {
  return { accountName: account, containerName, endpoint: 'core.windows.net', protocol: 'https' };
}
