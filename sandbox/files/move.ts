import { randomUUID } from 'node:crypto';
import { header, ServiceError } from '../service.ts';
import type { Node } from '../disk/tree.ts';
import { answer, versionHeaders } from '../disk/answers.ts';
import { contentHeadersOf, segmentsOf } from '../disk/requests.ts';
import {
  alreadyExists,
  checkedPath,
  lookUp,
  parentOf,
  smbHeaders,
  smbProperties,
  typeMismatch,
  type FilesExchange,
} from './place.ts';

/** The exchange as if it were about the file that a header names by its whole address. */
function sourceOf(exchange: FilesExchange, name: string): FilesExchange {
  const address = /^https?:\/\/([^/?]+)(\/[^?]*)/i.exec(header(exchange.request, name) ?? '');
  const account = address?.[1]?.toLowerCase().split('.')[0];
  if (!address || account !== exchange.account) {
    throw new ServiceError(
      400,
      'InvalidHeaderValue',
      'The value for one of the HTTP headers is not in the correct format.',
      { details: { HeaderName: name } },
    );
  }
  const [share = '', ...path] = segmentsOf(address[2] ?? '');
  const keepDots = header(exchange.request, 'x-ms-source-allow-trailing-dot') === 'true';
  return { ...exchange, share, path: checkedPath(path, keepDots) };
}

function needSource(exchange: FilesExchange): Node {
  const node = lookUp(exchange);
  if (!node || exchange.path.length === 0)
    throw new ServiceError(404, 'ResourceNotFound', 'The specified resource does not exist.');
  return node;
}

/** `PUT …?comp=rename[&restype=directory]`: moves a file or folder inside its share. */
export function rename(exchange: FilesExchange): void {
  const { disk, path, request } = exchange;
  const source = sourceOf(exchange, 'x-ms-file-rename-source');
  const node = needSource(source);
  if (node.folder !== (exchange.context.query.get('restype') === 'directory')) throw typeMismatch();
  // Between shares there is no rename (not confirmed which code says so).
  if (source.share !== exchange.share)
    throw new ServiceError(400, 'InvalidInput', 'Source and destination must be in the same share.');
  const parent = parentOf(exchange);
  for (let above: Node | undefined = parent, depth = path.length - 1; above && depth > 0; depth--) {
    if (above.id === node.id)
      throw new ServiceError(400, 'InvalidInput', 'A directory cannot be renamed into itself.');
    above = lookUp(exchange, path.slice(0, depth - 1));
  }
  const moved = disk.tree.atomically(() => {
    const taken = lookUp(exchange);
    if (taken && taken.id !== node.id) {
      const replace = header(request, 'x-ms-file-rename-replace-if-exists') === 'true';
      if (!replace || taken.folder || node.folder) throw alreadyExists();
      disk.content.discard(disk.tree.remove(taken.id));
    }
    const properties = { ...node.properties, ...smbProperties(exchange, node.folder, node.properties) };
    return disk.tree.change(node.id, { parent: parent.id, name: path.at(-1) ?? '', properties });
  });
  answer(exchange, 200, {
    ...versionHeaders(moved),
    ...smbHeaders(moved),
    'x-ms-request-server-encrypted': 'true',
  });
}

/** `PUT /share/file` with `x-ms-copy-source`, from the same account; done at once. */
export async function copyFile(exchange: FilesExchange): Promise<void> {
  const { disk, path, request } = exchange;
  const node = needSource(sourceOf(exchange, 'x-ms-copy-source'));
  if (node.folder) throw typeMismatch();
  await exchange.openSource('look');
  parentOf(exchange);
  const content = node.size === 0 ? '' : disk.content.create();
  if (node.size > 0) {
    const bytes = disk.content.read(node.content, 0, node.size);
    await disk.content.write(content, 0, Buffer.isBuffer(bytes) ? [bytes] : (bytes as AsyncIterable<Buffer>));
  }
  const headers = { ...node.properties.headers, ...contentHeadersOf(request) };
  const smb = smbProperties(exchange, false);
  const kept = header(request, 'x-ms-file-last-write-time')?.toLowerCase() === 'source';
  const written = kept ? node.properties.times?.written : undefined;
  const times = smb.times && { ...smb.times, ...(written !== undefined && { written }) };
  const properties = { ...node.properties, ...smb, ...(times && { times }), headers };
  const copy = disk.tree.atomically(() => {
    const taken = lookUp(exchange);
    if (taken?.folder) throw typeMismatch();
    if (taken) disk.content.discard(disk.tree.remove(taken.id));
    const made = disk.tree.add({
      parent: parentOf(exchange).id,
      name: path.at(-1) ?? '',
      folder: false,
      size: node.size,
      content,
      properties,
    });
    if (node.size > 0) disk.tree.addExtent(made.id, 0, node.size);
    return made;
  });
  answer(exchange, 202, {
    ...versionHeaders(copy),
    'x-ms-copy-id': randomUUID(),
    'x-ms-copy-status': 'success',
  });
}
