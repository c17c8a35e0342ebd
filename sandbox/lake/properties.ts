import type { IncomingMessage } from 'node:http';
import { header, ServiceError } from '../service.ts';
import type { Node } from '../disk/tree.ts';
import { metadataHeaders, versionHeaders } from '../disk/answers.ts';

/** User metadata in the dfs form: `name=<Base64>,…` in `x-ms-properties`. */
export function propertiesOf(request: IncomingMessage): Record<string, string> {
  const text = header(request, 'x-ms-properties') ?? '';
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^\s*([^=\s]+)=(.*)$/.exec(pair) ?? [];
      if (name === undefined || value === undefined) {
        throw new ServiceError(400, 'InvalidPropertyName', 'A property name cannot be empty.');
      }
      return [name, Buffer.from(value.trim(), 'base64').toString('latin1')];
    }),
  );
}

/** The `x-ms-properties` header for metadata; none when there is none. */
export function propertiesHeader(metadata: Readonly<Record<string, string>> = {}): Record<string, string> {
  const pairs = Object.entries(metadata).map(
    ([name, value]) => `${name}=${Buffer.from(value, 'latin1').toString('base64')}`,
  );
  return pairs.length > 0 ? { 'x-ms-properties': pairs.join(',') } : {};
}

/** Access control is not kept here: everything belongs to the account's super-user. */
export const owner = { owner: '$superuser', group: '$superuser' };
export const permissionsOf = (node: Node): string => (node.folder ? 'rwxr-x---' : 'rw-r-----');

/** What both hosts say about a file or folder, without its length. */
export function describe(node: Node, service: 'blob' | 'dfs'): Record<string, string> {
  const { headers, metadata, created } = node.properties;
  return {
    'content-type': 'application/octet-stream',
    ...versionHeaders(node),
    ...headers,
    'accept-ranges': 'bytes',
    'x-ms-server-encrypted': 'true',
    'x-ms-creation-time': new Date(created ?? node.modified).toUTCString(),
    'x-ms-lease-state': 'available',
    'x-ms-lease-status': 'unlocked',
    'x-ms-access-tier': 'Hot',
    'x-ms-access-tier-inferred': 'true',
    'x-ms-resource-type': node.folder ? 'directory' : 'file',
    'x-ms-owner': owner.owner,
    'x-ms-group': owner.group,
    'x-ms-permissions': permissionsOf(node),
    ...(service === 'dfs'
      ? propertiesHeader(metadata)
      : {
          'x-ms-blob-type': 'BlockBlob',
          ...metadataHeaders(metadata),
          ...(node.folder ? { 'x-ms-meta-hdi_isfolder': 'true' } : {}),
        }),
  };
}
