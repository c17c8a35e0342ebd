/** A call that waits for others, and can be taken back. */
export interface Calm {
  call(): void;
  cancel(): void;
}

/** Makes one call of `work` of all that come within `moment` milliseconds of each other. */
export function afterwards(work: () => void, moment: number): Calm {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  return {
    call() {
      cancel();
      timer = setTimeout(work, moment);
    },
    cancel,
  };
}

/** Runs one work at a time: a new one aborts the one before, whose answer is then never heard. */
export function newest<T>(work: (signal: AbortSignal) => Promise<T>): {
  run(signal?: AbortSignal): Promise<T>;
  cancel(): void;
} {
  let current: AbortController | undefined;
  return {
    run(signal) {
      current?.abort();
      const mine = (current = new AbortController());
      return work(signal ? AbortSignal.any([mine.signal, signal]) : mine.signal);
    },
    cancel: () => current?.abort(),
  };
}
