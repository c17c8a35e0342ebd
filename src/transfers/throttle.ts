/** Collects what has changed and tells of it at most every `interval` milliseconds, the first at once. */
export function createThrottle<T>(
  tell: (changed: ReadonlySet<T>) => void,
  interval: number,
): { add(changed: T): void; dispose(): void } {
  let changed = new Set<T>();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    if (changed.size === 0) return;
    const now = changed;
    changed = new Set();
    timer = setTimeout(flush, interval);
    tell(now);
  };
  return {
    add(one) {
      changed.add(one);
      if (timer === undefined) flush();
    },
    dispose: () => clearTimeout(timer),
  };
}
