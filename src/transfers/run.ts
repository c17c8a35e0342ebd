import { isFailure, type Failure } from '../common/failure.ts';
import type { Mover, Moving, MovingEvents } from '../mover/mover.ts';
import type { TransferReport } from '../transfer/transfer.ts';
import type { Begin } from './list.ts';
import type { Table } from './table.ts';
import type { Transfer } from './transfer.ts';

/** So many failures of a transfer are kept one by one. */
export const keptFailures = 1000;

/** Has `mover` do what `table` shows as waiting, and keeps there what it tells. What it tells after its end is not heard. */
export function runTransfer(
  mover: Mover,
  table: Table,
  transfer: Transfer,
  { begin, resumed, now }: { readonly begin: Begin; readonly resumed: boolean; readonly now: () => Date },
): Moving {
  const { id, order } = transfer;
  const over = new AbortController();
  const change: Table['change'] = (which, to) => {
    if (!over.signal.aborted) table.change(which, to);
  };
  const moving = mover.start(id, order, eventsOf(id, change, begin, over.signal), resumed);
  const end = (to: Partial<Transfer>) => {
    change(id, () => ({ ...to, ended: now() }));
    over.abort();
  };
  moving.ended.then(
    (report) => end(endOf(report)),
    (error: unknown) => end(isFailure(error, 'cancelled') ? { state: 'cancelled' } : refused(error)),
  );
  return moving;
}

function eventsOf(
  id: string,
  change: Table['change'],
  { onConflict, onCancelled }: Begin,
  over: AbortSignal,
): MovingEvents {
  const ask = async (example: string) => {
    const answer = await onConflict?.(example, over);
    // What is begun anew of it follows the same answer.
    if (answer) change(id, ({ order }) => ({ order: { ...order, conflict: answer } }));
    return answer;
  };
  return {
    onProgress: (progress) => change(id, () => ({ progress })),
    onState: (state) => change(id, () => ({ state })),
    onFailed: (failure) =>
      change(id, ({ failures, failed }) => ({
        failures: failures.length < keptFailures ? [...failures, failure] : failures,
        failed: failed + 1,
      })),
    onCancelled(report) {
      change(id, () => ({ report }));
      onCancelled?.(report);
    },
    ...(onConflict && { onConflict: ask }),
  };
}

function endOf(report: TransferReport): Partial<Transfer> {
  const failed = report.failed.length;
  const failures = report.failed.slice(0, keptFailures);
  return { state: report.stopped ? 'failed' : 'done', report, failed, failures };
}

/** Of an error that is no failure, the log says more than a row could. */
function refused(error: unknown): Partial<Transfer> {
  const failure: { failure?: Failure } = isFailure(error) ? { failure: error } : {};
  return { state: 'failed', ...failure };
}
