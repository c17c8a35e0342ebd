import { cancelled, throwIfAborted } from '../common/abort.ts';

/** How much may be in flight. `count` is doubled up to `maxCount` while that makes it faster. */
export interface Limits {
  readonly count: number;
  readonly maxCount: number;
  readonly bytes: number;
}

const defaultLimits: Limits = { count: 32, maxCount: 128, bytes: 64 * 1024 * 1024 };

/** In bytes. */
const mostAtFirst = 8 * 1024 * 1024;

/** What the place costs that a file of this size begins with, in bytes; larger chunks of it have places of their own. */
export const firstPlaceOf = (size: number): number => Math.min(size, mostAtFirst);

/** Gives a place back; more than once does nothing. */
export type Leave = () => void;

/** The places in flight. */
export interface Room {
  /** Waits for a place for `bytes`. `started`: part of a step that runs already, so it goes before new steps. */
  enter(bytes: number, started?: 'started'): Promise<Leave>;
  /** Whether a large file waits to begin, in any room. */
  crowded(): boolean;
  /** When nothing waits any more: nobody else has to reckon with it. */
  close(): void;
}

interface Waiter {
  readonly bytes: number;
  readonly admit: () => void;
  readonly reject: (reason: unknown) => void;
}

/** What several transfers may have in flight together. */
export interface Budget {
  /** A room of its own for one transfer, whose waiting ends with `signal`. Rooms are served in turn. */
  room(signal: AbortSignal): Room;
}

interface Queues {
  readonly started: Waiter[];
  readonly fresh: Waiter[];
}

/** A budget of count and bytes; what is larger than all bytes is admitted alone. `now` in milliseconds. */
export function createBudget(limits: Limits = defaultLimits, now = () => performance.now()): Budget {
  /** The one that was served last comes last. */
  const rooms: Queues[] = [];
  let pace = firstPace(limits, now());
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
  /** Whose turn it is: what is part of a step that runs goes before new steps, of any room. */
  const next = (): { room: Queues; queue: Waiter[] } | undefined => {
    for (const kind of ['started', 'fresh'] as const) {
      const room = rooms.find((one) => one[kind].length > 0);
      if (room) return { room, queue: room[kind] };
    }
    return undefined;
  };
  const admitNext = () => {
    for (let turn = next(); turn; turn = next()) {
      const [waiter] = turn.queue;
      if (!waiter || !fits(waiter.bytes)) return;
      turn.queue.shift();
      if (rooms.length > 1) rooms.push(...rooms.splice(rooms.indexOf(turn.room), 1));
      waiter.admit();
    }
  };

  const remove = (room: Queues) => {
    const at = rooms.indexOf(room);
    if (at >= 0) rooms.splice(at, 1);
  };

  return {
    room(signal) {
      const queues: Queues = { started: [], fresh: [] };
      rooms.push(queues);
      const end = () => {
        remove(queues);
        for (const waiter of [...queues.started.splice(0), ...queues.fresh.splice(0)])
          waiter.reject(cancelled(signal.reason));
        admitNext();
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
      return {
        enter: (cost, started) => {
          if (signal.aborted) return Promise.reject(cancelled(signal.reason));
          const ahead = rooms.some((one) => one.started.length + (started ? 0 : one.fresh.length) > 0);
          if (!ahead && fits(cost)) return Promise.resolve(take(cost));
          return new Promise((resolve, reject) => {
            const waiter = { bytes: cost, admit: () => resolve(take(cost)), reject };
            queues[started ?? 'fresh'].push(waiter);
          });
        },
        crowded: () => rooms.some(({ fresh }) => fresh.some((waiter) => waiter.bytes >= mostAtFirst)),
        close: () => {
          signal.removeEventListener('abort', end);
          remove(queues);
        },
      };
    },
  };
}

/** A room that has a budget of its own. */
export function createRoom(limits: Limits, signal: AbortSignal, now = () => performance.now()): Room {
  return createBudget(limits, now).room(signal);
}

/** How many may be in flight now, and what the window that decides about it has seen. */
export interface Pace {
  readonly count: number;
  /** Completions until the window ends; 0 before the first. */
  readonly left: number;
  /** When the window began, in milliseconds. */
  readonly since: number;
  /** The completions per millisecond with half as many, which this window has to outdo. */
  readonly toBeat: number;
  /** Windows until twice as many are tried. */
  readonly rest: number;
}

/** More in flight has to be so much faster. */
const paying = 1.1;
/** So many windows after more was of no use it is tried again: what slowed it down may have passed. */
const patience = 8;

export const firstPace = ({ count }: Limits, now: number): Pace => ({
  count,
  left: 0,
  since: now,
  toBeat: 0,
  rest: 0,
});

/**
 * The pace after one more completion. A window is long enough to know the speed; after each that was faster for having
 * more in flight it is twice as many, up to the limit, and half as many after one that was not. Nothing else lets it
 * fall: what a service wants is the limiter's part.
 */
export function finishOne(pace: Pace, { maxCount }: Limits, now: () => number): Pace {
  const { count, toBeat, rest } = pace;
  const left = pace.left === 0 ? count * 4 : pace.left;
  if (left > 1) return { ...pace, left: left - 1 };
  const since = now();
  const speed = (count * 4) / Math.max(1, since - pace.since);
  if (rest > 1) return { ...pace, left: 0, since, rest: rest - 1 };
  if (rest === 0 && speed < toBeat * paying)
    return { count: count / 2, left: 0, since, toBeat: 0, rest: patience };
  const more = Math.min(maxCount, count * 2);
  return { count: more, left: 0, since, toBeat: speed, rest: more === count ? Infinity : 0 };
}

/**
 * Runs `work` for each step as places get free, knowing nothing of what a step is. When anything throws, or
 * somebody aborts `controller`, takes no further step, aborts, and settles only after all have ended.
 */
export async function schedule<S>(
  steps: AsyncIterable<S>,
  options: {
    readonly controller: AbortController;
    /** Absent: one of its own. */
    readonly budget?: Budget | undefined;
    /** In bytes. */
    readonly cost: (step: S) => number;
    /** Calls `leave` when its place is no longer needed, at the latest by ending. */
    readonly work: (step: S, place: { room: Room; leave: Leave }) => Promise<void>;
  },
): Promise<void> {
  const { controller, budget = createBudget() } = options;
  const room = budget.room(controller.signal);
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
    room.close();
  }
  if (broken) throw broken.error;
  throwIfAborted(controller.signal);
}
