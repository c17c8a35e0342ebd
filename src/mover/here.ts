import { untilAborted } from '../common/abort.ts';
import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Storage } from '../storage/storage.ts';
import { createBudget, type Budget } from '../transfer/schedule.ts';
import type { TransferOptions, TransferReport } from '../transfer/transfer.ts';
import { createParts } from '../transfer/resuming.ts';
import { clearAway } from './clearing.ts';
import { markOf, openJournal, type Journal } from './journal.ts';
import type { DatastorePlace, Mover, Moving, MovingEvents, MovingState, Order } from './mover.ts';
import { createGate, gated } from './gate.ts';
import { makeLanding, requestOf } from './request.ts';

/** Opens the data of a datastore. */
export type OpenDatastore = (place: DatastorePlace, signal: AbortSignal) => Promise<Storage>;

export interface MoverHereOptions {
  readonly log?: Log | undefined;
  /** The folder that journals are in; absent: none is kept, and what is resumed begins anew. */
  readonly journals?: string | undefined;
}

/** A mover that works in this process. Its transfers share what may be in flight. */
export function createMoverHere(open: OpenDatastore, options: MoverHereOptions = {}): Mover {
  const running = new Set<Moving>();
  const budget = createBudget();
  const around: Around = { ...options, open, budget, leaving: () => leaving };
  let leaving = false;
  return {
    start(id, order, events, resumed = false) {
      const moving = begin(id, order, { events, resumed, around });
      running.add(moving);
      const end = () => running.delete(moving);
      moving.ended.then(end, end);
      return moving;
    },
    dispose() {
      leaving = true;
      for (const moving of running) moving.cancel();
    },
  };
}

interface Around extends MoverHereOptions {
  readonly open: OpenDatastore;
  readonly budget: Budget;
  /** Whether everything is stopped because its window closes: another one goes on with it. */
  readonly leaving: () => boolean;
}

interface Given {
  readonly events: MovingEvents;
  readonly resumed: boolean;
  readonly around: Around;
}

function begin(id: string, order: Order, { events, resumed, around }: Given): Moving {
  const { log, open, budget, journals } = around;
  const controller = new AbortController();
  const { signal } = controller;
  const gate = createGate();
  let state: MovingState = 'waiting';
  let moves = false;
  let offline = false;
  const tellState = () => {
    const now = gate.paused() ? 'paused' : offline ? 'offline' : moves ? 'running' : 'waiting';
    if (now === state) return;
    state = now;
    events.onState?.(state);
  };

  async function move(): Promise<TransferReport> {
    await makeLanding(order);
    const journal = journals === undefined ? undefined : await openJournal(journals, id, order, resumed);
    try {
      const report = await moveBy(journal);
      await (report.stopped ? journal?.close() : end(journal));
      return report;
    } catch (error) {
      // Who cancels does not want to go on; who closes the window, or lost the connection, does.
      const over = isFailure(error, 'cancelled') && !around.leaving();
      await (over ? end(journal) : journal?.close());
      throw error;
    }
  }

  /** Nobody will go on with it. */
  async function end(journal: Journal | undefined): Promise<void> {
    if (journal && journal.parts.size > 0)
      await clearAway(id, order, open).catch((error: unknown) => log?.warn(String(error)));
    await journal?.drop();
  }

  async function moveBy(journal: Journal | undefined): Promise<TransferReport> {
    const { transfer, sweep } = await import('../transfer/transfer.ts');
    const { request, missing } = await requestOf(order, open, signal);
    for (const failure of missing) events.onFailed?.(failure);
    await untilAborted(gate.passed(), signal);
    const tokens = [...(journal?.parts.values() ?? [])].map(({ token }) => token);
    const { destination } = request;
    if (resumed) await sweep({ ...order, destination }, markOf(id), { signal, keep: new Set(tokens) });
    moves = true;
    tellState();
    const report = await transfer(
      {
        ...request,
        mark: markOf(id),
        conflict: journal?.policy ?? request.conflict,
        ...(journal && { done: (file, to) => journal.done(file, to), parts: partsOf(journal) }),
      },
      { ...optionsFor(journal), signal, log, budget: gated(budget, gate) },
    );
    return missing.length === 0 ? report : { ...report, failed: [...missing, ...report.failed] };
  }

  const partsOf = ({ parts: known, nameOf, part: write }: Journal) =>
    createParts({ known, nameOf, write, keeps: () => !signal.aborted || around.leaving() });

  const optionsFor = (journal: Journal | undefined): TransferOptions => ({
    onFailed: (failure) => events.onFailed?.(failure),
    onProgress: (progress) => events.onProgress?.(progress),
    onMoved: (file, to) => journal?.moved(file, to),
    onOffline(now) {
      offline = now;
      tellState();
    },
    onSettled: (policy) => journal?.settled(policy),
    ...(events.onConflict && { onConflict: async (example: string) => events.onConflict?.(example) }),
    onCancelled: (so) => events.onCancelled?.(so),
  });

  return {
    pause() {
      gate.close();
      tellState();
    },
    goOn() {
      gate.open();
      tellState();
    },
    cancel: () => controller.abort(),
    ended: move(),
  };
}
