/** A call that took longer, in milliseconds, has this thread wait no more for the next so many. */
const slow = 2;
const others = 100;

/**
 * Makes a short call to the disk on this thread (`here`) while the disk is quick: the way to another thread and back costs
 * more than the call, and threads that change one folder wait for each other with the processor in use. Else `elsewhere`.
 */
export type Pace = <A extends readonly unknown[], T>(
  here: (...args: A) => T,
  elsewhere: (...args: A) => Promise<T>,
  ...args: A
) => T | Promise<T>;

/** For calls that carry many bytes, and for those that a test makes in the place of the disk. */
export const neverHere: Pace = (_here, elsewhere, ...args) => elsewhere(...args);

/** So many bytes at most are read or written by a short call. */
export const shortCall = 64 * 1024;

/** `now` in milliseconds, for tests. */
export function createPace(now: () => number = () => performance.now()): Pace {
  let left = 0;
  return (here, elsewhere, ...args) => {
    if (left > 0) {
      left -= 1;
      return elsewhere(...args);
    }
    const began = now();
    try {
      return here(...args);
    } finally {
      if (now() - began > slow) left = others;
    }
  };
}
