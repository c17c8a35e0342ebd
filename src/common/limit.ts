import { cancelled, throwIfAborted } from './abort.ts';

/** Runs `work` when its turn comes. Rejects with `cancelled` when `signal` is aborted before that. */
export type Limit = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** Lets at most `count` works run at once, the others in the order in which they came. */
export function createLimit(count: number): Limit {
  let running = 0;
  const waiting = new Set<() => void>();

  function turn(signal: AbortSignal | undefined): Promise<void> {
    if (running < count) {
      running++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const stop = () => {
        waiting.delete(go);
        reject(cancelled(signal?.reason));
      };
      const go = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      waiting.add(go);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  function next(): void {
    const [go] = waiting;
    if (!go) running--;
    else {
      waiting.delete(go);
      go();
    }
  }

  return async (work, signal) => {
    throwIfAborted(signal);
    await turn(signal);
    try {
      return await work();
    } finally {
      next();
    }
  };
}
