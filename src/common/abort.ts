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
