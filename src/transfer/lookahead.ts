/** `work` over `items`, up to `width` at once; results come in the order of the items. */
export async function* lookahead<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const begun: Promise<R>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      result.catch(() => undefined); // Handled when its turn comes; until then it must not count as unhandled.
      begun.push(result);
      const oldest = begun.length >= width ? begun.shift() : undefined;
      if (oldest) yield await oldest;
    }
    for (let next = begun.shift(); next; next = begun.shift()) yield await next;
  } finally {
    await Promise.allSettled(begun);
  }
}

/** The first `count` items (all, if there are fewer), and everything including them. */
export async function peek<T>(
  items: AsyncIterable<T>,
  count: number,
): Promise<{ head: readonly T[]; all: () => AsyncGenerator<T, void, undefined> }> {
  const iterator = items[Symbol.asyncIterator]();
  const head: T[] = [];
  while (head.length < count) {
    const next = await iterator.next();
    if (next.done) break;
    head.push(next.value);
  }
  async function* all(): AsyncGenerator<T, void, undefined> {
    try {
      yield* head;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  }
  return { head, all };
}

/** The same items, taken from `items` up to `count` ahead of whoever reads them. */
export async function* readAhead<T>(
  items: AsyncIterable<T>,
  count: number,
): AsyncGenerator<T, void, undefined> {
  let ready: T[] = [];
  const end: { done?: true; broken?: { readonly error: unknown } } = {};
  let stopped = false;
  let wakeReader: () => void = () => undefined;
  let wakeWriter: () => void = () => undefined;

  async function pump(): Promise<void> {
    try {
      for await (const item of items) {
        ready.push(item);
        wakeReader();
        if (ready.length >= count && !isStopped())
          await new Promise<void>((resolve) => (wakeWriter = resolve));
        if (isStopped()) return;
      }
    } catch (error) {
      end.broken = { error };
    } finally {
      end.done = true;
      wakeReader();
    }
  }
  const isStopped = () => stopped;
  const pumping = pump();
  try {
    for (;;) {
      if (ready.length > 0) {
        const batch = ready;
        ready = [];
        wakeWriter();
        yield* batch;
      } else if (end.done) break;
      else await new Promise<void>((resolve) => (wakeReader = resolve));
    }
    if (end.broken) throw end.broken.error;
  } finally {
    stopped = true;
    wakeWriter();
    await pumping;
  }
}
