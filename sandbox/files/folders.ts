import { escapeXml, header, ServiceError } from '../service.ts';
import type { Node } from '../disk/tree.ts';
import { answer, answerXml, element, metadataHeaders, versionHeaders } from '../disk/answers.ts';
import { marker, metadataOf, pageSize } from '../disk/requests.ts';
import {
  alreadyExists,
  fileId,
  fileTime,
  lookUp,
  need,
  parentOf,
  permissionKey,
  smbHeaders,
  smbProperties,
  type FilesExchange,
} from './place.ts';

/** `PUT /share/folder?restype=directory` */
export function createFolder(exchange: FilesExchange): void {
  const { disk, path, request } = exchange;
  // A file of that name answers like a folder (not confirmed).
  if (lookUp(exchange)) throw alreadyExists();
  const properties = { ...smbProperties(exchange, true), metadata: metadataOf(request) };
  const folder = disk.tree.add({
    parent: parentOf(exchange).id,
    name: path.at(-1) ?? '',
    folder: true,
    properties,
  });
  answer(exchange, 201, {
    ...versionHeaders(folder),
    ...smbHeaders(folder),
    'x-ms-request-server-encrypted': 'true',
  });
}

/** `GET /share/folder?restype=directory` */
export function folderProperties(exchange: FilesExchange): void {
  const folder = need(exchange, 'folder', 'read');
  const headers = {
    ...versionHeaders(folder),
    ...metadataHeaders(folder.properties.metadata),
    ...smbHeaders(folder),
  };
  answer(exchange, 200, { ...headers, 'x-ms-type': 'Directory', 'x-ms-server-encrypted': 'true' });
}

/** `PUT /share/folder?restype=directory&comp=metadata` */
export function setFolderMetadata(exchange: FilesExchange): void {
  const folder = need(exchange, 'folder');
  const properties = { ...folder.properties, metadata: metadataOf(exchange.request) };
  const { tree } = exchange.disk;
  answer(exchange, 200, {
    ...versionHeaders(tree.change(folder.id, { properties })),
    'x-ms-request-server-encrypted': 'true',
  });
}

/** `PUT /share/folder?restype=directory&comp=properties` */
export function setFolderProperties(exchange: FilesExchange): void {
  const folder = need(exchange, 'folder');
  const properties = { ...folder.properties, ...smbProperties(exchange, true, folder.properties) };
  const changed = exchange.disk.tree.change(folder.id, { properties });
  answer(exchange, 200, {
    ...versionHeaders(changed),
    ...smbHeaders(changed),
    'x-ms-request-server-encrypted': 'true',
  });
}

/** `DELETE /share/folder?restype=directory`, empty folders only. */
export function deleteFolder(exchange: FilesExchange): void {
  const folder = need(exchange, 'folder');
  const { tree } = exchange.disk;
  // The root of a share goes with the share only.
  if (exchange.path.length === 0)
    throw new ServiceError(400, 'InvalidUri', 'The root directory cannot be deleted.');
  if (tree.children(folder.id, { limit: 1 }).length > 0) {
    throw new ServiceError(409, 'DirectoryNotEmpty', 'The specified directory is not empty.');
  }
  tree.remove(folder.id);
  answer(exchange, 202);
}

/** `GET /share/folder?restype=directory&comp=list` */
export function listFolder(exchange: FilesExchange): void {
  const { disk, context, share, path, request } = exchange;
  const folder = need(exchange, 'folder');
  const prefix = context.query.get('prefix') ?? '';
  const limit = pageSize(context.query, 'maxresults');
  const after = marker.decode(context.query.get('marker'));
  const found = disk.tree.children(folder.id, { prefix, after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const include = new Set((context.query.get('include') ?? '').split(','));
  const extended = header(request, 'x-ms-file-extended-info') === 'true';
  const last = page.at(-1);
  const attributes = [
    `ServiceEndpoint="https://${context.host}/"`,
    `ShareName="${escapeXml(share)}"`,
    `DirectoryPath="${escapeXml(path.join('/'))}"`,
  ];
  const size = context.query.get('maxresults');
  answerXml(
    exchange,
    [
      `<EnumerationResults ${attributes.join(' ')}>`,
      context.query.get('marker') ? element('Marker', context.query.get('marker') ?? '') : '',
      prefix ? element('Prefix', prefix) : '',
      size ? element('MaxResults', size) : '',
      extended ? element('DirectoryId', fileId(folder.id)) : '',
      `<Entries>${page.map((node) => entry(node, include, extended)).join('')}</Entries>`,
      element('NextMarker', last && found.length > limit ? marker.encode(last.name) : ''),
      `</EnumerationResults>`,
    ].join(''),
  );
}

function entry(node: Node, include: ReadonlySet<string>, extended: boolean): string {
  const times = node.properties.times;
  const fallback = fileTime(node.modified);
  const properties = [
    node.folder ? '' : element('Content-Length', node.size),
    ...(include.has('Timestamps')
      ? [
          element('CreationTime', times?.created ?? fallback),
          element('LastAccessTime', times?.written ?? fallback),
          element('LastWriteTime', times?.written ?? fallback),
          element('ChangeTime', times?.changed ?? fallback),
          element('Last-Modified', new Date(node.modified).toUTCString()),
        ]
      : []),
    include.has('Etag') ? element('Etag', `"${node.etag}"`) : '',
  ].join('');
  const tag = node.folder ? 'Directory' : 'File';
  return [
    `<${tag}>`,
    extended ? element('FileId', fileId(node.id)) : '',
    element('Name', node.name),
    `<Properties>${properties}</Properties>`,
    include.has('Attributes')
      ? element('Attributes', node.properties.attributes ?? (node.folder ? 'Directory' : 'Archive'))
      : '',
    include.has('PermissionKey') ? element('PermissionKey', permissionKey) : '',
    `</${tag}>`,
  ].join('');
}
