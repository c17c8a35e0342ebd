import type { FailureWord } from '../common/failure.ts';
import type { Side } from './plan.ts';

/** So many failures in a row for one reason that concerns more than the file, and the rest would fail as well. */
const enough = 16;
/** As many for files that may not be read: those are often a few among many, as on a local disk. */
const enoughUnreadable = 256;

const general: readonly FailureWord[] = ['unauthenticated', 'permissionDenied', 'unavailable', 'throttled'];

/** Tells when a transfer should stop trying: the last files all failed for the same reason, and none in between was moved. */
export function createBreaker(): {
  moved(): void;
  /** Whether to stop. */
  failed(side: Side, word: FailureWord): boolean;
} {
  let last: string | undefined;
  let inRow = 0;
  return {
    moved: () => {
      last = undefined;
    },
    failed: (side, word) => {
      const reason = `${side} ${word}`;
      inRow = reason === last ? inRow + 1 : 1;
      last = reason;
      const limit = side === 'source' && word === 'permissionDenied' ? enoughUnreadable : enough;
      return general.includes(word) && inRow >= limit;
    },
  };
}
