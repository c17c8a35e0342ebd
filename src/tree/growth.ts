/** Milliseconds between rows that are found and those found next. */
const pause = 500;
/** Milliseconds that VS Code gets to take over the rows it has asked for. */
const handover = 250;

/** When the top of the tree may be drawn anew because more has been found. */
export interface Growth {
  /** More has been found. */
  readonly grown: () => void;
  /** Waits with growing until the rows that are being opened are there. */
  readonly during: <T>(opening: Promise<T>) => Promise<T>;
  readonly dispose: () => void;
}

/**
 * VS Code forgets every row, and what it waits for, when the root is drawn anew: a row that somebody opens at that moment
 * would stay empty. So it grows at most twice a second, and not while rows are being opened.
 */
export function createGrowth(redraw: () => void): Growth {
  let timer: NodeJS.Timeout | undefined;
  let opening = 0;
  const timers = new Set<NodeJS.Timeout>();

  function attempt(): void {
    timer = undefined;
    if (opening > 0) timer = setTimeout(attempt, handover);
    else redraw();
  }

  return {
    grown() {
      timer ??= setTimeout(attempt, pause);
    },
    async during(promise) {
      opening++;
      try {
        return await promise;
      } finally {
        const over = setTimeout(() => {
          timers.delete(over);
          opening--;
        }, handover);
        timers.add(over);
      }
    },
    dispose() {
      clearTimeout(timer);
      for (const over of timers) clearTimeout(over);
    },
  };
}
