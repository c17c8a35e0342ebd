import { XMLParser } from 'fast-xml-parser';
import type { StorageClient } from '../content/storageClient.ts';
import { asObject } from './records.ts';

/** A kind of root in an account; a Data Lake filesystem is a container here, as in ARM. */
export interface RootKind {
  readonly service: 'blob' | 'file';
  readonly restype: 'container' | 'share';
  readonly arm: string;
  readonly element: readonly [list: string, item: string];
  readonly properties: (found: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

export const containers: RootKind = {
  service: 'blob',
  restype: 'container',
  arm: 'blobServices/default/containers',
  element: ['Containers', 'Container'],
  properties: () => ({
    ...{ publicAccess: 'None', leaseState: 'Available', leaseStatus: 'Unlocked', deleted: false },
    ...{
      hasLegalHold: false,
      hasImmutabilityPolicy: false,
      defaultEncryptionScope: '$account-encryption-key',
    },
  }),
};

export const shares: RootKind = {
  service: 'file',
  restype: 'share',
  arm: 'fileServices/default/shares',
  element: ['Shares', 'Share'],
  properties: (found) => ({
    ...{ shareQuota: Number(found['Quota'] ?? found['x-ms-share-quota'] ?? 5120), enabledProtocols: 'SMB' },
    accessTier: 'TransactionOptimized',
  }),
};

export interface Found {
  readonly name: string;
  readonly modified: string;
  readonly etag: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const xml = new XMLParser({
  parseTagValue: false,
  isArray: (name) => name === 'Container' || name === 'Share',
});

function parseRoots(
  text: string,
  [listName, itemName]: RootKind['element'],
): { found: Found[]; marker: string } {
  const root = asObject(asObject(xml.parse(text))?.['EnumerationResults']);
  const items = asObject(root?.[listName])?.[itemName];
  const found = (Array.isArray(items) ? items : []).map((item): Found => {
    const row = asObject(item) ?? {};
    const fields = asObject(row['Properties']) ?? {};
    return {
      name: String(row['Name']),
      modified: new Date(String(fields['Last-Modified'])).toISOString(),
      etag: String(fields['Etag']),
      fields,
    };
  });
  return { found, marker: typeof root?.['NextMarker'] === 'string' ? root['NextMarker'] : '' };
}

/** Names that both kinds take. */
export const rootName = /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/;

/** All roots of this kind that are truly there, asked of the storage service itself. */
export async function listRoots(client: StorageClient, account: string, kind: RootKind): Promise<Found[]> {
  const all: Found[] = [];
  let marker = '';
  do {
    const target = `/?comp=list${marker ? `&marker=${encodeURIComponent(marker)}` : ''}`;
    const reply = await client.expect({ account, service: kind.service, method: 'GET', target });
    const parsed = parseRoots(reply.body.toString('utf8').replace(/^\uFEFF/, ''), kind.element);
    all.push(...parsed.found);
    marker = parsed.marker;
  } while (marker !== '');
  return all;
}
