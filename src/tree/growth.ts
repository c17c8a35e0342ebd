/** Milliseconds between rows that are found and those found next. */
const pause = 500;
/** Milliseconds that VS Code gets to take over the rows it has asked for. */
const handover = 250;
/** Milliseconds for which rows that are being opened hold it up. */
const patience = 2000;

/** When the top of the tree may be drawn anew because more has been found. */
export interface Growth {
  /** More has been found. */
  readonly grown: () => void;
  /** Waits a while with growing until the rows that are being opened are there; those that come later are drawn once more. */
  readonly during: <T>(opening: Promise<T>) => Promise<T>;
  readonly dispose: () => void;
}

/**
 * VS Code forgets every row, and what it waits for, when the root is drawn anew: a row that somebody opens at that moment
 * would stay empty. So it grows at most twice a second, not while rows are being opened, unless that takes long, and not
 * where the rows would be the same: a click or a menu goes with them. `differs` says whether they would be others.
 */
export function createGrowth(redraw: () => void, differs: () => boolean = () => true): Growth {
  let timer: NodeJS.Timeout | undefined;
  let opening = 0;
  let held = 0;
  let drawings = 0;
  /** What was drawn while a row was being opened is drawn again, whatever the rows are. */
  let again = false;
  const timers = new Set<NodeJS.Timeout>();

  function attempt(): void {
    if (opening > 0 && held < patience) {
      held += handover;
      timer = setTimeout(attempt, handover);
      return;
    }
    timer = undefined;
    held = 0;
    if (!again && !differs()) return;
    again = false;
    drawings++;
    redraw();
  }

  function grown(): void {
    timer ??= setTimeout(attempt, pause);
  }

  return {
    grown,
    async during(promise) {
      const before = drawings;
      opening++;
      try {
        return await promise;
      } finally {
        const over = setTimeout(() => {
          timers.delete(over);
          opening--;
          if (drawings > before) {
            again = true;
            grown();
          }
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
