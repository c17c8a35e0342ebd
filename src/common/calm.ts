/** A call that waits for others, and can be taken back. */
export interface Calm {
  /** `work` runs when nobody has called for the moment that it waits. */
  call(): void;
  /** `work` does not run for those who have called. */
  cancel(): void;
}

/** Makes one call of `work` of all that come within `moment` milliseconds of each other. */
export function afterwards(work: () => void, moment: number): Calm {
  let timer: NodeJS.Timeout | undefined;
  const cancel = () => clearTimeout(timer);
  return {
    call() {
      cancel();
      timer = setTimeout(work, moment);
    },
    cancel,
  };
}
