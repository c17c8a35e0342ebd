import { takeBuffer } from '../common/buffers.ts';
import { tooShort } from './failures.ts';
import type { Hot } from './hot.ts';
import { codeOf } from './serviceFailures.ts';
import type { Landing } from './storage.ts';
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
