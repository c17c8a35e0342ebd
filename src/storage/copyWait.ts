import { throwIfAborted } from '../common/abort.ts';
import { systemClock, type Clock } from './retry.ts';
import type { CopyResult } from './storage.ts';

/** All in milliseconds. */
const firstPause = 250;
const longestPause = 5000;
const cleanUp = 5000;

/** How far a service is with a copy, as both Blob and Files tell it with what is being written. */
interface CopyState {
  readonly copyId?: string | undefined;
  readonly copyStatus?: string | undefined;
  readonly etag?: string | undefined;
}

export interface Copying {
  readonly copyId: string;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock | undefined;
  readonly look: (signal: AbortSignal | undefined) => Promise<CopyState>;
  readonly abort: (copyId: string, signal: AbortSignal) => Promise<unknown>;
  /** Removes what is left of a copy that did not come to its end, unless somebody has changed it since. */
  readonly remove: (etag: string, signal: AbortSignal) => Promise<unknown>;
}

/** Waits for a copy that a service makes by itself. When that is stopped, or fails, nothing is left of it. */
export async function finishCopy(copying: Copying): Promise<CopyResult> {
  const { copyId, signal, clock = systemClock } = copying;
  try {
    for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
      await clock.delay(pause, signal);
      const state = await copying.look(signal);
      // Something else has been written there meanwhile: this copy is no longer what counts.
      if (state.copyId !== copyId) return 'refused';
      if (state.copyStatus === 'success') return 'copied';
      if (state.copyStatus === 'pending') continue;
      await clearUp(copying, 'over');
      return 'refused';
    }
  } catch (error) {
    await clearUp(copying);
    throwIfAborted(signal);
    throw error;
  }
}

async function clearUp({ copyId, look, abort, remove }: Copying, over?: 'over'): Promise<void> {
  const signal = AbortSignal.timeout(cleanUp);
  try {
    if (!over) await abort(copyId, signal);
    const { copyId: id, copyStatus, etag } = await look(signal);
    if (id === copyId && copyStatus !== 'success' && etag !== undefined) await remove(etag, signal);
  } catch {
    // Nobody else can do more about it.
  }
}
