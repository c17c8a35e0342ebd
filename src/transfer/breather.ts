import { setImmediate } from 'node:timers/promises';

/** In milliseconds: longer nothing else may have to wait for a list that is worked off. */
const longest = 10;
/** How often the clock is looked at. */
const every = 64;

/** To be called for each of many items: from time to time it is a promise to wait for, so that other work has its turn. */
export function createBreather(): () => Promise<void> | undefined {
  let calls = 0;
  let began = performance.now();
  return () => {
    calls += 1;
    if (calls % every !== 0 || performance.now() - began < longest) return undefined;
    return setImmediate().then(() => {
      began = performance.now();
    });
  };
}
