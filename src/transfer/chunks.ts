import { throwIfAborted } from '../common/abort.ts';
import type { Leave, Room } from './schedule.ts';

/**
 * So many chunks of one file are being moved at most, and fewer while other large files wait: files beside each other are
 * hashed together, and a chunk that waits for those before it holds up its own file only. `cost` is the part of its bytes
 * that each costs of the budget. One that lands in a local file while it arrives needs less memory than one that is sent,
 * which lies there encrypted as well, so there are more of those (bench/RESULTS.md).
 */
const sent = { atOnce: 8, crowded: 2, cost: 1 };
const landed = { atOnce: 12, crowded: 3, cost: 2 / 3 };

/** Moves the bytes of one chunk; resolves with what `after` is told. */
type Move<T> = (offset: number, length: number, signal: AbortSignal) => Promise<T>;

interface Around<T> {
  readonly room: Room;
  /** Leaves the place that the file began with, which covers its first chunk. */
  readonly leave: Leave;
  readonly signal: AbortSignal;
  /** Whether what is read lands in a local file. */
  readonly lands: boolean;
  /** What is done with a chunk that has been moved, while others move. It keeps its place until then. */
  readonly after: (offset: number, moved: T) => Promise<void>;
  /** Called after the first failure, before the other chunks are awaited. */
  readonly onBroken: () => void;
}

/**
 * Moves a file of `size` bytes in chunks, begun in the order of their offsets, several at once, each in a place of its
 * own. After the first failure the others are stopped and awaited.
 */
export async function moveChunks<T>(
  { size, chunkSize }: { readonly size: number; readonly chunkSize: number },
  { room, leave, signal, lands, after, onBroken }: Around<T>,
  move: Move<T>,
): Promise<void> {
  throwIfAborted(signal);
  const { atOnce, crowded, cost } = lands ? landed : sent;
  const own = new AbortController();
  const stop = () => own.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const moving = new Set<Promise<unknown>>();
  const inFlight = new Set<Promise<void>>();
  let broken: { readonly error: unknown } | undefined;
  const isBroken = () => broken !== undefined;
  const breakOff = (error: unknown) => {
    if (broken) return;
    broken = { error };
    own.abort(error);
    onBroken();
  };
  const begin = (offset: number, release: Leave) => {
    const moved = move(offset, Math.min(chunkSize, size - offset), own.signal);
    const settled: Promise<unknown> = moved.catch(() => undefined).then(() => moving.delete(settled));
    moving.add(settled);
    const task = moved
      .then((result) => after(offset, result))
      .catch(breakOff)
      .finally(release);
    inFlight.add(task);
    void task.then(() => inFlight.delete(task));
  };
  try {
    begin(0, leave);
    for (let offset = chunkSize; offset < size && !isBroken(); offset += chunkSize) {
      while (moving.size >= (room.crowded() ? crowded : atOnce)) await Promise.race(moving);
      const release = await room.enter(Math.floor(Math.min(chunkSize, size - offset) * cost), 'started');
      if (isBroken()) release();
      else begin(offset, release);
    }
  } catch (error) {
    breakOff(error);
  } finally {
    await Promise.all(inFlight);
    signal.removeEventListener('abort', stop);
  }
  if (broken) throw (broken as { error: unknown }).error;
}
