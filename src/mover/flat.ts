import { Failure, type FailureFacts, type FailureWord } from '../common/failure.ts';
import type { TransferFailure, TransferReport } from '../transfer/transfer.ts';

/** A {@link Failure} as it crosses to another process. Its causes are in the log already, and stay behind. */
export interface FlatFailure {
  readonly word: FailureWord;
  readonly message: string;
  readonly facts: FailureFacts;
  readonly time: Date;
}

export interface FlatTransferFailure extends Omit<TransferFailure, 'failure'> {
  readonly failure: FlatFailure;
}

export interface FlatReport extends Omit<TransferReport, 'failed' | 'stopped'> {
  readonly failed: readonly FlatTransferFailure[];
  readonly stopped?: FlatFailure;
}

export const flatFailure = ({ word, message, facts, time }: Failure): FlatFailure => ({
  ...{ word, message, facts, time },
});

export const failureOf = ({ word, message, facts, time }: FlatFailure): Failure =>
  new Failure(word, message, { facts, time });

export function flatReport({ failed, stopped, ...rest }: TransferReport): FlatReport {
  const flat = failed.map(({ failure, ...where }) => ({ ...where, failure: flatFailure(failure) }));
  return { ...rest, failed: flat, ...(stopped && { stopped: flatFailure(stopped) }) };
}

export function reportOf({ failed, stopped, ...rest }: FlatReport): TransferReport {
  const real = failed.map(({ failure, ...where }) => ({ ...where, failure: failureOf(failure) }));
  return { ...rest, failed: real, ...(stopped && { stopped: failureOf(stopped) }) };
}
