import { throwIfAborted } from '../common/abort.ts';
import type { Failure } from '../common/failure.ts';
import { checkLandings, looksAtOnce } from './conflicts.ts';
import { lookAt } from './destination.ts';
import { checkItems } from './items.ts';
import { lookahead } from './lookahead.ts';
import { createObstacles } from './obstacles.ts';
import { plan, type Step } from './plan.ts';
import type { CopyReason, SkipReason, TransferRequest } from './request.ts';
import { settlePolicy } from './settle.ts';

/** How many of what, in bytes (what is not known counts as none), and the first few of them as the source calls them. */
export interface Counted {
  readonly count: number;
  readonly bytes: number;
  readonly examples: readonly string[];
}

/** What a transfer would do, and the rule that decided. Nothing has been moved. */
export interface Preview {
  readonly copied: Readonly<Record<CopyReason, Counted>>;
  readonly skipped: Readonly<Record<SkipReason, Counted>>;
  /** What cannot be moved, as far as that is known without trying; `failures` belong to the examples, in their order. */
  readonly refused: Counted & { readonly failures: readonly Failure[] };
  /** Folders that would be created by themselves, because no file lands in them. */
  readonly folders: Counted;
}

export interface PreviewOptions {
  readonly signal?: AbortSignal | undefined;
  /** Names kept of each kind; 10 if left out. */
  readonly examples?: number;
}

/**
 * Plans the transfer of `request` to its end, with the decisions that the transfer itself would take, and moves
 * nothing. With `ask`, which nobody is asked here, files that are there are counted as `exists`. Holds counts and
 * examples only, however many files there are. Rejects as `transfer` does.
 *
 * What only writing can tell is not foreseen, such as a name that a service does not allow.
 */
export async function preview(request: TransferRequest, options: PreviewOptions = {}): Promise<Preview> {
  const { signal, examples = 10 } = options;
  throwIfAborted(signal);
  checkItems(request);
  await checkLandings(request, signal);
  const destination = lookAt(request.destination, signal);
  const conflict = request.conflict === 'ask' ? 'skip' : request.conflict;
  const policy = await settlePolicy({ ...request, conflict }, destination, {}, signal);
  const counts = createCounts(examples);
  const { foresee } = createObstacles(request.destination, signal);
  try {
    const steps = plan(request, policy, destination, signal, 'always');
    for await (const step of lookahead(steps, looksAtOnce, foresee)) {
      throwIfAborted(signal);
      counts.add(step);
    }
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
  return counts.preview;
}

type Counting = { count: number; bytes: number; examples: string[] };

function createCounts(named: number) {
  const none = (): Counting => ({ count: 0, bytes: 0, examples: [] });
  const copied: Record<CopyReason, Counting> = {
    new: none(),
    newer: none(),
    overwrite: none(),
    size: none(),
    recordedTime: none(),
    lastModified: none(),
  };
  const skipped: Record<SkipReason, Counting> = {
    exists: none(),
    notNewer: none(),
    unchanged: none(),
    done: none(),
    ignored: none(),
    link: none(),
    special: none(),
  };
  const failures: Failure[] = [];
  const refused = { ...none(), failures };
  const folders = none();

  function count(into: Counting, path: string, size = 0): void {
    into.count += 1;
    into.bytes += size;
    if (into.examples.length < named) into.examples.push(path);
  }

  function add(step: Step): void {
    switch (step.kind) {
      case 'copyFile':
        count(copied[step.why ?? 'overwrite'], step.file.path, step.file.size);
        return;
      case 'skip':
        count(skipped[step.reason], step.path, step.size);
        return;
      case 'createFolder':
        count(folders, step.from);
        return;
      case 'refuse':
        if (failures.length < named) failures.push(step.failure);
        count(refused, step.path, step.size);
        return;
    }
  }

  const preview: Preview = { copied, skipped, refused, folders };
  return { preview, add };
}
