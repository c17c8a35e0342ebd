import {
  FileSASPermissions,
  generateFileSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type ShareFileClient,
} from '@azure/storage-file-share';
import { throwIfAborted } from '../common/abort.ts';
import { inSameAccount, type SasWish } from './copyGrant.ts';
import { copyInParts } from './copyParts.ts';
import { answerOf, patienceFor } from './copyRefusals.ts';
import { sourceProperties, type OpenSource, type SourceProperties } from './copySource.ts';
import { finishCopy } from './copyWait.ts';
import type { StorageConnection } from './connection.ts';
import { fileIn, parentOf, type FilePath } from './path.ts';
import { putInPlace, type Share } from './shareUpload.ts';
import type { CopyOptions, CopyResult } from './storage.ts';
import { temporaryName } from './temporary.ts';

/** The most that the service reads in one request, in bytes. */
const rangeSize = 4 * 1024 * 1024;
/** For how long, in milliseconds, what was begun is tried to be removed. */
const cleanUp = 5000;

/** A SAS for one file. */
export function fileSas({ account, key, root, path, expiresOn, https, version }: SasWish): string {
  const values = {
    ...{ shareName: root, filePath: path, expiresOn, version },
    permissions: FileSASPermissions.parse('r'),
    ...(https && { protocol: SASProtocol.Https }),
  };
  return generateFileSASQueryParameters(values, new StorageSharedKeyCredential(account, key)).toString();
}

export async function fileProperties(
  client: ShareFileClient,
  abortSignal: AbortSignal,
): Promise<SourceProperties> {
  return sourceProperties(await client.getProperties({ abortSignal }));
}

interface ShareCopy {
  readonly share: Share;
  readonly connection: StorageConnection;
  readonly source: OpenSource;
  /** The name that the file has on its way. */
  readonly temporary: FilePath;
  readonly options: CopyOptions;
}

/**
 * Within an account the service copies by itself, else it reads the source range by range; in both cases under a
 * temporary name, which is renamed when the source is found not to have changed: there is no condition on it.
 */
export async function copyIntoShare(
  share: Share,
  connection: StorageConnection,
  source: OpenSource,
  to: FilePath,
  options: CopyOptions,
): Promise<CopyResult> {
  throwIfAborted(options.signal);
  if (source.service !== 'file') return 'refused';
  const temporary = fileIn(parentOf(to), `.~${temporaryName(options.mark)}`);
  const copy: ShareCopy = { share, connection, source, temporary, options };
  const { size, etag } = source.file;
  let result: CopyResult = 'refused';
  let placed = false;
  try {
    if (inSameAccount(source, share.service.address)) result = await copyWithinAccount(copy);
    if (result === 'refused') result = await copyRanges(copy);
    if (result !== 'copied') return result;
    const now = await source.properties(options.signal);
    if (etag !== undefined && now.etag !== etag) return 'changed';
    const { condition, signal } = options;
    await putInPlace(share, { temporary, path: to, size, condition }, signal);
    placed = true;
    return 'copied';
  } finally {
    if (!placed) await remove(copy);
  }
}

async function remove({ share, temporary }: ShareCopy): Promise<void> {
  const signal = AbortSignal.timeout(cleanUp);
  await share.service
    .call({ path: temporary, signal }, (abortSignal) =>
      share.fileAt(temporary).deleteIfExists({ abortSignal }),
    )
    .catch(() => undefined);
}

/** Makes a call that reads the source; what the service says of that is no failure. */
async function reading(
  { share, temporary }: ShareCopy,
  { signal, bytes }: { signal: AbortSignal | undefined; bytes: number },
  work: (client: ShareFileClient, abortSignal: AbortSignal) => Promise<void>,
): Promise<CopyResult> {
  const call = { path: temporary, signal, bytes: patienceFor(bytes) };
  return share.service.call(call, async (abortSignal) => {
    try {
      await share.inFolders(temporary, abortSignal, () => work(share.fileAt(temporary), abortSignal));
      return 'copied';
    } catch (error) {
      const answer = answerOf(error);
      if (answer === undefined) throw error;
      return answer;
    }
  });
}

async function copyWithinAccount(copy: ShareCopy): Promise<CopyResult> {
  const { source, options, connection, share, temporary } = copy;
  const by = connection.credential.kind;
  const { signal, modified } = options;
  // What the request carries opens the source as well, if it opens the account; a SAS is for its own address.
  const grant = by === source.by && by !== 'sas' ? { url: source.address } : await source.grant();
  if ('authorization' in grant) return 'refused';
  let copyId: string | undefined;
  const begun = await reading(copy, { signal, bytes: 0 }, async (client, abortSignal) => {
    const answer = await client.startCopyFromURL(grant.url, {
      copyFileSmbInfo: { fileLastWriteTime: modified?.toISOString() ?? 'source' },
      abortSignal,
    });
    copyId = answer.copyStatus === 'success' ? undefined : answer.copyId;
  });
  if (begun !== 'copied' || copyId === undefined) return begun;
  const client = share.fileAt(temporary);
  return finishCopy({
    ...{ copyId, signal, clock: connection.clock },
    look: (own) =>
      share.service.call({ path: temporary, signal: own }, (abortSignal) =>
        client.getProperties({ abortSignal }),
      ),
    abort: (id, abortSignal) => client.abortCopyFromURL(id, { abortSignal }),
    remove: () => Promise.resolve(), // as whatever is left under that name
  });
}

async function copyRanges(copy: ShareCopy): Promise<CopyResult> {
  const { source, options, share, temporary } = copy;
  const { size } = source.file;
  const { md5, metadata, headers } = await source.properties(options.signal);
  await share.service.call({ path: temporary, signal: options.signal }, (abortSignal) =>
    share.inFolders(temporary, abortSignal, () =>
      share.fileAt(temporary).create(size, {
        ...(options.modified && { lastWriteTime: options.modified }),
        fileHttpHeaders: {
          ...(headers.contentType !== undefined && { fileContentType: headers.contentType }),
          ...(headers.contentEncoding !== undefined && { fileContentEncoding: headers.contentEncoding }),
          ...(headers.contentLanguage !== undefined && { fileContentLanguage: headers.contentLanguage }),
          ...(headers.contentDisposition !== undefined && {
            fileContentDisposition: headers.contentDisposition,
          }),
          ...(headers.cacheControl !== undefined && { fileCacheControl: headers.cacheControl }),
          ...(md5 && { fileContentMD5: md5 }),
        },
        metadata: { ...metadata },
        abortSignal,
      }),
    ),
  );
  return copyInParts({ size, partSize: rangeSize }, options, (offset, length, signal) =>
    reading(copy, { signal, bytes: length }, async (client, abortSignal) => {
      const { url, authorization } = await source.grant();
      await client.uploadRangeFromURL(url, offset, offset, length, {
        ...(authorization && { sourceAuthorization: authorization }),
        fileLastWrittenMode: 'Preserve',
        abortSignal,
      });
    }),
  );
}
