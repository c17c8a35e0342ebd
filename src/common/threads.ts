import { availableParallelism } from 'node:os';

/**
 * One of `threads` that has less than `full` to do; else one more, up to the number of cores and `most`; else the one that has
 * the least.
 */
export function pickThread<T extends { readonly load: () => number }>(
  threads: T[],
  { full, most }: { readonly full: number; readonly most: number },
  start: () => T,
): T {
  const free = threads.find((thread) => thread.load() < full);
  if (free) return free;
  const [best] = threads.toSorted((one, other) => one.load() - other.load());
  if (best && threads.length >= Math.min(most, availableParallelism())) return best;
  const started = start();
  threads.push(started);
  return started;
}
