import { createHash } from 'node:crypto';
import { takeBuffer } from '../common/buffers.ts';
import { damagedOnTheWay, tooShort } from './failures.ts';
import type { Hot } from './hot.ts';
import { codeOf } from './serviceFailures.ts';
import type { Landing, ReadOptions } from './storage.ts';
import type { WireAnswer } from './wire.ts';

/** What a hot call reads a range from, and who is told when less comes. */
export interface RangeAt {
  /** Without a query. */
  readonly address: string;
  readonly hot: Hot | undefined;
  readonly where: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly landing?: Landing | undefined;
}

/** Exactly the bytes of a range, by a hot call; `undefined` where the SDK has to make it. */
export async function readHotRange(
  { address, hot, where, headers = {}, landing }: RangeAt,
  { offset, length }: { readonly offset: number; readonly length: number },
  signal: AbortSignal,
): Promise<{ readonly bytes: Uint8Array; readonly answer: WireAnswer } | undefined> {
  if (landing) landing.filled = false; // what an earlier try has written may be half of it
  if (!hot) return undefined;
  const bytes = takeBuffer(length);
  const range = { 'x-ms-range': `bytes=${offset}-${offset + length - 1}` };
  const short = (cause?: unknown) => Object.assign(tooShort(where, cause), { code: 'TooShort' });
  const asked = { method: 'GET', address, headers: { ...range, ...headers }, into: bytes, landing } as const;
  const answer = await hot(asked, signal).catch((error: unknown) => {
    throw codeOf(error) === 'TooShort' ? short(error) : error;
  });
  if (answer && answer.get('content-range')?.startsWith(`bytes ${offset}-`) !== true) throw short();
  if (landing && answer?.landed) landing.filled = true;
  return answer && { bytes, answer };
}

/** An MD5 in a header. */
export function md5Of(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'base64');
}

/** Of no longer range the services compute an MD5, in bytes (https://learn.microsoft.com/rest/api/storageservices/get-blob). */
const longestHashed = 4 * 1024 * 1024;

/** Whether the answer is to bring the MD5 of the range. */
export const asksForMd5 = ({ onCompared }: Pick<ReadOptions, 'onCompared'>, length: number): boolean =>
  onCompared !== undefined && length <= longestHashed;

/** As a header of the request. */
export const md5Asked: Readonly<Record<string, string>> = { 'x-ms-range-get-content-md5': 'true' };

/**
 * Tells what is kept with the whole file, else compares `bytes` with the MD5 that came with them. Throws what may pass
 * when they are others.
 */
export function compare(
  bytes: Uint8Array,
  md5: { readonly kept: Uint8Array | undefined; readonly sent: Uint8Array | undefined },
  { where, onMd5, onCompared }: Pick<ReadOptions, 'onMd5' | 'onCompared'> & { readonly where: string },
): void {
  if (md5.kept) onMd5?.(md5.kept);
  else if (md5.sent && onCompared) {
    if (createHash('md5').update(bytes).digest().compare(md5.sent) !== 0)
      throw Object.assign(damagedOnTheWay(where), { code: 'Md5Mismatch' });
    onCompared(bytes.length);
  }
}
