import { inspect } from 'node:util';
import type { Failure } from '../common/failure.ts';
import type { Checked } from './checking.ts';
import type {
  SkippedEntry,
  SkipReason,
  TransferFailure,
  TransferOptions,
  TransferReport,
} from './request.ts';

/** Counts what became of the steps. */
export interface Tally {
  moved(bytes: number, checked?: Checked, by?: 'services'): void;
  createdFolder(): void;
  skipped(path: string, reason: SkipReason): void;
  /** Also writes it to the log with all its causes, so that nobody else has to. */
  failed(path: string, failure: Failure): void;
  report(stopped?: Failure): TransferReport;
}

/** Repeating a large transfer may skip millions; so many are named. */
const namedSkipped = 10_000;
/** No chain is longer, unless it is a circle. */
const mostCauses = 10;

export function createTally({ log, onFailed }: Pick<TransferOptions, 'log' | 'onFailed'> = {}): Tally {
  const skipped: Record<SkipReason, number> = {
    exists: 0,
    notNewer: 0,
    unchanged: 0,
    done: 0,
    ignored: 0,
    link: 0,
    special: 0,
  };
  const skippedEntries: SkippedEntry[] = [];
  const failed: TransferFailure[] = [];
  let files = 0;
  let bytes = 0;
  let folders = 0;
  let lengthOnly = 0;
  let serverSide = 0;
  return {
    moved: (size, checked, by) => {
      files += 1;
      bytes += size;
      if (checked === 'length') lengthOnly += 1;
      if (by === 'services') serverSide += 1;
    },
    createdFolder: () => {
      folders += 1;
    },
    skipped: (path, reason) => {
      skipped[reason] += 1;
      if (skippedEntries.length < namedSkipped) skippedEntries.push({ path, reason });
    },
    failed: (path, failure) => {
      failed.push({ path, failure });
      onFailed?.({ path, failure });
      log?.warn([`${path}: ${failure.word}: ${failure.message}`, ...causesOf(failure)].join('\n'));
    },
    report: (stopped) => ({
      files,
      bytes,
      folders,
      skipped,
      skippedEntries,
      failed,
      ...(lengthOnly > 0 && { lengthOnly }),
      ...(serverSide > 0 && { serverSide }),
      ...(stopped && { stopped }),
    }),
  };
}

/** One line for each cause, from the nearest to the first. */
function causesOf({ cause }: Error): string[] {
  const lines: string[] = [];
  for (let error = cause; error !== undefined && lines.length < mostCauses;) {
    const [name, message] =
      error instanceof Error ? [error.name, error.message] : ['what is no error', inspect(error)];
    lines.push(`  caused by ${name}: ${message}`.replaceAll(/\s*\n\s*/g, ' '));
    error = error instanceof Error ? error.cause : undefined;
  }
  return lines;
}
