import { throwIfAborted, untilAborted } from '../common/abort.ts';
import { isFailure, type Failure } from '../common/failure.ts';
import { forwarding } from './forwarding.ts';
import type { Storage, Upload } from './storage.ts';

export interface Opened {
  readonly storage: Storage;
  /** When its credential ends, in milliseconds since 1970; absent: not known. */
  readonly until?: number | undefined;
}

/** Runs `work` after so many milliseconds, without keeping the process alive. Returns what prevents it. */
export type Later = (milliseconds: number, work: () => void) => () => void;

export const later: Later = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds).unref();
  return () => clearTimeout(timer);
};

export interface ReopeningOptions {
  /** For how long nothing is asked of it before it is let go, in milliseconds. */
  readonly idle: number;
  /** Tells the failures after which it is let go. */
  readonly spent: (failure: Failure) => boolean;
  /**
   * Once it is aborted, with a `Failure` as its reason, every call rejects with that, and an upload that has begun can
   * only be given up. A request that is on its way ends as it began. Absent: there is no such end.
   */
  readonly ended?: AbortSignal | undefined;
  readonly later?: Later | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

/** A storage that can be let go of, credential and all, and opens itself anew at the next call. */
export interface Reopening {
  /** Always the same storage, open at this moment. Rejects with what opening it fails with. */
  open(): Promise<Storage>;
  /** Lets go of it. Calls and uploads that are on their way end as they began. */
  release(): void;
}

interface Held {
  readonly opening: Promise<Opened>;
}

/** Nothing here keeps what `open` gave beyond a call but `held`, so that a release leaves no way to its credential. */
export function createReopening(open: () => Promise<Opened>, options: ReopeningOptions): Reopening {
  const { idle, spent, ended, later: after = later, now = Date.now } = options;
  let facade: Storage | undefined;
  let held: Held | undefined;
  let users = 0;
  let stay: () => void = () => {};

  ended?.addEventListener('abort', () => {
    stay();
    held = undefined;
  });

  function release(which: Held | undefined = held): void {
    if (held === which) held = undefined;
  }

  function hold(): Held {
    if (held) return held;
    // Opened for everyone who waits, so nobody's signal stops it.
    const mine = (held = { opening: open() });
    mine.opening.catch(() => release(mine));
    return mine;
  }

  async function take(): Promise<{ mine: Held; storage: Storage }> {
    const mine = hold();
    const { storage, until = Infinity } = await mine.opening;
    if (now() < until) return { mine, storage };
    release(mine);
    const next = hold();
    return { mine: next, storage: (await next.opening).storage };
  }

  /** Returns what says that this user is done; twice is fine. */
  function enter(): () => void {
    users++;
    stay();
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      if (--users === 0 && !ended?.aborted) stay = after(idle, release);
    };
  }

  /** Takes the storage for one use, which `leave` ends. */
  async function use(signal: AbortSignal | undefined) {
    throwIfAborted(signal);
    ended?.throwIfAborted();
    const leave = enter();
    try {
      const { mine, storage } = await untilAborted(take(), signal);
      ended?.throwIfAborted();
      const look = (error: unknown): unknown => {
        if (isFailure(error) && spent(error)) release(mine);
        return error;
      };
      return { storage, leave, look };
    } catch (error) {
      leave();
      throw error;
    }
  }

  const look = async <T>(work: Promise<T>, seen: (error: unknown) => unknown): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw seen(error);
    }
  };

  const pass: Parameters<typeof forwarding>[1] = {
    async call(_right, signal, work) {
      const taken = await use(signal);
      return look(work(taken.storage), taken.look).finally(taken.leave);
    },
    async *walk(signal, work) {
      const taken = await use(signal);
      try {
        for await (const entry of work(taken.storage)) {
          ended?.throwIfAborted();
          yield entry;
        }
      } catch (error) {
        throw taken.look(error);
      } finally {
        taken.leave();
      }
    },
    async createUpload(file, uploadOptions): Promise<Upload> {
      const { storage, leave, look: seen } = await use(uploadOptions.signal);
      const upload = await look(storage.createUpload(file, uploadOptions), seen).catch((error: unknown) => {
        leave();
        throw error;
      });
      const { lasting } = upload;
      return {
        chunkSize: upload.chunkSize,
        async put(offset, bytes, callOptions) {
          ended?.throwIfAborted();
          await look(upload.put(offset, bytes, callOptions), seen);
        },
        // In use until it ends, however long its bytes take to come.
        async commit(callOptions) {
          ended?.throwIfAborted();
          await look(upload.commit(callOptions), seen);
          leave();
        },
        abort: () => upload.abort().finally(leave),
        ...(lasting && { lasting: { ...lasting, leave: () => lasting.leave().finally(leave) } }),
      };
    },
  };

  return {
    async open() {
      const { storage, leave } = await use(undefined);
      leave();
      return (facade ??= forwarding(storage, pass));
    },
    release: () => release(),
  };
}
