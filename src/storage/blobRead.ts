import type { BlockBlobClient } from '@azure/storage-blob';
import { blobEntry } from './blobEntries.ts';
import { checkRange, readExactly } from './body.ts';
import { codeOf, statusOf } from './serviceFailures.ts';
import type { Entry } from './storage.ts';

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
  client: BlockBlobClient,
  range: { offset: number; length: number },
  options: { where: string; abortSignal: AbortSignal; ifMatch: string | undefined },
): Promise<Uint8Array> {
  const { where, abortSignal, ifMatch } = options;
  const conditions = ifMatch === undefined ? {} : { conditions: { ifMatch } };
  const answer = await client.download(range.offset, range.length, {
    abortSignal,
    maxRetryRequests: 0,
    ...conditions,
  });
  const body = checkRange(answer, range, where);
  return readExactly(body, range.length, where, abortSignal);
}
