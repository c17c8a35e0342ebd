import { randomUUID } from 'node:crypto';
import { header, ServiceError } from '../service.ts';
import type { CopiedSource } from '../copySource.ts';
import type { Node } from '../disk/tree.ts';
import { answer, versionHeaders } from '../disk/answers.ts';
import { contentHeadersOf, metadataOf } from '../disk/requests.ts';
import { checkTarget, stageOf, writeBlock } from './blobs.ts';
import { replaceFile, type LakeExchange } from './place.ts';

const encrypted = { 'x-ms-request-server-encrypted': 'true' };

async function replaceBy(
  exchange: LakeExchange,
  source: CopiedSource,
  properties: Node['properties'],
): Promise<Node> {
  const { disk, request } = exchange;
  const content = disk.content.create();
  try {
    const written = await disk.content.write(content, 0, source.body as AsyncIterable<Buffer>, { md5: true });
    const wanted = header(request, 'x-ms-source-content-md5');
    if (wanted !== undefined && wanted !== written.md5)
      throw new ServiceError(400, 'Md5Mismatch', 'The source does not have the MD5 that the request gives.');
    checkTarget(exchange);
    const file = replaceFile(exchange, { size: written.size, content, properties });
    disk.content.discard(disk.tree.clearBlocks(stageOf(exchange)));
    return file;
  } catch (error) {
    disk.content.discard([content]);
    throw error;
  }
}

/** `PUT` with `x-ms-copy-source` alone: Copy Blob, done at once. Without metadata of its own, that of the source. */
export async function copyBlob(exchange: LakeExchange): Promise<void> {
  checkTarget(exchange);
  const source = await exchange.openSource();
  const own = metadataOf(exchange.request);
  const metadata = Object.keys(own).length > 0 ? own : source.metadata;
  const file = await replaceBy(exchange, source, { metadata, headers: source.headers });
  answer(exchange, 202, {
    ...versionHeaders(file),
    'x-ms-copy-id': randomUUID(),
    'x-ms-copy-status': 'success',
  });
}

/** `PUT` with `x-ms-copy-source` and a blob type: Put Blob From URL. Not confirmed: it takes no metadata along. */
export async function putBlobFromUrl(exchange: LakeExchange): Promise<void> {
  const { request } = exchange;
  checkTarget(exchange);
  const source = await exchange.openSource();
  const copies = header(request, 'x-ms-copy-source-blob-properties') !== 'false';
  const headers = { ...(copies ? source.headers : {}), ...contentHeadersOf(request, 'x-ms-blob-') };
  const file = await replaceBy(exchange, source, { metadata: metadataOf(request), headers });
  answer(exchange, 201, { ...versionHeaders(file), ...encrypted });
}

/** `PUT …?comp=block` with `x-ms-copy-source`: Put Block From URL. */
export async function putBlockFromUrl(exchange: LakeExchange): Promise<void> {
  const { body } = await exchange.openSource();
  return writeBlock(exchange, body);
}
