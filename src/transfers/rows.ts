import { t } from '@vscode/l10n';
import type { TransferFailure } from '../transfer/transfer.ts';
import { abilities, type Transfer } from './transfer.ts';

/** Rows hold no more than what finds them again: what they show is read when it is drawn. */
export interface TransferRow {
  readonly kind: 'transfer';
  readonly id: string;
}

/** One file or folder that failed. */
export interface FailedRow {
  readonly kind: 'failedFile';
  readonly transfer: TransferRow;
  readonly index: number;
  readonly failed: TransferFailure;
}

/** Why nothing of it could be done, or it was given up. */
export interface ReasonRow {
  readonly kind: 'reason';
  readonly transfer: TransferRow;
  readonly message: string;
}

/** The failures that have no row of their own. */
export interface RestRow {
  readonly kind: 'rest';
  readonly transfer: TransferRow;
  readonly count: number;
}

export type Row = TransferRow | FailedRow | ReasonRow | RestRow;

/** Stable while a transfer goes on. */
export function rowId(row: Row): string {
  switch (row.kind) {
    case 'transfer':
      return row.id;
    case 'failedFile':
      return `${row.transfer.id}/${row.index}`;
    case 'reason':
    case 'rest':
      return `${row.transfer.id}/${row.kind}`;
  }
}

/** What lies below a transfer's row. */
export function rowsBelow(row: TransferRow, transfer: Transfer): readonly Row[] {
  const { failures, failed } = transfer;
  const message = reasonOf(transfer);
  const reason: readonly Row[] = message === undefined ? [] : [{ kind: 'reason', transfer: row, message }];
  const rows = failures.map((each, index): Row => ({
    ...{ kind: 'failedFile', transfer: row, index, failed: each },
  }));
  const count = failed - failures.length;
  return [...reason, ...rows, ...(count > 0 ? [{ kind: 'rest', transfer: row, count } as const] : [])];
}

function reasonOf({ state, failure, report }: Transfer): string | undefined {
  if (report?.stopped) return report.stopped.message;
  if (failure) return failure.message;
  return state === 'failed' ? t('It failed for a reason that is in the log.') : undefined;
}

/** What menus test: the kind of row, then what can be done with it. */
export function contextOf(row: Row, transfer: Transfer | undefined): string {
  if (row.kind !== 'transfer' || !transfer) return row.kind;
  return ['transfer', ...abilities(transfer)].join(' ');
}
