import { untilAborted } from '../common/abort.ts';
import type { Log } from '../common/log.ts';
import type { Storage } from '../storage/storage.ts';
import type { TransferFailure, TransferOptions } from '../transfer/transfer.ts';
import type { DatastorePlace, Mover, Moving, MovingEvents, MovingState, Order } from './mover.ts';
import { createGate, held } from './gate.ts';
import { makeLanding, requestOf } from './request.ts';

/** Opens the data of a datastore. */
export type OpenDatastore = (place: DatastorePlace, signal: AbortSignal) => Promise<Storage>;

const nobody = Promise.resolve(undefined);

/** A mover that works in this process and keeps no journal: what is resumed begins anew. */
export function createMoverHere(open: OpenDatastore, log?: Log): Mover {
  const running = new Set<Moving>();
  return {
    start(_id, order, events) {
      const moving = begin(order, events, open, log);
      running.add(moving);
      const end = () => running.delete(moving);
      moving.ended.then(end, end);
      return moving;
    },
    dispose() {
      for (const moving of running) moving.cancel();
    },
  };
}

function begin(order: Order, events: MovingEvents, open: OpenDatastore, log: Log | undefined): Moving {
  const controller = new AbortController();
  const { signal } = controller;
  const gate = createGate();
  let state: MovingState = 'waiting';
  let moves = false;
  const tellState = () => {
    const now = gate.paused() ? 'paused' : moves ? 'running' : 'waiting';
    if (now === state) return;
    state = now;
    events.onState?.(state);
  };

  async function move() {
    const { transfer } = await import('../transfer/transfer.ts');
    await makeLanding(order);
    const { request, missing } = await requestOf(order, open, signal);
    for (const failure of missing) events.onFailed?.(failure);
    await untilAborted(gate.passed(), signal);
    moves = true;
    tellState();
    let told = 0;
    const options: TransferOptions & { onFailed: (failure: TransferFailure) => void } = {
      signal,
      log,
      onFailed: (failure) => {
        told += 1;
        events.onFailed?.(failure);
      },
      onProgress: (progress) => events.onProgress?.(progress),
      onConflict: events.onConflict && ((example) => events.onConflict?.(example) ?? nobody),
      onCancelled: (so) => events.onCancelled?.(so),
    };
    const report = await transfer(
      { ...request, destination: held(request.destination, gate, signal) },
      options,
    );
    for (const failure of report.failed.slice(told)) events.onFailed?.(failure);
    return missing.length === 0 ? report : { ...report, failed: [...missing, ...report.failed] };
  }

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
