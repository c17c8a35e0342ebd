import type { Interrupted, Mover, Moving, MovingEvents, Order } from '../mover/mover.ts';
import type { TransferReport } from '../transfer/transfer.ts';
import { retryOrder } from './retry.ts';
import { runTransfer } from './run.ts';
import { createTable, type Listener } from './table.ts';
import { abilities, isActive, type Ability, type Transfer } from './transfer.ts';

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
  /** As `Table.onChange`. */
  onChange(listener: Listener): () => void;
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
  const table = createTable();
  const moving = new Map<string, Moving>();
  const can = (id: string, ability: Ability): Transfer | undefined => {
    const transfer = table.get(id);
    return transfer && abilities(transfer).includes(ability) ? transfer : undefined;
  };

  function begin(transfer: Transfer, given: Begin, resumed: boolean): Begun {
    const { id } = transfer;
    table.put(transfer);
    const begun = runTransfer(mover, table, transfer, { begin: given, resumed, now });
    moving.set(id, begun);
    const over = () => moving.delete(id);
    begun.ended.then(over, over);
    return { id, ended: begun.ended };
  }
  const start = (order: Order, given: Begin = {}) => begin(fresh(newId(), order, now()), given, false);

  function resume(id: string, given: Begin = {}): Begun | undefined {
    const before = can(id, 'resume') ?? can(id, 'retry');
    if (!before || before.state === 'paused') return undefined;
    return begin(fresh(id, before.order, now()), given, true);
  }

  function retryFailed(id: string, given: Begin = {}): Begun | undefined {
    const before = can(id, 'retry');
    if (!before) return undefined;
    // Of one that was given up nobody knows what else would have failed.
    if (before.state === 'failed') return resume(id, given);
    table.change(id, () => ({ retried: true }));
    const begun = start(retryOrder(before.order, before.report?.failed ?? before.failures), given);
    // What came to no end, as when it is cancelled, can be tried again.
    begun.ended.catch(() => table.change(id, () => ({ retried: false })));
    return begun;
  }

  function clear(which: (transfer: Transfer) => boolean): void {
    const cleared = table.all().filter(which);
    table.remove(cleared.map(({ id }) => id));
    for (const { id, state } of cleared) if (state !== 'done') mover.forget?.(id);
  }

  function add({ id, order, began, files, bytes }: Interrupted): void {
    if (table.get(id)) return;
    const progress = { scanning: true, files, totalFiles: files, bytes, totalBytes: bytes, rate: 0 };
    table.put({ ...fresh(id, order, began), state: 'interrupted', progress });
  }

  return {
    all: () => [...table.all()].sort((one, other) => other.began.getTime() - one.began.getTime()),
    get: table.get,
    onChange: table.onChange,
    start,
    pause: (id) => can(id, 'pause') && moving.get(id)?.pause(),
    goOn: (id) => moving.get(id)?.goOn(),
    cancel: (id) => moving.get(id)?.cancel(),
    resume,
    retryFailed,
    clear: (id) => clear((transfer) => transfer.id === id && !isActive(transfer)),
    clearFinished: () => clear((transfer) => !isActive(transfer) && transfer.state !== 'interrupted'),
    add: (interrupted) => interrupted.forEach(add),
    dispose() {
      table.dispose();
      mover.dispose();
    },
  };
}

function fresh(id: string, order: Order, began: Date): Transfer {
  return { id, order, state: 'waiting', failures: [], failed: 0, began };
}
