import type { DataLakeFileClient } from '@azure/storage-file-datalake';
import { throwIfAborted } from '../common/abort.ts';
import { blockSizeFor } from './blobUpload.ts';
import { contentTypeOf } from './contentTypes.ts';
import { changed, incomplete, taken } from './failures.ts';
import { chunksUpTo, confirmed, foundOf, lastingOf, nothingFound, tokenOf, type Found } from './lasting.ts';
import { fileIn, parentOf, type FilePath } from './path.ts';
import type { Service } from './service.ts';
import { codeOf, statusOf } from './serviceFailures.ts';
import type { Entry, Upload, UploadOptions, WriteCondition } from './storage.ts';
import { temporaryForm, temporaryName } from './temporary.ts';
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

/** So much is appended before it is made part of the file. In bytes. */
const saveEach = 64 * 1024 * 1024;

interface Saving {
  readonly lake: Lake;
  readonly temporary: FilePath;
  readonly size: number;
  /** So much is part of the file already. */
  readonly from: number;
}

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
export async function createLakeUpload(lake: Lake, path: FilePath, options: UploadOptions): Promise<Upload> {
  const { size, modified, condition, lasting } = options;
  const { service } = lake;
  const token = tokenOf(options, temporaryForm) ?? temporaryName(options.mark);
  const temporary = fileIn(parentOf(path), `.~${token}`);
  const chunkSize = blockSizeFor(size);
  const goesOn = typeof lasting === 'object' && lasting.chunkSize === chunkSize;
  const found = goesOn
    ? await confirmed(() => lookForStart(lake, temporary, { ...options, chunkSize }))
    : nothingFound;
  const contentType = contentTypeOf(path);
  const headersWith = (contentMD5: Uint8Array | undefined) => ({
    ...(contentType !== undefined && { contentType }),
    ...(contentMD5 && { contentMD5 }),
  });
  let got = found.bytes;
  let begun = got > 0 ? Promise.resolve() : undefined;
  let mayExist = got > 0;
  const saved = lasting && createSaving({ lake, temporary, size, from: found.bytes });

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
    chunkSize,
    async put(offset, bytes, { signal = options.signal } = {}) {
      throwIfAborted(signal);
      await begin(signal);
      const { length } = bytes;
      await service.call({ path, signal, bytes: length }, (abortSignal) =>
        lake.fileAt(temporary).append(bytes, offset, length, { abortSignal }),
      );
      got += length;
      await saved?.put(offset, length, signal);
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
    ...lastingOf(options, token, found),
  };
}

/** Makes what has been appended, without a gap, part of the file from time to time: of the rest the service tells nothing. */
function createSaving({ lake, temporary, size, from }: Saving) {
  const { service } = lake;
  const behind = new Map<number, number>();
  let end = from;
  let saved = from;
  let saving: Promise<unknown> | undefined;
  return {
    async put(offset: number, length: number, signal: AbortSignal | undefined): Promise<void> {
      behind.set(offset, length);
      for (let next = behind.get(end); next !== undefined; next = behind.get(end)) {
        behind.delete(end);
        end += next;
      }
      // The commit saves the last, with what belongs to the whole file.
      if (saving || end - saved < saveEach || end >= size) return;
      const position = end;
      saving = service.call({ path: temporary, signal }, (abortSignal) =>
        lake.fileAt(temporary).flush(position, { abortSignal, retainUncommittedData: true }),
      );
      // What is not saved is appended again should it come to that.
      await saving.then(
        () => (saved = position),
        () => undefined,
      );
      saving = undefined;
    },
  };
}

/** The beginning of a file that has been saved. What was appended behind it is dropped: the service cannot say what it is. */
async function lookForStart(
  lake: Lake,
  temporary: FilePath,
  { size, chunkSize, signal }: UploadOptions & { readonly chunkSize: number },
): Promise<Found> {
  return lake.service.call({ path: temporary, signal }, async (abortSignal) => {
    const there = await lake.look(temporary, abortSignal);
    if (there?.kind !== 'file' || there.size === 0 || there.size > size) return nothingFound;
    const whole = there.size === size;
    if (!whole && there.size % chunkSize !== 0) return nothingFound;
    if (!whole) await lake.fileAt(temporary).flush(there.size, { abortSignal });
    return foundOf(chunksUpTo(there.size, chunkSize));
  });
}
