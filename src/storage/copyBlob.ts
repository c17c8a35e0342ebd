import {
  BlobSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
  type BlockBlobClient,
} from '@azure/storage-blob';
import { throwIfAborted } from '../common/abort.ts';
import type { BlobAt } from './blobRead.ts';
import { blobEntry } from './blobEntries.ts';
import { copyInBlocks } from './copyBlocks.ts';
import { inSameAccount, type SasWish } from './copyGrant.ts';
import { answerOf, patienceFor, refusesDestination } from './copyRefusals.ts';
import { sourceProperties, type OpenSource, type SourceProperties } from './copySource.ts';
import { finishCopy } from './copyWait.ts';
import type { StorageConnection } from './connection.ts';
import { taken } from './failures.ts';
import type { FilePath } from './path.ts';
import { quoted, type Service } from './service.ts';
import type { CopyOptions, CopyResult } from './storage.ts';
import { modifiedOf, mtimeMetadata } from './times.ts';

/**
 * The service takes up to 5,000 MiB in one request. Larger ones than this are quicker in parts that move beside each
 * other, and a part that fails costs less. In bytes.
 */
const largestAtOnce = 256 * 1024 * 1024;

/** A SAS for one blob. */
export function blobSas({ account, key, root, path, expiresOn, https, version }: SasWish): string {
  const values = {
    ...{ containerName: root, blobName: path, expiresOn, version },
    permissions: BlobSASPermissions.parse('r'),
    ...(https && { protocol: SASProtocol.Https }),
  };
  return generateBlobSASQueryParameters(values, new StorageSharedKeyCredential(account, key)).toString();
}

export async function blobProperties(
  client: BlockBlobClient,
  abortSignal: AbortSignal,
): Promise<SourceProperties> {
  return sourceProperties(await client.getProperties({ abortSignal }));
}

/** Where copies go. */
export interface BlobTarget {
  readonly service: Service;
  readonly connection: StorageConnection;
  readonly reach: (path: FilePath) => BlobAt;
}

/** What one copy works with. */
export interface BlobCopy extends BlobTarget {
  readonly source: OpenSource;
  readonly to: FilePath;
  readonly options: CopyOptions;
  readonly conditions: { readonly ifMatch?: string; readonly ifNoneMatch?: string };
}

/**
 * Within an account, one request that moves no bytes. Else the service reads the source: in one request that puts the
 * whole blob in place, or in blocks.
 */
export async function copyIntoBlob(
  target: BlobTarget,
  source: OpenSource,
  to: FilePath,
  options: CopyOptions,
): Promise<CopyResult> {
  throwIfAborted(options.signal);
  if (source.service !== 'blob') return 'refused';
  const { condition } = options;
  const conditions =
    condition === undefined
      ? {}
      : condition === 'absent'
        ? { ifNoneMatch: '*' }
        : { ifMatch: quoted(condition.etag) };
  const copy: BlobCopy = { ...target, source, to, options, conditions };
  if (inSameAccount(source, target.service.address)) {
    const result = await copyWithinAccount(copy);
    if (result !== 'refused') return result;
  }
  return source.file.size > largestAtOnce ? copyInBlocks(copy) : copyAtOnce(copy);
}

const etagOf = ({ file }: OpenSource) =>
  file.etag === undefined ? {} : { sourceConditions: { ifMatch: quoted(file.etag) } };

async function copyWithinAccount(copy: BlobCopy): Promise<CopyResult> {
  const { source, reach, to, options, conditions, connection } = copy;
  const by = connection.credential.kind;
  const { modified } = options;
  // What the request carries opens the source as well, if it opens the account; a SAS is for its own address.
  const grant = by === source.by && by !== 'sas' ? { url: source.address } : await source.grant();
  if ('authorization' in grant) return 'refused';
  // A time that the source's uploader recorded is copied with all other metadata.
  const metadata = modified && source.file.modifiedByService && { metadata: mtimeMetadata(modified) };
  const client = reach(to).client();
  let copyId: string | undefined;
  const begun = await attempting(copy, 0, async (abortSignal) => {
    const own = { ...etagOf(source), ...metadata, conditions, abortSignal };
    const poller = await client.beginCopyFromURL(grant.url, own);
    const state: { isCompleted?: boolean; copyId?: string } = poller.getOperationState();
    copyId = state.isCompleted ? undefined : state.copyId;
  });
  if (begun !== 'copied' || copyId === undefined) return begun;
  return finishCopy({
    ...{ copyId, signal: options.signal, clock: connection.clock },
    look: (signal) =>
      copy.service.call({ path: to, signal }, (abortSignal) => client.getProperties({ abortSignal })),
    abort: (id, abortSignal) => client.abortCopyFromURL(id, { abortSignal }),
    // It stood under this name already, without any bytes.
    remove: (etag, abortSignal) => client.delete({ conditions: { ifMatch: etag }, abortSignal }),
  });
}

async function copyAtOnce(copy: BlobCopy): Promise<CopyResult> {
  const { source, reach, to, options, conditions } = copy;
  const { size, md5 } = source.file;
  const { modified } = options;
  const client = reach(to).client();
  return attempting(copy, size, async (abortSignal) => {
    const { url, authorization } = await source.grant();
    await client.syncUploadFromURL(url, {
      ...(authorization && { sourceAuthorization: authorization }),
      ...etagOf(source),
      ...(modified && { metadata: mtimeMetadata(modified) }),
      // The service compares what it reads, and keeps it.
      ...(md5?.length === 16 && { sourceContentMD5: md5, blobHTTPHeaders: { blobContentMD5: md5 } }),
      conditions,
      abortSignal,
    });
  });
}

/** Makes a request that puts the blob in place; what it says of the source is no failure. */
export async function attempting(
  { service, source, to, options, reach }: BlobCopy,
  bytes: number,
  work: (abortSignal: AbortSignal) => Promise<void>,
): Promise<CopyResult> {
  const { condition, signal } = options;
  const isIn = async (abortSignal: AbortSignal): Promise<boolean> => {
    const found = await reach(to).client().getProperties({ abortSignal });
    const entry = blobEntry(to, found.metadata, found);
    const written = modifiedOf(found.metadata, undefined)?.getTime();
    return (
      entry.kind === 'file' && entry.size === source.file.size && written === options.modified?.getTime()
    );
  };
  return service.call({ path: to, signal, bytes: patienceFor(bytes) }, async (abortSignal, attempt) => {
    try {
      await work(abortSignal);
      return 'copied';
    } catch (error) {
      const answer = answerOf(error);
      if (answer) return answer;
      if (!condition || !refusesDestination(error)) throw error;
      // The answer to an earlier try was lost: what is in the way is this very file.
      if (attempt > 1 && (await isIn(abortSignal))) return 'copied';
      throw condition === 'absent' ? taken(service.where(to), error) : error;
    }
  });
}
