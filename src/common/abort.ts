import { t } from '@vscode/l10n';
import { Failure } from './failure.ts';

/** The failure that a stopped operation ends with. */
export function cancelled(cause?: unknown): Failure {
  return new Failure('cancelled', t('Cancelled.'), { cause });
}

/** Throws {@link cancelled} when `signal` has been aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled(signal.reason);
}

/** `promise`, or {@link cancelled} as soon as `signal` is aborted; the work behind it goes on for whoever else waits for it. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  if (signal.aborted) promise.catch(() => undefined); // nobody waits for it any more
  throwIfAborted(signal);
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(cancelled(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
