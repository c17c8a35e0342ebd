import { isFailure, type Failure } from '../common/failure.ts';
import type { Interrupted, Mover, Moving, MovingEvents, Order } from '../mover/mover.ts';
import type { TransferReport } from '../transfer/transfer.ts';
import { retryOrder } from './retry.ts';
import { abilities, isActive, type Ability, type Transfer } from './transfer.ts';

/** So many failures of a transfer are kept one by one. */
export const keptFailures = 1000;

/** A transfer that has just begun. */
export interface Begun {
  readonly id: string;
  /** As `Moving.ended`. Nobody has to wait for it. */
  readonly ended: Promise<TransferReport>;
}

/** What whoever begins a transfer wants to be asked and told. */
export interface Begin {
  /** `signal` is aborted when the transfer ends before there is an answer. */
  readonly onConflict?: (
    example: string,
    signal: AbortSignal,
  ) => ReturnType<NonNullable<MovingEvents['onConflict']>>;
  readonly onCancelled?: (report: TransferReport) => void;
}

/** The transfers of this window, the newest first. An id that is not known, or cannot do what it is told, does nothing. */
export interface TransferList {
  all(): readonly Transfer[];
  get(id: string): Transfer | undefined;
  /** Called with the one that changed, or without where one came or went. Returns what ends it. */
  onChange(listener: (changed?: Transfer) => void): () => void;
  start(order: Order, begin?: Begin): Begun;
  pause(id: string): void;
  /** Lets go of a paused one. */
  goOn(id: string): void;
  cancel(id: string): void;
  /** Begins one anew that was interrupted, or could not be done: what its journal says is done stays so. */
  resume(id: string, begin?: Begin): Begun | undefined;
  /** Begins a transfer of what has failed. */
  retryFailed(id: string, begin?: Begin): Begun | undefined;
  /** Takes one that is over out of the list. */
  clear(id: string): void;
  /** Takes out all that came to an end; what can be resumed stays. */
  clearFinished(): void;
  /** Puts in what an earlier window left unfinished. */
  add(interrupted: readonly Interrupted[]): void;
  /** Ends with the window, the mover too: what it can resume, another window resumes. */
  dispose(): void;
}

interface Sources {
  readonly now?: () => Date;
  readonly newId?: () => string;
}

/** Keeps what is known of the transfers that `mover` runs. */
export function createTransferList(mover: Mover, sources: Sources = {}): TransferList {
  const { now = () => new Date(), newId = () => crypto.randomUUID() } = sources;
  const transfers = new Map<string, Transfer>();
  const moving = new Map<string, Moving>();
  const listeners = new Set<(changed?: Transfer) => void>();

  const tell = (changed?: Transfer) => {
    for (const listener of listeners) listener(changed);
  };
  const change = (id: string, to: Partial<Transfer>) => {
    const before = transfers.get(id);
    if (!before) return;
    const after = { ...before, ...to };
    transfers.set(id, after);
    tell(after);
  };
  const can = (id: string, ability: Ability): Transfer | undefined => {
    const transfer = transfers.get(id);
    return transfer && abilities(transfer).includes(ability) ? transfer : undefined;
  };

  /** Begins what the list already shows as waiting. */
  function run(transfer: Transfer, { onConflict, onCancelled }: Begin, resumed: boolean): Begun {
    const { id } = transfer;
    const over = new AbortController();
    const ifRunning = (to: (before: Transfer) => Partial<Transfer>) => {
      const before = transfers.get(id);
      if (before && !over.signal.aborted) change(id, to(before));
    };
    const events: MovingEvents = {
      onProgress: (progress) => ifRunning(() => ({ progress })),
      onState: (state) => ifRunning(() => ({ state })),
      onFailed: (failure) =>
        ifRunning(({ failures, failed }) => ({
          failures: failures.length < keptFailures ? [...failures, failure] : failures,
          failed: failed + 1,
        })),
      onCancelled(report) {
        ifRunning(() => ({ report }));
        onCancelled?.(report);
      },
      ...(onConflict && {
        async onConflict(example: string) {
          const answer = await onConflict(example, over.signal);
          // What is begun anew of it follows the same answer.
          if (answer) ifRunning(({ order }) => ({ order: { ...order, conflict: answer } }));
          return answer;
        },
      }),
    };
    const begun = mover.start(id, transfer.order, events, resumed);
    moving.set(id, begun);
    const end = (to: Partial<Transfer>) => {
      over.abort();
      moving.delete(id);
      change(id, { ...to, ended: now() });
    };
    begun.ended.then(
      (report) => end(endOf(report)),
      (error: unknown) => end(isFailure(error, 'cancelled') ? { state: 'cancelled' } : refused(error)),
    );
    return { id, ended: begun.ended };
  }

  function begin(order: Order, given: Begin): Begun {
    const transfer = fresh(newId(), order, now());
    transfers.set(transfer.id, transfer);
    tell();
    return run(transfer, given, false);
  }

  function resume(id: string, given: Begin = {}): Begun | undefined {
    const before = can(id, 'resume') ?? can(id, 'retry');
    if (!before || before.state === 'paused') return undefined;
    const transfer = fresh(id, before.order, now());
    transfers.set(id, transfer);
    tell(transfer);
    return run(transfer, given, true);
  }

  function clear(which: (transfer: Transfer) => boolean): void {
    for (const transfer of [...transfers.values()].filter(which)) {
      transfers.delete(transfer.id);
      if (transfer.state !== 'done') mover.forget?.(transfer.id);
    }
    tell();
  }

  return {
    all: () => [...transfers.values()].sort((one, other) => other.began.getTime() - one.began.getTime()),
    get: (id) => transfers.get(id),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: (order, given = {}) => begin(order, given),
    pause: (id) => can(id, 'pause') && moving.get(id)?.pause(),
    goOn: (id) => moving.get(id)?.goOn(),
    cancel: (id) => moving.get(id)?.cancel(),
    resume,
    retryFailed(id, given = {}) {
      const before = can(id, 'retry');
      if (!before) return undefined;
      // Of one that was given up nobody knows what else would have failed.
      if (before.state === 'failed') return resume(id, given);
      change(id, { retried: true });
      return begin(retryOrder(before.order, before.report?.failed ?? before.failures), given);
    },
    clear: (id) => clear((transfer) => transfer.id === id && !isActive(transfer)),
    clearFinished: () => clear((transfer) => !isActive(transfer) && transfer.state !== 'interrupted'),
    add(interrupted) {
      for (const { id, order, began, files, bytes } of interrupted) {
        if (transfers.has(id)) continue;
        const progress = { scanning: true, files, totalFiles: files, bytes, totalBytes: bytes, rate: 0 };
        transfers.set(id, { ...fresh(id, order, began), state: 'interrupted', progress });
      }
      tell();
    },
    dispose() {
      listeners.clear();
      mover.dispose();
    },
  };
}

function fresh(id: string, order: Order, began: Date): Transfer {
  return { id, order, state: 'waiting', failures: [], failed: 0, began };
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
