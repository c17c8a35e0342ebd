import { randomBytes } from 'node:crypto';
import type { BlockBlobClient } from '@azure/storage-blob';
import { throwIfAborted } from '../common/abort.ts';
import { contentTypeOf } from './contentTypes.ts';
import { incomplete, taken } from './failures.ts';
import type { FilePath } from './path.ts';
import type { Service } from './service.ts';
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
export function createBlobUpload(
  service: Service,
  client: BlockBlobClient,
  path: FilePath,
  options: UploadOptions,
): Upload {
  const { size, modified, condition } = options;
  const chunkSize = blockSizeFor(size);
  const inBlocks = size > chunkSize;
  const prefix = inBlocks ? randomBytes(12).toString('hex') : '';
  let got = 0;
  let only: Uint8Array = new Uint8Array(0);

  const idOf = (index: number): string =>
    Buffer.from(`${prefix}-${String(index).padStart(6, '0')}`).toString('base64');
  const contentType = contentTypeOf(path);
  const written = {
    ...(modified && { metadata: mtimeMetadata(modified) }),
    ...(contentType !== undefined && { blobHTTPHeaders: { blobContentType: contentType } }),
    ...(condition && {
      conditions: condition === 'absent' ? { ifNoneMatch: '*' } : { ifMatch: condition.etag },
    }),
  };

  async function send(abortSignal: AbortSignal): Promise<void> {
    if (!inBlocks) {
      await client.upload(only, size, { ...written, abortSignal });
      return;
    }
    const ids = Array.from({ length: Math.ceil(size / chunkSize) }, (_, index) => idOf(index));
    await client.commitBlockList(ids, { ...written, abortSignal });
  }

  /** Whether the answer to an earlier try was lost, so that what is in the way is this very file. */
  async function isAlreadyIn(abortSignal: AbortSignal): Promise<boolean> {
    if (!modified) return false;
    const { contentLength, metadata, lastModified } = await client.getProperties({ abortSignal });
    return contentLength === size && modifiedOf(metadata, lastModified)?.getTime() === modified.getTime();
  }

  return {
    chunkSize,
    async put(offset, bytes, { signal = options.signal } = {}) {
      throwIfAborted(signal);
      if (inBlocks) {
        const { length } = bytes;
        await service.call({ path, signal, bytes: length }, (abortSignal) =>
          client.stageBlock(idOf(offset / chunkSize), bytes, length, { abortSignal }),
        );
      } else {
        only = bytes;
      }
      got += bytes.length;
    },
    async commit({ signal = options.signal } = {}) {
      throwIfAborted(signal);
      if (got !== size) throw incomplete(service.where(path));
      await service.call({ path, signal, bytes: inBlocks ? 0 : size }, async (abortSignal, attempt) => {
        try {
          await send(abortSignal);
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
  };
}
