import { randomBytes } from 'node:crypto';
import { throwIfAborted } from '../common/abort.ts';
import type { BlobAt } from './blobRead.ts';
import { contentTypeOf } from './contentTypes.ts';
import { incomplete, taken } from './failures.ts';
import {
  chunksUpTo,
  confirmed,
  foundOf,
  lastingOf,
  nothingFound,
  tokenOf,
  type Chunk,
  type Found,
} from './lasting.ts';
import type { FilePath } from './path.ts';
import { quoted, type Service } from './service.ts';
import { codeOf } from './serviceFailures.ts';
import type { Upload, UploadOptions } from './storage.ts';
import { modifiedOf, mtimeMetadata } from './times.ts';

/** A file no larger is one request. In bytes; as AzCopy has it. */
const smallest = 8 * 1024 * 1024;
/** What the service allows in one blob, and in one block. */
const mostBlocks = 50_000;
const largestBlock = 4000 * 1024 * 1024;

/** 8 MiB, doubled until the blocks fit into one blob. */
export function blockSizeFor(size: number): number {
  let blockSize = smallest;
  while (blockSize * mostBlocks < size && blockSize < largestBlock)
    blockSize = Math.min(blockSize * 2, largestBlock);
  return blockSize;
}

const conditionCodes = new Set(['BlobAlreadyExists', 'ConditionNotMet', 'TargetConditionNotMet']);

/**
 * A file no larger than one block is put with one request, at its commit; larger ones in blocks that the commit lists.
 * Blocks that were never committed are no blob to anybody, and the service forgets them after a week.
 */
export async function createBlobUpload(
  service: Service,
  { address, hot, client }: BlobAt,
  path: FilePath,
  options: UploadOptions,
): Promise<Upload> {
  const { size, modified, condition } = options;
  const chunkSize = blockSizeFor(size);
  const inBlocks = size > chunkSize;
  const prefix = inBlocks ? (tokenOf(options, /^[0-9a-f]{24}$/) ?? randomBytes(12).toString('hex')) : '';
  let only: Uint8Array = new Uint8Array(0);

  const idOf = (index: number): string =>
    Buffer.from(`${prefix}-${String(index).padStart(6, '0')}`).toString('base64');
  /** A block is there whole or not at all, so the service knows better than whoever put it. */
  async function lookForBlocks(): Promise<Found> {
    const { uncommittedBlocks = [] } = await service.call({ path, signal: options.signal }, (abortSignal) =>
      client().getBlockList('uncommitted', { abortSignal }),
    );
    const sizes = new Map(uncommittedBlocks.map((block) => [block.name, block.size]));
    const isThere = ({ offset, length }: Chunk) => sizes.get(idOf(offset / chunkSize)) === length;
    return foundOf(chunksUpTo(size, chunkSize).filter(isThere));
  }
  const goesOn = inBlocks && typeof options.lasting === 'object';
  const found = goesOn ? await confirmed(lookForBlocks) : nothingFound;
  let got = found.bytes;

  const contentType = contentTypeOf(path);
  const metadata = mtimeMetadata(modified);
  const written = {
    ...(modified && { metadata }),
    ...(condition && {
      conditions: condition === 'absent' ? { ifNoneMatch: '*' } : { ifMatch: condition.etag },
    }),
  };

  /** The same as headers of a request. */
  const headers = {
    'x-ms-blob-type': 'BlockBlob',
    ...(modified && { 'x-ms-meta-mtime': metadata['mtime'] ?? '' }),
    ...(contentType !== undefined && { 'x-ms-blob-content-type': contentType }),
    ...(condition &&
      (condition === 'absent' ? { 'if-none-match': '*' } : { 'if-match': quoted(condition.etag) })),
  };

  async function stage(id: string, bytes: Uint8Array, abortSignal: AbortSignal): Promise<void> {
    const query = `comp=block&blockid=${encodeURIComponent(id)}`;
    if (await hot?.({ method: 'PUT', address, query, headers: {}, body: bytes }, abortSignal)) return;
    await client().stageBlock(id, bytes, bytes.length, { abortSignal });
  }

  async function send(md5: Uint8Array | undefined, abortSignal: AbortSignal): Promise<void> {
    const blobHTTPHeaders = {
      ...(contentType !== undefined && { blobContentType: contentType }),
      ...(md5 && { blobContentMD5: md5 }),
    };
    if (!inBlocks) {
      // The service compares what it got, and keeps it.
      const checked = md5 ? { ...headers, 'content-md5': Buffer.from(md5).toString('base64') } : headers;
      if (await hot?.({ method: 'PUT', address, headers: checked, body: only }, abortSignal)) return;
      const transactional = md5 && { transactionalContentMD5: md5 };
      await client().upload(only, size, { ...written, blobHTTPHeaders, ...transactional, abortSignal });
      return;
    }
    const ids = Array.from({ length: Math.ceil(size / chunkSize) }, (_, index) => idOf(index));
    await client().commitBlockList(ids, { ...written, blobHTTPHeaders, abortSignal });
  }

  /** Whether the answer to an earlier try was lost, so that what is in the way is this very file. */
  async function isAlreadyIn(abortSignal: AbortSignal): Promise<boolean> {
    if (!modified) return false;
    const { contentLength, metadata, lastModified } = await client().getProperties({ abortSignal });
    return contentLength === size && modifiedOf(metadata, lastModified)?.getTime() === modified.getTime();
  }

  return {
    chunkSize,
    async put(offset, bytes, { signal = options.signal } = {}) {
      throwIfAborted(signal);
      if (inBlocks) {
        await service.call({ path, signal, bytes: bytes.length }, (abortSignal) =>
          stage(idOf(offset / chunkSize), bytes, abortSignal),
        );
      } else {
        only = bytes;
      }
      got += bytes.length;
    },
    async commit({ signal = options.signal, md5 } = {}) {
      throwIfAborted(signal);
      if (got !== size) throw incomplete(service.where(path));
      await service.call({ path, signal, bytes: inBlocks ? 0 : size }, async (abortSignal, attempt) => {
        try {
          await send(md5, abortSignal);
        } catch (error) {
          if (!condition || !conditionCodes.has(codeOf(error))) throw error;
          if (attempt > 1 && (await isAlreadyIn(abortSignal))) return;
          throw condition === 'absent' ? taken(service.where(path), error) : error;
        }
      });
      only = new Uint8Array(0);
    },
    async abort() {
      only = new Uint8Array(0);
      await Promise.resolve();
    },
    ...(inBlocks && lastingOf(options, prefix, found)),
  };
}
