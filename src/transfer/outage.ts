import { setTimeout as delay } from 'node:timers/promises';
import { isFailure } from '../common/failure.ts';

/** Waits out the loss of the network. */
export interface Outage {
  /** Tells that something has been moved: there is a network. */
  moved(): void;
  /**
   * What `attempt` leads to. Where it failed to reach anything, after something had been moved, and `reachable` says the
   * same, it is made again once that has changed; where only the attempt fails so, once more.
   */
  through<T>(attempt: Attempt<T>): Promise<T>;
}

export interface Attempt<T> {
  readonly make: () => Promise<T>;
  readonly failureIn: (outcome: T) => unknown;
  /** Asks the side that the failure came from for something small. Rejects when the transfer is stopped. */
  readonly reachable: (outcome: T) => Promise<boolean>;
  /** Waits without what the attempt holds of what is shared; absent: it holds nothing. */
  readonly aside?: (<R>(wait: () => Promise<R>) => Promise<R>) | undefined;
}

/** In milliseconds. The storages have tried for a while already. */
const firstPause = 2000;
const longestPause = 30_000;

/** Node's words for a network that is not there; a service that answers has none of them. */
const lost = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENETDOWN', 'EPIPE', 'REQUEST_SEND_ERROR', 'AbortError'],
]);

export function isLost(error: unknown): boolean {
  return (
    isFailure(error, 'unavailable') && error.facts.status === undefined && lost.has(error.facts.code ?? '')
  );
}

export interface OutageOptions {
  readonly signal: AbortSignal;
  readonly onOffline?: ((offline: boolean) => void) | undefined;
  /** Rejects when `signal` is aborted. */
  readonly pause?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined;
}

export function createOutage({ signal, onOffline, pause = wait }: OutageOptions): Outage {
  let hasMoved = false;
  let looking: Promise<boolean> | undefined;

  /** Waits until it is there. Returns whether it was not. */
  async function look(isReachable: () => Promise<boolean>): Promise<boolean> {
    if (await isReachable()) return false;
    onOffline?.(true);
    try {
      for (let length = firstPause; ; length = Math.min(2 * length, longestPause)) {
        await pause(length, signal);
        if (await isReachable()) return true;
      }
    } finally {
      onOffline?.(false);
    }
  }

  return {
    moved: () => {
      hasMoved = true;
    },
    async through({ make, failureIn, reachable, aside = (wait) => wait() }) {
      for (let tries = 1; ; tries++) {
        const outcome = await make();
        if (!hasMoved || !isLost(failureIn(outcome))) return outcome;
        const waiting = (looking ??= look(() => reachable(outcome)).finally(() => (looking = undefined)));
        if (await aside(() => waiting)) tries = 0;
        else if (tries > 1) return outcome;
      }
    },
  };
}

const wait = (milliseconds: number, signal: AbortSignal) => delay(milliseconds, undefined, { signal });
