import type { Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { SkipReason, TransferFailure, TransferReport } from './request.ts';

/** Counts what became of the steps. */
export interface Tally {
  moved(bytes: number): void;
  createdFolder(): void;
  skipped(reason: SkipReason): void;
  /** Also writes the cause to the log. */
  failed(path: string, failure: Failure): void;
  report(stopped?: Failure): TransferReport;
}

export function createTally(log?: Log): Tally {
  const skipped: Record<SkipReason, number> = { exists: 0, notNewer: 0, link: 0, special: 0 };
  const failed: TransferFailure[] = [];
  let files = 0;
  let bytes = 0;
  let folders = 0;
  return {
    moved: (size) => {
      files += 1;
      bytes += size;
    },
    createdFolder: () => {
      folders += 1;
    },
    skipped: (reason) => {
      skipped[reason] += 1;
    },
    failed: (path, failure) => {
      failed.push({ path, failure });
      const { cause } = failure;
      const why = cause instanceof Error ? ` (${cause.name}: ${cause.message})` : '';
      log?.warn(`${path}: ${failure.word}: ${failure.message}${why}`);
    },
    report: (stopped) => ({ files, bytes, folders, skipped, failed, ...(stopped && { stopped }) }),
  };
}
