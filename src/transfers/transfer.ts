import type { Failure } from '../common/failure.ts';
import type { MovingState, Order } from '../mover/mover.ts';
import type { Progress, TransferFailure, TransferReport } from '../transfer/transfer.ts';

/** `done`: it came to its end, with failures or without. `failed`: nothing of it could be done, or it was given up. */
export type TransferState = MovingState | 'interrupted' | 'done' | 'failed' | 'cancelled';

/** All that is known of one transfer: what a row of the view and a report are made of. */
export interface Transfer {
  readonly id: string;
  readonly order: Order;
  readonly state: TransferState;
  readonly progress?: Progress;
  /** The first of them; `failed` counts all. */
  readonly failures: readonly TransferFailure[];
  readonly failed: number;
  /** Present when it is over, and of a cancelled one when something had been moved. */
  readonly report?: TransferReport;
  /** Why it could not be done at all. */
  readonly failure?: Failure;
  readonly began: Date;
  readonly ended?: Date;
  /** What had failed of it has been begun anew. */
  readonly retried?: boolean;
}

/** Whether bytes move, or will by themselves or at a word. */
export function isActive({ state }: Pick<Transfer, 'state'>): boolean {
  return state === 'waiting' || state === 'running' || state === 'paused' || state === 'offline';
}

/** What can be done with a transfer now. */
export type Ability = 'pause' | 'resume' | 'cancel' | 'retry' | 'report' | 'clear';

export function abilities(transfer: Transfer): readonly Ability[] {
  const { state, report, retried } = transfer;
  const retry = !retried && (state === 'failed' || (state === 'done' && transfer.failed > 0));
  const now: Record<Ability, boolean> = {
    pause: state === 'waiting' || state === 'running',
    resume: state === 'paused' || state === 'interrupted',
    cancel: isActive(transfer),
    retry,
    report: report !== undefined,
    clear: !isActive(transfer),
  };
  return (Object.keys(now) as Ability[]).filter((ability) => now[ability]);
}
