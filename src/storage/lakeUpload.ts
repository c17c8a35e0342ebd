import type { DataLakeFileClient } from '@azure/storage-file-datalake';
import { throwIfAborted } from '../common/abort.ts';
import { blockSizeFor } from './blobUpload.ts';
import { contentTypeOf } from './contentTypes.ts';
import { changed, incomplete, taken } from './failures.ts';
import { fileIn, parentOf, type FilePath } from './path.ts';
import type { Service } from './service.ts';
import { codeOf, statusOf } from './serviceFailures.ts';
import type { Entry, Upload, UploadOptions, WriteCondition } from './storage.ts';
import { temporaryName } from './temporary.ts';
import { mtimeMetadata } from './times.ts';

/** For how long, in milliseconds, an abort tries to remove what was begun. */
const cleanUp = 5000;
/** What the service says when something has the name that a rename may not take. */
const inTheWay = new Set([
  'PathAlreadyExists',
  'ConditionNotMet',
  'TargetConditionNotMet',
  'BlobAlreadyExists',
]);

/** What an upload needs of the filesystem it goes into. */
export interface Lake {
  readonly service: Service;
  fileAt(path: FilePath): DataLakeFileClient;
  look(path: FilePath, signal: AbortSignal): Promise<Entry | undefined>;
  move(
    from: FilePath,
    to: FilePath,
    condition: WriteCondition | undefined,
    signal: AbortSignal,
  ): Promise<void>;
}

/** A file in several requests: written under a temporary name in the same folder, and renamed at the commit. */
export function createLakeUpload(lake: Lake, path: FilePath, options: UploadOptions): Upload {
  const { size, modified, condition } = options;
  const { service } = lake;
  const temporary = fileIn(parentOf(path), `.~${temporaryName(options.mark)}`);
  const contentType = contentTypeOf(path);
  const headersWith = (contentMD5: Uint8Array | undefined) => ({
    ...(contentType !== undefined && { contentType }),
    ...(contentMD5 && { contentMD5 }),
  });
  let got = 0;
  let begun: Promise<void> | undefined;
  let mayExist = false;

  function begin(signal: AbortSignal | undefined): Promise<void> {
    begun ??= service.call({ path, signal }, async (abortSignal) => {
      mayExist = true;
      const making = lake.fileAt(temporary).create({
        abortSignal,
        ...(modified && { metadata: mtimeMetadata(modified) }),
        pathHttpHeaders: headersWith(undefined),
      });
      await making.catch((error: unknown) => {
        if (statusOf(error) === 403) mayExist = false; // nothing to take away, and no right to
        throw error;
      });
    });
    return begun;
  }

  async function putInPlace(signal: AbortSignal | undefined): Promise<void> {
    await service.call({ path, signal }, async (abortSignal, attempt) => {
      try {
        await lake.move(temporary, path, condition, abortSignal);
      } catch (error) {
        const there = attempt > 1 && statusOf(error) === 404 ? await lake.look(path, abortSignal) : undefined;
        if (there?.kind === 'file' && there.size === size) return; // the first answer was lost
        if (!condition || !inTheWay.has(codeOf(error))) throw error;
        throw condition === 'absent'
          ? taken(service.where(path), error)
          : changed(service.where(path), error);
      }
    });
  }

  return {
    chunkSize: blockSizeFor(size),
    async put(offset, bytes, { signal = options.signal } = {}) {
      throwIfAborted(signal);
      await begin(signal);
      const { length } = bytes;
      await service.call({ path, signal, bytes: length }, (abortSignal) =>
        lake.fileAt(temporary).append(bytes, offset, length, { abortSignal }),
      );
      got += length;
    },
    async commit({ signal = options.signal, md5 } = {}) {
      throwIfAborted(signal);
      if (got !== size) throw incomplete(service.where(path));
      await begin(signal);
      if (size > 0) {
        await service.call({ path, signal }, (abortSignal) =>
          lake.fileAt(temporary).flush(size, { abortSignal, close: true, pathHttpHeaders: headersWith(md5) }),
        );
      }
      await putInPlace(signal);
      mayExist = false;
    },
    async abort() {
      await begun?.catch(() => undefined);
      if (!mayExist) return;
      const signal = AbortSignal.timeout(cleanUp);
      await service
        .call({ path: temporary, signal }, (abortSignal) =>
          lake.fileAt(temporary).deleteIfExists(false, { abortSignal }),
        )
        .catch(() => undefined);
    },
  };
}
