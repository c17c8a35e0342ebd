import { cancelled, throwIfAborted } from '../common/abort.ts';

/** How much may be in flight. `count` starts low and grows up to `maxCount` while that makes it no slower. */
export interface Limits {
  readonly count: number;
  readonly maxCount: number;
  readonly bytes: number;
}

const defaultLimits: Limits = { count: 32, maxCount: 128, bytes: 96 * 1024 * 1024 };

/** Gives a place back; more than once does nothing. */
export type Leave = () => void;

/** The places in flight. */
export interface Room {
  /** Waits for a place for `bytes`. `started`: part of a step that runs already, so it goes before new steps. */
  enter(bytes: number, started?: 'started'): Promise<Leave>;
}

interface Waiter {
  readonly bytes: number;
  readonly admit: () => void;
  readonly reject: (reason: unknown) => void;
}

/** A room bounded by count and bytes; what is larger than all bytes is admitted alone. Waiting ends with `signal`. */
export function createRoom(limits: Limits, signal: AbortSignal, now = () => performance.now()): Room {
  const queues: { started: Waiter[]; fresh: Waiter[] } = { started: [], fresh: [] };
  let pace: Pace = { count: limits.count, left: 0, done: 0, since: now(), best: 0 };
  let count = 0;
  let bytes = 0;

  const fits = (cost: number) => count < pace.count && (bytes === 0 || bytes + cost <= limits.bytes);
  const take = (cost: number): Leave => {
    count += 1;
    bytes += cost;
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      count -= 1;
      bytes -= cost;
      pace = finishOne(pace, limits, now);
      admitNext();
    };
  };
  const admitNext = () => {
    for (;;) {
      const queue = queues.started.length > 0 ? queues.started : queues.fresh;
      const next = queue[0];
      if (!next || !fits(next.bytes)) return;
      queue.shift();
      next.admit();
    }
  };
  signal.addEventListener('abort', () => {
    for (const waiter of [...queues.started.splice(0), ...queues.fresh.splice(0)]) {
      waiter.reject(cancelled(signal.reason));
    }
  });

  return {
    enter: (cost, started) => {
      if (signal.aborted) return Promise.reject(cancelled(signal.reason));
      const ahead = queues.started.length + (started ? 0 : queues.fresh.length);
      if (ahead === 0 && fits(cost)) return Promise.resolve(take(cost));
      return new Promise((resolve, reject) => {
        const waiter = { bytes: cost, admit: () => resolve(take(cost)), reject };
        (started ? queues.started : queues.fresh).push(waiter);
      });
    },
  };
}

/** How many may be in flight now, and what the window that decides about it has seen. Times in milliseconds. */
export interface Pace {
  readonly count: number;
  /** Completions until the window ends; 0 before the first. */
  readonly left: number;
  readonly done: number;
  readonly since: number;
  /** The best completions per millisecond so far. */
  readonly best: number;
}

/** The pace after one more completion: doubled after each window that was not slower than the best, else halved once. */
export function finishOne(pace: Pace, limits: Limits, now: () => number): Pace {
  const left = pace.left === 0 ? pace.count * 4 : pace.left;
  if (left > 1) return { ...pace, left: left - 1, done: pace.done + 1 };
  const at = now();
  const speed = (pace.done + 1) / Math.max(1, at - pace.since);
  const slower = speed < pace.best * 0.8;
  const count = slower ? Math.max(limits.count, pace.count / 2) : Math.min(limits.maxCount, pace.count * 2);
  return { count, left: 0, done: 0, since: at, best: Math.max(pace.best, speed) };
}

/**
 * Runs `work` for each step as places get free, knowing nothing of what a step is. When anything throws, or
 * somebody aborts `controller`, takes no further step, aborts, and settles only after all have ended.
 */
export async function schedule<S>(
  steps: AsyncIterable<S>,
  options: {
    readonly controller: AbortController;
    readonly limits?: Limits;
    /** In bytes. */
    readonly cost: (step: S) => number;
    /** Calls `leave` when its place is no longer needed, at the latest by ending. */
    readonly work: (step: S, place: { room: Room; leave: Leave }) => Promise<void>;
  },
): Promise<void> {
  const { controller, limits = defaultLimits } = options;
  const room = createRoom(limits, controller.signal);
  const running = new Set<Promise<void>>();
  let broken: { readonly error: unknown } | undefined;
  const fail = (error: unknown) => {
    broken ??= { error };
    controller.abort(error);
  };
  try {
    for await (const step of steps) {
      const leave = await room.enter(options.cost(step));
      const task = options.work(step, { room, leave }).catch(fail).finally(leave);
      running.add(task);
      void task.then(() => running.delete(task));
    }
  } catch (error) {
    fail(error);
  } finally {
    await Promise.all(running);
  }
  if (broken) throw broken.error;
  throwIfAborted(controller.signal);
}
