import { randomBytes } from 'node:crypto';
import { attempting, type BlobCopy } from './copyBlob.ts';
import { copyInParts } from './copyParts.ts';
import { answerOf, patienceFor } from './copyRefusals.ts';
import type { CopyResult } from './storage.ts';
import { mtimeMetadata } from './times.ts';

/** In bytes; doubled until the blocks fit into one blob. */
const smallestBlock = 64 * 1024 * 1024;
const mostBlocks = 50_000;

/** Blocks that were never committed are no blob to anybody, and the service forgets them after a week. */
export async function copyInBlocks(copy: BlobCopy, smallest = smallestBlock): Promise<CopyResult> {
  const { source, options, reach, to, conditions } = copy;
  const { size, etag } = source.file;
  const before = await source.properties(options.signal);
  if (etag !== undefined && before.etag !== etag) return 'changed';
  let blockSize = smallest;
  while (blockSize * mostBlocks < size) blockSize *= 2;
  const prefix = randomBytes(12).toString('hex');
  const ids = Array.from({ length: Math.ceil(size / blockSize) }, (_, index) =>
    Buffer.from(`${prefix}-${String(index).padStart(6, '0')}`).toString('base64'),
  );
  const staged = await copyInParts({ size, partSize: blockSize }, options, (offset, length, signal) =>
    stage(copy, { id: ids[offset / blockSize] ?? '', offset, length, signal }),
  );
  if (staged !== 'copied') return staged;
  // A block has no condition on its source.
  const after = await source.properties(options.signal);
  if (after.etag !== before.etag) return 'changed';
  const { contentType, contentEncoding, contentLanguage, contentDisposition, cacheControl } = before.headers;
  const blobHTTPHeaders = {
    ...(contentType !== undefined && { blobContentType: contentType }),
    ...(contentEncoding !== undefined && { blobContentEncoding: contentEncoding }),
    ...(contentLanguage !== undefined && { blobContentLanguage: contentLanguage }),
    ...(contentDisposition !== undefined && { blobContentDisposition: contentDisposition }),
    ...(cacheControl !== undefined && { blobCacheControl: cacheControl }),
    ...(before.md5 && { blobContentMD5: before.md5 }),
  };
  const metadata = { ...before.metadata, ...mtimeMetadata(options.modified) };
  return attempting(copy, 0, async (abortSignal) => {
    await reach(to).client().commitBlockList(ids, { metadata, blobHTTPHeaders, conditions, abortSignal });
  });
}

async function stage(
  { service, source, reach, to }: BlobCopy,
  { id, offset, length, signal }: { id: string; offset: number; length: number; signal: AbortSignal },
): Promise<CopyResult> {
  return service.call({ path: to, signal, bytes: patienceFor(length) }, async (abortSignal) => {
    const { url, authorization } = await source.grant();
    const own = { ...(authorization && { sourceAuthorization: authorization }), abortSignal };
    try {
      await reach(to).client().stageBlockFromURL(id, url, offset, length, own);
      return 'copied';
    } catch (error) {
      const answer = answerOf(error);
      if (!answer) throw error;
      return answer;
    }
  });
}
