import type { BlockBlobClient } from '@azure/storage-blob';
import { takeBuffer } from '../common/buffers.ts';
import { blobEntry } from './blobEntries.ts';
import { checkRange, readExactly } from './body.ts';
import { tooShort } from './failures.ts';
import type { Hot } from './hot.ts';
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
  const { where, abortSignal, ifMatch, onMd5 } = options;
  const { offset, length } = range;
  if (hot) {
    const into = takeBuffer(length);
    const headers = {
      'x-ms-range': `bytes=${offset}-${offset + length - 1}`,
      ...(ifMatch !== undefined && { 'if-match': quoted(ifMatch) }),
    };
    const short = (cause?: unknown) => Object.assign(tooShort(where, cause), { code: 'TooShort' });
    const answer = await hot({ method: 'GET', address, headers, into }, abortSignal).catch(
      (error: unknown) => {
        throw codeOf(error) === 'TooShort' ? short(error) : error;
      },
    );
    if (answer) {
      if (answer.get('content-range')?.startsWith(`bytes ${offset}-`) !== true) throw short();
      const md5 = answer.get('x-ms-blob-content-md5');
      if (md5 !== undefined) onMd5?.(Buffer.from(md5, 'base64'));
      return into;
    }
  }
  const conditions = ifMatch === undefined ? {} : { conditions: { ifMatch } };
  const answer = await client().download(offset, length, { abortSignal, maxRetryRequests: 0, ...conditions });
  const body = checkRange(answer, range, where);
  if (answer.blobContentMD5) onMd5?.(answer.blobContentMD5);
  return readExactly(body, length, where, abortSignal);
}
