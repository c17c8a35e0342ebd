import type { FileCreateOptions, ShareFileClient } from '@azure/storage-file-share';
import { throwIfAborted } from '../common/abort.ts';
import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { contentTypeOf } from './contentTypes.ts';
import { changed, incomplete, taken, wrongKind } from './failures.ts';
import { confirmed, lastingOf, nothingFound, tokenOf } from './lasting.ts';
import { fileIn, parentOf, type FilePath } from './path.ts';
import type { Service } from './service.ts';
import { statusOf } from './serviceFailures.ts';
import { lookForRanges } from './shareRanges.ts';
import type { Entry, Upload, UploadOptions } from './storage.ts';
import { temporaryForm, temporaryName } from './temporary.ts';

/** The most that the service takes in one request. In bytes. */
const chunkSize = 4 * 1024 * 1024;
/** For how long, in milliseconds, an abort tries to remove what was begun. */
const cleanUp = 5000;

/** What an upload needs of the share it goes into. */
export interface Share {
  readonly service: Service;
  fileAt(path: FilePath): ShareFileClient;
  /** Runs `work`, and once more after making the folders above `path` if one is missing. */
  inFolders<T>(path: FilePath, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  look(path: FilePath, signal: AbortSignal): Promise<Entry | undefined>;
  rename(from: FilePath, to: FilePath, replace: boolean, signal: AbortSignal): Promise<void>;
  readonly log?: Log | undefined;
  /** Whether the service takes a file's content with its creation; unlearnt when it refuses. */
  takesContent: boolean;
}

/** What a service answers that does not know of content in a creation. */
function refusesContent(error: unknown): boolean {
  if (!isFailure(error)) return false;
  const { status, code = '' } = error.facts;
  return (
    status === 400 &&
    /^(?:InvalidHeaderValue|UnsupportedHeader|UnsupportedRestVersion|InvalidInput|)$/.test(code)
  );
}

/**
 * A file of one chunk that may replace what is there is one request. Everything else is written under a temporary
 * name in the same folder and renamed at the commit, so that nobody sees half of it.
 */
export async function createShareUpload(
  share: Share,
  path: FilePath,
  options: UploadOptions,
): Promise<Upload> {
  const { size, modified, condition } = options;
  const { service } = share;
  const token = tokenOf(options, temporaryForm) ?? temporaryName(options.mark);
  const temporary = fileIn(parentOf(path), `.~${token}`);
  const small = size <= chunkSize;
  const goesOn = !small && typeof options.lasting === 'object';
  const found = goesOn
    ? await confirmed(() => lookForRanges(share, temporary, { ...options, chunkSize }))
    : nothingFound;
  const contentType = contentTypeOf(path);
  const created: FileCreateOptions = modified ? { lastWriteTime: modified } : {};
  const headersWith = (md5: Uint8Array | undefined) => ({
    ...(contentType !== undefined && { fileContentType: contentType }),
    ...(md5 && { fileContentMD5: md5 }),
  });
  let got = found.bytes;
  let only: Uint8Array = new Uint8Array(0);
  let begun = got > 0 ? Promise.resolve() : undefined;
  let mayExist = got > 0;

  /** `md5`: the whole file's, if it is known by now. */
  function create(
    name: FilePath,
    abortSignal: AbortSignal,
    { content, md5 }: { content?: Uint8Array | undefined; md5?: Uint8Array | undefined } = {},
  ): Promise<unknown> {
    mayExist ||= name === temporary;
    const making = share.inFolders(name, abortSignal, () =>
      share.fileAt(name).create(size, {
        ...created,
        abortSignal,
        fileHttpHeaders: headersWith(md5),
        ...(content && { content, contentLength: content.length, ...(md5 && { contentMD5: md5 }) }),
      }),
    );
    return making.catch((error: unknown) => {
      if (statusOf(error) === 403) mayExist = false; // nothing to take away, and no right to
      throw error;
    });
  }

  function begin(signal: AbortSignal | undefined, md5?: Uint8Array): Promise<void> {
    begun ??= service.call({ path, signal }, async (abortSignal) => {
      await create(temporary, abortSignal, { md5 });
    });
    return begun;
  }

  async function putRange(offset: number, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    const { length } = bytes;
    await service.call({ path, signal, bytes: length }, (abortSignal) =>
      share
        .fileAt(temporary)
        .uploadRange(bytes, offset, length, { abortSignal, fileLastWrittenMode: 'Preserve' }),
    );
  }

  /** The whole of a small file in one request, under `name`. */
  async function putWhole(
    name: FilePath,
    signal: AbortSignal | undefined,
    md5?: Uint8Array,
  ): Promise<boolean> {
    if (size > 0 && !share.takesContent) return false;
    try {
      await service.call({ path, signal, bytes: size }, (abortSignal) =>
        create(name, abortSignal, { content: size > 0 ? only : undefined, md5 }),
      );
      return true;
    } catch (error) {
      if (size === 0 || !refusesContent(error)) throw error;
      share.takesContent = false;
      share.log?.info(
        `${service.address}: the service takes no content with the creation of a file; small files are written in steps from now on`,
      );
      return false;
    }
  }

  /** Of a file in several requests, it is known only after the last. The times stay. */
  async function keepMd5(md5: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    await service.call({ path, signal }, (abortSignal) =>
      share.fileAt(temporary).setHttpHeaders(headersWith(md5), { abortSignal }),
    );
  }

  return {
    chunkSize,
    async put(offset, bytes, { signal = options.signal } = {}) {
      throwIfAborted(signal);
      if (small) {
        only = bytes;
      } else {
        await begin(signal);
        await putRange(offset, bytes, signal);
      }
      got += bytes.length;
    },
    async commit({ signal = options.signal, md5 } = {}) {
      throwIfAborted(signal);
      if (got !== size) throw incomplete(service.where(path));
      const direct = small && condition === undefined;
      const whole = small && (await putWhole(direct ? path : temporary, signal, md5));
      if (small && !whole) {
        await begin(signal, md5);
        await putRange(0, only, signal);
      }
      if (!small && md5) await keepMd5(md5, signal);
      if (!(direct && whole)) await putInPlace(share, { temporary, path, size, condition }, signal);
      mayExist = false;
      only = new Uint8Array(0);
    },
    async abort() {
      only = new Uint8Array(0);
      await begun?.catch(() => undefined);
      if (!mayExist) return;
      const signal = AbortSignal.timeout(cleanUp);
      await service
        .call({ path: temporary, signal }, (abortSignal) =>
          share.fileAt(temporary).deleteIfExists({ abortSignal }),
        )
        .catch(() => undefined);
    },
    ...(!small && lastingOf(options, token, found)),
  };
}

/** A file that is complete under its temporary name. */
export interface Placing extends Pick<UploadOptions, 'size' | 'condition'> {
  readonly temporary: FilePath;
  readonly path: FilePath;
}

/** Renames a file to the name that it is to have. */
export async function putInPlace(
  share: Share,
  placing: Placing,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { temporary, path, size, condition } = placing;
  await share.service.call({ path, signal }, async (abortSignal, attempt) => {
    if (typeof condition === 'object' && attempt === 1) await checkCondition(share, placing, abortSignal);
    try {
      await share.rename(temporary, path, condition !== 'absent', abortSignal);
    } catch (error) {
      const there = attempt > 1 && statusOf(error) === 404 ? await share.look(path, abortSignal) : undefined;
      if (there?.kind !== 'file' || there.size !== size) throw error; // else the first answer was lost
    }
  });
}

async function checkCondition(
  share: Share,
  { path, condition }: Placing,
  abortSignal: AbortSignal,
): Promise<void> {
  const there = condition === undefined ? undefined : await share.look(path, abortSignal);
  if (there?.kind === 'folder') throw wrongKind(share.service.where(path));
  if (condition === 'absent' && there) throw taken(share.service.where(path));
  // The service has no If-Match: what changes between this look and the rename is replaced.
  if (typeof condition === 'object' && (there?.kind !== 'file' || there.etag !== condition.etag))
    throw changed(share.service.where(path));
}
