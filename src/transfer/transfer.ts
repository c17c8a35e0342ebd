import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { FilePath } from '../storage/path.ts';
import type { Storage } from '../storage/storage.ts';
import { createBreaker } from './breaker.ts';
import { checkLandings, settlePolicy, type SettledPolicy } from './conflicts.ts';
import { lookAt, type Destination } from './destination.ts';
import { asFailure, copyFile, type Side } from './execute.ts';
import { checkItems } from './items.ts';
import { readAhead } from './lookahead.ts';
import { plan, type CopyFile, type Step } from './plan.ts';
import { reportProgress, type ProgressEvent } from './progress.ts';
import type { TransferOptions, TransferReport, TransferRequest } from './request.ts';
import { schedule, type Leave, type Room } from './schedule.ts';
import { createTally } from './tally.ts';

export type * from './request.ts';

/** So many steps are planned ahead of the copying, so that progress knows what is coming; more would only take memory. */
const plannedAhead = 10_000;
/** A file's first place covers no more than this; larger chunks of a file have places of their own. */
const firstChunk = 8 * 1024 * 1024;

/**
 * Copies files and folders from any storages into a folder of another. A file that fails is reported and does not
 * stop the others. Rejects with a `Failure` when the request cannot be done at all (`invalidInput`), and with
 * `cancelled` after everything under way has been stopped and cleared away; what was complete by then stays.
 */
export async function transfer(
  request: TransferRequest,
  options: TransferOptions = {},
): Promise<TransferReport> {
  throwIfAborted(options.signal);
  checkItems(request);
  const controller = new AbortController();
  const abort = () => controller.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    await checkLandings(request, controller.signal);
    const destination = lookAt(request.destination, controller.signal);
    const policy = await settlePolicy(request, destination, options);
    throwIfAborted(options.signal);
    return await carryOut({ request, options, destination, policy, controller });
  } catch (error) {
    throwIfAborted(options.signal);
    throw asFailure(error, request.destination.address);
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
}

interface Settled {
  readonly request: TransferRequest;
  readonly options: TransferOptions;
  readonly destination: Destination;
  readonly policy: SettledPolicy;
  readonly controller: AbortController;
}

async function carryOut({
  request,
  options,
  destination,
  policy,
  controller,
}: Settled): Promise<TransferReport> {
  const { signal } = controller;
  const progress = reportProgress(options.onProgress);
  const tally = createTally(options.log);
  const breaker = createBreaker();
  let stopped: Failure | undefined;
  const fail = (path: string, side: Side, failure: Failure) => {
    tally.failed(path, failure);
    if (!breaker.failed(side, failure.word)) return;
    stopped ??= new Failure(
      failure.word,
      t('The transfer was stopped: file after file failed. {0}', failure.message),
    );
    throw stopped;
  };

  async function copy(step: CopyFile, place: { room: Room; leave: Leave }): Promise<void> {
    const moved = (bytes: number) => progress.tell({ kind: 'moved', bytes });
    const outcome = await copyFile(step, request.destination, { ...place, signal, moved });
    if (outcome.kind === 'moved') {
      breaker.moved();
      tally.moved(outcome.bytes);
      progress.tell({ kind: 'finished' });
      return;
    }
    progress.tell({ kind: 'dropped', size: step.file.size });
    const { side, failure } = outcome;
    const taken = policy === 'skip' && side === 'destination' && failure.word === 'alreadyExists';
    if (taken && (await isFile(request.destination, step.to, signal))) tally.skipped('exists');
    else fail(step.file.path, side, failure);
  }

  async function createFolder(step: Extract<Step, { kind: 'createFolder' }>): Promise<void> {
    try {
      await request.destination.createFolder(step.to, { signal });
    } catch (error) {
      throwIfAborted(signal);
      fail(step.from, 'destination', asFailure(error, step.from));
      return;
    }
    tally.createdFolder();
  }

  async function work(step: Step, place: { room: Room; leave: Leave }): Promise<void> {
    switch (step.kind) {
      case 'copyFile':
        return copy(step, place);
      case 'createFolder':
        return createFolder(step);
      case 'skip':
        tally.skipped(step.reason);
        return;
      case 'refuse':
        fail(step.path, 'destination', step.failure);
        return;
    }
  }

  const planned = announce(plan(request, policy, destination, signal), progress.tell);
  const cost = (step: Step) => (step.kind === 'copyFile' ? Math.min(step.file.size, firstChunk) : 0);
  try {
    await schedule(readAhead(planned, plannedAhead), { controller, cost, work });
  } catch (error) {
    if (error !== stopped) throw error;
  } finally {
    progress.end();
  }
  return tally.report(stopped);
}

/** Tells what is found as it is found. */
async function* announce(
  steps: AsyncIterable<Step>,
  tell: (event: ProgressEvent) => void,
): AsyncGenerator<Step, void, undefined> {
  for await (const step of steps) {
    if (step.kind === 'copyFile') tell({ kind: 'found', bytes: step.file.size });
    yield step;
  }
  tell({ kind: 'scanned' });
}

/** Whether a file has that name by now. */
async function isFile(storage: Storage, path: FilePath, signal: AbortSignal): Promise<boolean> {
  const there = await storage.stat(path, { signal }).catch(() => undefined);
  throwIfAborted(signal);
  return there?.kind === 'file';
}
