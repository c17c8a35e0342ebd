import { header, ServiceError } from '../service.ts';
import type { Node } from '../disk/tree.ts';
import { answer, versionHeaders } from '../disk/answers.ts';
import { checkConditions, contentHeadersOf, metadataOf, segmentsOf } from '../disk/requests.ts';
import {
  checkedPath,
  codeOf,
  filesystemOf,
  lookUp,
  makeParents,
  need,
  replaceFile,
  trouble,
  type LakeExchange,
} from './place.ts';
import { propertiesOf } from './properties.ts';

const encrypted = { 'x-ms-request-server-encrypted': 'true' };

/** `PUT …?resource=file|directory`: an empty file, or a folder. An existing folder stays as it is. */
export function createPath(exchange: LakeExchange): void {
  const { disk, request, context, path } = exchange;
  const resource = context.query.get('resource');
  if (path.length === 0 || (resource !== 'file' && resource !== 'directory')) {
    throw new ServiceError(
      400,
      'InvalidQueryParameterValue',
      'Value for one of the query parameters specified in the request URI is invalid.',
    );
  }
  const before = lookUp(exchange);
  checkConditions(request, before, { exists: codeOf('exists', context) });
  const properties = { metadata: propertiesOf(request), headers: contentHeadersOf(request) };
  const node =
    resource === 'file'
      ? replaceFile(exchange, { size: 0, content: disk.content.create(), properties })
      : makeFolder(exchange, before, properties);
  answer(exchange, 201, { ...versionHeaders(node), ...encrypted });
}

/** The folder of this path, made with those above it or given new metadata. */
export function makeFolder(
  exchange: LakeExchange,
  before: Node | undefined,
  properties: Node['properties'],
): Node {
  const { tree } = exchange.disk;
  if (before && !before.folder) throw trouble('wrongType', exchange.context);
  if (before) return tree.change(before.id, { properties: { ...before.properties, ...properties } });
  return tree.atomically(() => {
    const name = exchange.path.at(-1) ?? '';
    const all = { created: Date.now(), ...properties };
    return tree.add({ parent: makeParents(exchange).id, name, folder: true, properties: all });
  });
}

function sourceOf(exchange: LakeExchange): LakeExchange {
  const [address = ''] = (header(exchange.request, 'x-ms-rename-source') ?? '').split('?');
  const [filesystem = '', ...path] = segmentsOf(address);
  if (!address.startsWith('/') || path.length === 0) {
    throw new ServiceError(400, 'InvalidSourceUri', 'The source URI is invalid.');
  }
  return { ...exchange, filesystem, path: checkedPath(path) };
}

/** `PUT …` with `x-ms-rename-source`: moves a file or folder in one step, over a file or an empty folder if need be. */
export function rename(exchange: LakeExchange): void {
  const { disk, request, path } = exchange;
  const source = sourceOf(exchange);
  const node = lookUp(source);
  if (!node)
    throw new ServiceError(
      404,
      'SourcePathNotFound',
      'The source path for a rename operation does not exist.',
    );
  checkConditions(request, node, { exists: 'SourceConditionNotMet', prefix: 'x-ms-source-' });
  const parent = disk.tree.find(filesystemOf(exchange).id, path.slice(0, -1));
  if (!parent?.folder || path.length === 0) {
    throw new ServiceError(
      404,
      'RenameDestinationParentPathNotFound',
      'The parent directory of the destination path does not exist.',
    );
  }
  const inside = exchange.filesystem === source.filesystem && path.length > source.path.length;
  if (node.folder && inside && source.path.every((name, index) => name === path[index])) {
    throw new ServiceError(
      409,
      'InvalidRenameSourcePath',
      'The source directory cannot be the same as the destination directory, nor can the destination be a subdirectory of the source directory.',
    );
  }
  const moved = disk.tree.atomically(() => {
    const taken = lookUp(exchange);
    checkConditions(request, taken, { exists: 'PathAlreadyExists' });
    if (taken && taken.id !== node.id) makeRoom(exchange, node, taken);
    return disk.tree.change(node.id, { parent: parent.id, name: path.at(-1) ?? '', modified: node.modified });
  });
  answer(exchange, 201, { ...versionHeaders(moved), 'content-length': 0 });
}

/** Removes what a rename replaces. Not confirmed: which code a mixture of file and folder gets. */
function makeRoom({ disk, context }: LakeExchange, node: Node, taken: Node): void {
  if (taken.folder !== node.folder) {
    throw new ServiceError(
      409,
      'InvalidSourceOrDestinationResourceType',
      'The source and destination resource type must be identical.',
    );
  }
  if (taken.folder && disk.tree.children(taken.id, { limit: 1 }).length > 0)
    throw trouble('notEmpty', context);
  disk.content.discard(disk.tree.remove(taken.id));
}

/** `DELETE`, on both hosts; a folder with everything in it when `recursive=true`. */
export function deletePath(exchange: LakeExchange): void {
  const { disk, request, context, path } = exchange;
  const node = need(exchange);
  if (path.length === 0) throw new ServiceError(400, 'InvalidUri', 'The root directory cannot be deleted.');
  checkConditions(request, node, { exists: codeOf('exists', context) });
  const recursive = context.service !== 'blob' && context.query.get('recursive') === 'true';
  if (!recursive && disk.tree.children(node.id, { limit: 1 }).length > 0) throw trouble('notEmpty', context);
  disk.content.discard(disk.tree.remove(node.id));
  answer(exchange, context.service === 'blob' ? 202 : 200, { 'x-ms-delete-type-permanent': 'true' });
}

/** Replaces metadata: `PATCH …?action=setProperties`, or `PUT …?comp=metadata` on the blob host. */
export function setMetadata(exchange: LakeExchange): void {
  const { request, context } = exchange;
  const metadata = context.service === 'blob' ? metadataOf(request) : propertiesOf(request);
  update(exchange, (node) => ({ ...node.properties, metadata }));
}

/** Replaces HTTP headers: `PUT …?comp=properties` on the blob host. */
export function setHeaders(exchange: LakeExchange): void {
  const headers = contentHeadersOf(exchange.request, 'x-ms-blob-');
  update(exchange, (node) => ({ ...node.properties, headers }));
}

/** Accepted and forgotten: access control lists are not kept. */
export function setAccessControl(exchange: LakeExchange): void {
  update(exchange, (node) => node.properties);
}

function update(exchange: LakeExchange, change: (node: Node) => Node['properties']): void {
  const { disk, request, context } = exchange;
  const node = need(exchange);
  checkConditions(request, node, { exists: codeOf('exists', context) });
  answer(exchange, 200, versionHeaders(disk.tree.change(node.id, { properties: change(node) })));
}

/** A whole number in the query. */
export function numberQuery({ context }: LakeExchange, name: string): number {
  const text = context.query.get(name) ?? '';
  if (!/^\d{1,15}$/.test(text)) {
    throw new ServiceError(
      400,
      'InvalidQueryParameterValue',
      'Value for one of the query parameters specified in the request URI is invalid.',
      {
        details: { QueryParameterName: name, QueryParameterValue: text },
      },
    );
  }
  return Number(text);
}
