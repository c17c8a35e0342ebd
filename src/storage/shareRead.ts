import type { ShareFileClient } from '@azure/storage-file-share';
import { checkRange, readExactly } from './body.ts';
import { changed } from './failures.ts';
import type { Hot } from './hot.ts';
import { md5Of, readHotRange } from './hotRange.ts';
import { quoted } from './service.ts';
import type { ReadOptions } from './storage.ts';

/** How one file of a share is reached. */
export interface ShareFileAt {
  /** Without a query. */
  readonly address: string;
  readonly hot: Hot | undefined;
  readonly client: ShareFileClient;
}

/** Exactly the bytes of `range`. The service has no If-Match for reads: the answer's etag is compared. */
export async function readShareFile(
  { address, hot, client }: ShareFileAt,
  range: { offset: number; length: number },
  options: Omit<ReadOptions, 'signal'> & { where: string; abortSignal: AbortSignal },
): Promise<Uint8Array> {
  const { where, abortSignal, ifMatch, onMd5, landing } = options;
  const { offset, length } = range;
  const isOther = (etag: string | undefined) =>
    ifMatch !== undefined && etag !== undefined && quoted(etag) !== ifMatch;
  const read = await readHotRange({ address, hot, where, landing }, range, abortSignal);
  if (read) {
    if (isOther(read.answer.get('etag'))) throw changed(where);
    const md5 = md5Of(read.answer.get('x-ms-content-md5'));
    if (md5) onMd5?.(md5);
    return read.bytes;
  }
  const answer = await client.download(offset, length, { abortSignal, maxRetryRequests: 0 });
  const body = checkRange(answer, range, where);
  if (isOther(answer.etag)) {
    (body as { destroy?: () => void }).destroy?.();
    throw changed(where);
  }
  if (answer.fileContentMD5) onMd5?.(answer.fileContentMD5);
  return readExactly(body, length, where, abortSignal);
}
