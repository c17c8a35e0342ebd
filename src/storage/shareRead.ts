import type { ShareFileClient } from '@azure/storage-file-share';
import { checkRange, readExactly } from './body.ts';
import { changed } from './failures.ts';
import type { Hot } from './hot.ts';
import { asksForMd5, compare, md5Asked, md5Of, readHotRange } from './hotRange.ts';
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
  const { where, abortSignal, ifMatch, landing } = options;
  const { offset, length } = range;
  const isOther = (etag: string | undefined) =>
    ifMatch !== undefined && etag !== undefined && quoted(etag) !== ifMatch;
  const rangeGetContentMD5 = asksForMd5(options, length);
  const headers = rangeGetContentMD5 ? md5Asked : {};
  const read = await readHotRange({ address, hot, where, headers, landing }, range, abortSignal);
  if (read) {
    const { get } = read.answer;
    if (isOther(get('etag'))) throw changed(where);
    const md5 = { kept: md5Of(get('x-ms-content-md5')), sent: md5Of(get('content-md5')) };
    compare(read.bytes, md5, options);
    return read.bytes;
  }
  const answer = await client.download(offset, length, {
    ...{ abortSignal, maxRetryRequests: 0, rangeGetContentMD5 },
  });
  const body = checkRange(answer, range, where);
  if (isOther(answer.etag)) {
    (body as { destroy?: () => void }).destroy?.();
    throw changed(where);
  }
  const bytes = await readExactly(body, length, where, abortSignal);
  compare(bytes, { kept: answer.fileContentMD5, sent: answer.contentMD5 }, options);
  return bytes;
}
