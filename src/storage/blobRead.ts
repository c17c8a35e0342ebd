import type { BlockBlobClient } from '@azure/storage-blob';
import { blobEntry } from './blobEntries.ts';
import { checkRange, readExactly } from './body.ts';
import type { Hot } from './hot.ts';
import { asksForMd5, compare, md5Asked, md5Of, readHotRange } from './hotRange.ts';
import { quoted } from './service.ts';
import { codeOf, statusOf } from './serviceFailures.ts';
import type { Entry, ReadOptions } from './storage.ts';

/** How one blob is reached. */
export interface BlobAt {
  /** Without a query. */
  readonly address: string;
  readonly hot: Hot | undefined;
  /** The SDK's, made when it is needed. */
  readonly client: () => BlockBlobClient;
}

/** What is called `name`, or `undefined`; that the container is missing is a failure of its own. */
export async function lookAtBlob(
  client: BlockBlobClient,
  name: string,
  abortSignal: AbortSignal,
): Promise<Entry | undefined> {
  try {
    const properties = await client.getProperties({ abortSignal });
    return blobEntry(name, properties.metadata, properties);
  } catch (error) {
    if (statusOf(error) === 404 && !/^(?:Container|Filesystem)/.test(codeOf(error))) return undefined;
    throw error;
  }
}

/** Exactly the bytes of `range`. */
export async function readBlob(
  { address, hot, client }: BlobAt,
  range: { offset: number; length: number },
  options: Omit<ReadOptions, 'signal'> & { where: string; abortSignal: AbortSignal },
): Promise<Uint8Array> {
  const { where, abortSignal, ifMatch, landing } = options;
  const rangeGetContentMD5 = asksForMd5(options, range.length);
  const headers = {
    ...(ifMatch !== undefined && { 'if-match': quoted(ifMatch) }),
    ...(rangeGetContentMD5 && md5Asked),
  };
  const read = await readHotRange({ address, hot, where, headers, landing }, range, abortSignal);
  if (read) {
    const { get } = read.answer;
    const md5 = { kept: md5Of(get('x-ms-blob-content-md5')), sent: md5Of(get('content-md5')) };
    compare(read.bytes, md5, options);
    return read.bytes;
  }
  const conditions = ifMatch === undefined ? {} : { conditions: { ifMatch } };
  const { offset, length } = range;
  const asked = { abortSignal, maxRetryRequests: 0, ...conditions, rangeGetContentMD5 };
  const answer = await client().download(offset, length, asked);
  const bytes = await readExactly(checkRange(answer, range, where), length, where, abortSignal);
  compare(bytes, { kept: answer.blobContentMD5, sent: answer.contentMD5 }, options);
  return bytes;
}
