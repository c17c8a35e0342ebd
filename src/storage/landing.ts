import { writeSync } from 'node:fs';
import type { Landing } from './storage.ts';

/** In bytes. What has just come is still at hand for the processor; smaller pieces cost more calls. */
const piece = 1024 * 1024;

/** Writes to a file what comes into a piece of memory, while it comes. */
export interface Lander {
  /** So many bytes have come. */
  upTo(got: number): void;
  /** Whether all of them are in the file. */
  landed(): boolean;
}

/** A write that fails is the last one: whoever is told that not all has landed writes it again, and learns why not. */
export function createLander({ fd, position }: Pick<Landing, 'fd' | 'position'>, into: Uint8Array): Lander {
  let written = 0;
  let failed = false;
  return {
    upTo(got) {
      if (got < into.length && got - written < piece) return;
      try {
        for (let count = -1; !failed && written < got; written += count) {
          count = writeSync(fd, into, written, got - written, position + written);
          failed = count === 0;
        }
      } catch {
        failed = true;
      }
    },
    landed: () => !failed && written === into.length,
  };
}
