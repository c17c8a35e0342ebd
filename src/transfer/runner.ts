import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import { root, type FilePath } from '../storage/path.ts';
import type { Storage } from '../storage/storage.ts';
import { createBreaker } from './breaker.ts';
import type { SettledPolicy } from './conflicts.ts';
import { asFailure, copyFile, type Outcome } from './execute.ts';
import { createHashing, knowsMd5 } from './hashing.ts';
import { createOutage, isLost } from './outage.ts';
import type { CopyFile, Side, Step } from './plan.ts';
import type { ProgressEvent } from './progress.ts';
import type { TransferOptions } from './request.ts';
import type { Parts } from './resuming.ts';
import { firstPlaceOf, type Leave, type Room } from './schedule.ts';
import { createServerSide } from './serverSide.ts';
import type { Tally } from './tally.ts';

interface Place {
  readonly room: Room;
  readonly leave: Leave;
}

interface Around {
  readonly destination: Storage;
  readonly policy: SettledPolicy;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  /** As in `TransferRequest`. */
  readonly md5: boolean;
  readonly mark?: string | undefined;
  readonly parts?: Parts | undefined;
  readonly tell: (event: ProgressEvent) => void;
  readonly options: Pick<TransferOptions, 'onMoved' | 'onOffline' | 'log'>;
}

/** Runs one step at a time and counts what became of it; `run` rejects only to end the whole transfer. */
export interface Runner {
  readonly run: (step: Step, place: Place) => Promise<void>;
  /** Why it gave up, if it did; what `run` then rejected with. */
  readonly stopped: () => Failure | undefined;
  /** After all steps. */
  readonly end: () => Promise<void>;
}

export function createRunner({
  destination,
  policy,
  signal,
  tally,
  md5,
  mark,
  parts,
  tell,
  options,
}: Around): Runner {
  const { onMoved, onOffline, log } = options;
  const outage = createOutage({ signal, onOffline });
  const hashing = md5 && knowsMd5() ? createHashing() : undefined;
  const breaker = createBreaker();
  const serverSide = createServerSide({ destination, signal, mark, log });
  let stopped: Failure | undefined;

  function fail(path: string, side: Side, failure: Failure): void {
    tally.failed(path, failure);
    if (!breaker.failed(side, failure.word)) return;
    stopped ??= gaveUp(failure);
    throw stopped;
  }

  async function copy(step: CopyFile, place: Place): Promise<void> {
    const moved = (bytes: number) => tell({ kind: 'moved', bytes });
    const { room } = place;
    let { leave } = place;
    const around = { room, leave: () => leave(), signal, hashing, mark, parts, moved, serverSide };
    const outcome = await outage
      .through({
        make: () => copyFile(step, destination, around),
        failureIn: (ended) => (ended.kind === 'failed' ? ended.failure : undefined),
        reachable: (ended) => isReachable(step, ended),
        // Others, to other accounts, are not held up by a network that is gone for this one.
        async aside(wait) {
          leave();
          const result = await wait();
          leave = await room.enter(firstPlaceOf(step.file.size), 'started');
          return result;
        },
      })
      .finally(() => leave());
    if (outcome.kind === 'moved') {
      breaker.moved();
      outage.moved();
      onMoved?.(step.file, step.to);
      const { bytes, checked, by } = outcome;
      // Where there is no MD5 at all, nothing but lengths can be compared; what a service copies it compares itself.
      tally.moved(bytes, md5 && !hashing && !by ? 'length' : checked, by);
      tell({ kind: 'finished' });
      return;
    }
    tell({ kind: 'dropped', size: step.file.size });
    const { side, failure } = outcome;
    const taken = policy === 'skip' && side === 'destination' && failure.word === 'alreadyExists';
    if (taken && (await isFile(destination, step.to, signal))) tally.skipped(step.file.path, 'exists');
    else fail(step.file.path, side, failure);
  }

  /** Whether the side that a file failed on answers anything; not asked about the file, which may be all that fails. */
  async function isReachable(step: CopyFile, ended: Outcome): Promise<boolean> {
    const side = ended.kind === 'failed' && ended.side === 'source' ? step.source : destination;
    try {
      await side.list(root, { signal, pageSize: 1 });
      return true;
    } catch (error) {
      throwIfAborted(signal);
      return !isLost(error);
    }
  }

  async function createFolder(step: Extract<Step, { kind: 'createFolder' }>): Promise<void> {
    try {
      await destination.createFolder(step.to, { signal });
    } catch (error) {
      throwIfAborted(signal);
      fail(step.from, 'destination', asFailure(error, step.from));
      return;
    }
    tally.createdFolder();
  }

  async function run(step: Step, place: Place): Promise<void> {
    switch (step.kind) {
      case 'copyFile':
        return copy(step, place);
      case 'createFolder':
        return createFolder(step);
      case 'skip':
        tally.skipped(step.path, step.reason);
        return;
      case 'refuse':
        fail(step.path, step.side, step.failure);
        return;
    }
  }

  return { run, stopped: () => stopped, end: async () => hashing?.stop() };
}

function gaveUp({ word, message }: Failure): Failure {
  return new Failure(word, t('The transfer was stopped: file after file failed. {0}', message));
}

/** Whether a file has that name by now. */
async function isFile(storage: Storage, path: FilePath, signal: AbortSignal): Promise<boolean> {
  const there = await storage.stat(path, { signal }).catch(() => undefined);
  throwIfAborted(signal);
  return there?.kind === 'file';
}
