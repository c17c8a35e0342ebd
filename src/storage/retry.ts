import { setTimeout as wait } from 'node:timers/promises';
import type { Release } from './limiter.ts';
import { statusOf, codeOf } from './serviceFailures.ts';

/** What pauses and patience are measured by, in milliseconds; tests bring one of their own. */
export interface Clock {
  /** Rejects as soon as `signal` is aborted. */
  delay(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  /** Runs `work` then, unless what it returns is called before. */
  later(milliseconds: number, work: () => void): () => void;
  /** From any beginning. */
  now(): number;
}

export const systemClock: Clock = {
  delay: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
  later: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
  now: () => performance.now(),
};

const tries = 5;
/** All in milliseconds. */
const firstDelay = 500;
const longestDelay = 30_000;
const longestWish = 120_000;
const patience = 60_000;
/** The slowest connection that is not taken for a dead one, in bytes a millisecond. */
const slowest = 32;

const passing = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const passingCodes = new Set([
  ...passing,
  'REQUEST_SEND_ERROR',
  'PARSE_ERROR',
  'Md5Mismatch',
  'ERR_STREAM_PREMATURE_CLOSE',
  'TooShort',
]);
const passingStatus = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the same call may succeed when it is made again. */
function mayPass(error: unknown): boolean {
  if ((error as { name?: string } | undefined)?.name === 'AbortError') return true; // ours: nothing had come for too long
  const status = statusOf(error);
  return passingCodes.has(codeOf(error)) || (status !== undefined && passingStatus.has(status));
}

/** What the service asked for in `Retry-After`, in milliseconds. */
function wishOf(error: unknown): number | undefined {
  const headers = (
    error as { response?: { headers?: { get(name: string): string | undefined } } } | undefined
  )?.response?.headers;
  const wish = headers?.get('x-ms-retry-after-ms') ?? headers?.get('retry-after-ms');
  if (wish !== undefined && wish !== '') return Number(wish);
  const header = headers?.get('retry-after');
  if (header === undefined || header === '') return undefined;
  const seconds = Number(header);
  return Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
}

/** For how long to wait after so many failed tries: what the service asked for, else longer each time, never in step with others. */
export function delayAfter(failed: number, error: unknown, random: () => number = Math.random): number {
  const wish = wishOf(error);
  if (wish !== undefined && wish >= 0) return Math.min(wish, longestWish) + random() * firstDelay;
  return Math.min(firstDelay * 2 ** (failed - 1), longestDelay) * (0.5 + random() / 2);
}

/** How a try that failed so ended, for a limiter. */
function endOf(error: unknown): Parameters<Release>[0] {
  const status = statusOf(error);
  if (status === 429 || status === 503)
    return { throttledFor: Math.min(Math.max(0, wishOf(error) ?? firstDelay), longestWish) };
  return status === undefined ? 'badly' : 'well';
}

export interface RetryOptions {
  readonly signal?: AbortSignal | undefined;
  /** How many bytes one try moves: more take longer before they are given up. */
  readonly bytes?: number;
  readonly clock?: Clock | undefined;
  /** Waits until a try may begin; what it gives is told how the try ended. */
  readonly enter?: ((signal: AbortSignal | undefined) => Promise<Release> | Release) | undefined;
  /** Told of each failed try, before the pause. */
  readonly onRetry?: ((error: unknown, pause: number) => void) | undefined;
}

/**
 * Runs `work` until it succeeds, fails for good or has failed five times. The only place where requests are repeated:
 * the SDKs are told not to. A try in which nothing comes for too long is stopped and counts as failed.
 */
export async function retrying<T>(
  options: RetryOptions,
  work: (signal: AbortSignal, attempt: number) => Promise<T>,
): Promise<T> {
  const { signal, bytes = 0, clock = systemClock } = options;
  for (let attempt = 1; ; attempt++) {
    const release = await options.enter?.(signal);
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    // In whole seconds, as timers of one length are the cheapest.
    const hold = clock.later(patience + Math.ceil(bytes / slowest / 1000) * 1000, abort);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    try {
      const result = await work(stop.signal, attempt);
      release?.('well');
      return result;
    } catch (error) {
      release?.(endOf(error));
      abort(); // else a refusal of a request for a stream keeps its connection: the SDK leaves its body unread
      if (signal?.aborted || attempt >= tries || !mayPass(error)) throw error;
      const pause = delayAfter(attempt, error);
      options.onRetry?.(error, pause);
      await clock.delay(pause, signal);
    } finally {
      hold();
      signal?.removeEventListener('abort', abort);
    }
  }
}
