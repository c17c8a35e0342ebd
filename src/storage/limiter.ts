import { untilAborted } from '../common/abort.ts';
import { systemClock, type Clock } from './retry.ts';

/** Gives a place back, told how the request ended. */
export type Release = (ended: 'well' | 'badly' | { readonly throttledFor: number }) => void;

/** How many requests one account gets at once, by what it has said to those before. */
export interface Limiter {
  /** Waits for a place; there is one at once as long as the account has asked nobody to wait. */
  enter(signal?: AbortSignal): Promise<Release> | Release;
}

/** Fewer are always let in: a single refusal must not make a view slow. */
const fewest = 8;
/** Of a limit that has grown to this nothing is left: a transfer has no more in flight. */
const enough = 256;
/** Nor of one that was not asked for again for so long, in milliseconds. */
const forgotten = 60_000;

/**
 * Without a limit until the account answers 429 or 503. Then half of what is in flight may be, once for all requests
 * that were on their way together, nothing begins before the pause that was asked for is over, and each answer lets a
 * little more in flight. `now` in milliseconds.
 */
export function createLimiter(clock: Pick<Clock, 'later' | 'now'> = systemClock): Limiter {
  const now = () => clock.now();
  let limit = Infinity;
  let inFlight = 0;
  let closedUntil = -Infinity;
  /** How often it was cut; who came in before a cut knows nothing of it. */
  let cuts = 0;
  let waking = false;
  const waiting: (() => void)[] = [];

  const isFree = () => {
    if (now() - closedUntil > forgotten) limit = Infinity;
    return now() >= closedUntil && inFlight < Math.floor(limit);
  };

  function admit(): void {
    while (waiting.length > 0 && isFree()) {
      inFlight++;
      waiting.shift()?.();
    }
    if (waiting.length === 0 || waking || now() >= closedUntil) return;
    waking = true;
    clock.later(Math.max(1, closedUntil - now()), () => {
      waking = false;
      admit();
    });
  }

  function release(): Release {
    const before = cuts;
    let inside = true;
    return (ended) => {
      if (!inside) return;
      inside = false;
      if (typeof ended === 'object') {
        closedUntil = Math.max(closedUntil, now() + ended.throttledFor);
        if (before === cuts) {
          limit = Math.max(fewest, Math.min(limit, inFlight) / 2);
          cuts++;
        }
      } else if (ended === 'well') {
        limit += 1 / limit;
        if (limit >= enough) limit = Infinity;
      }
      inFlight--;
      admit();
    };
  }

  return {
    enter(signal) {
      if (waiting.length === 0 && isFree()) {
        inFlight++;
        return release();
      }
      let admitted = false;
      let entry: () => void = () => undefined;
      const turn = new Promise<void>((resolve) => {
        entry = () => {
          admitted = true;
          resolve();
        };
      });
      waiting.push(entry);
      admit();
      return untilAborted(turn, signal).then(release, (error: unknown) => {
        const at = waiting.indexOf(entry);
        if (at >= 0) waiting.splice(at, 1);
        else if (admitted) inFlight--;
        throw error;
      });
    },
  };
}

const limiters = new Map<string, Limiter>();

/** The one limiter of an account, whichever of its containers is meant. `host` is the account's, of one service. */
export function limiterOf(host: string): Limiter {
  let limiter = limiters.get(host);
  if (!limiter) limiters.set(host, (limiter = createLimiter()));
  return limiter;
}
