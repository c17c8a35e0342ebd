import { untilAborted } from '../common/abort.ts';
import type { Budget } from '../transfer/schedule.ts';

/** What holds a transfer that is paused. */
export interface Gate {
  open(): void;
  close(): void;
  /** Settles when it is open again; absent while it is open. */
  paused(): Promise<void> | undefined;
  /** Settles as soon as it is open. */
  passed(): Promise<void>;
}

export function createGate(): Gate {
  let closed: { readonly until: Promise<void>; readonly open: () => void } | undefined;
  const paused = () => closed?.until;
  return {
    open() {
      closed?.open();
      closed = undefined;
    },
    close() {
      if (closed) return;
      let open: () => void = () => undefined;
      const until = new Promise<void>((resolve) => (open = resolve));
      closed = { until, open };
    },
    paused,
    async passed() {
      // It may have been closed again by the time that this is told.
      for (let until = paused(); until; until = paused()) await until;
    },
  };
}

/**
 * `budget`, of which a transfer gets no place while `gate` is closed: no file and no chunk begins, and the places that it
 * would take are there for others. What has a place already ends.
 */
export function gated(budget: Budget, gate: Gate): Budget {
  return {
    room(signal) {
      const room = budget.room(signal);
      return {
        async enter(bytes, started) {
          for (;;) {
            if (gate.paused()) await untilAborted(gate.passed(), signal);
            const leave = await room.enter(bytes, started);
            // It may have been closed while the place was waited for.
            if (!gate.paused()) return leave;
            leave();
          }
        },
        crowded: () => room.crowded(),
        close: () => room.close(),
      };
    },
  };
}
