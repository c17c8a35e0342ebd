import { throwIfAborted } from '../common/abort.ts';
import { checkLandings, type SettledPolicy } from './conflicts.ts';
import { lookAt, type Destination } from './destination.ts';
import { asFailure } from './execute.ts';
import { checkItems } from './items.ts';
import { readAhead } from './lookahead.ts';
import { plan, type Step } from './plan.ts';
import { reportProgress, type ProgressEvent } from './progress.ts';
import type { TransferOptions, TransferReport, TransferRequest } from './request.ts';
import { createRunner } from './runner.ts';
import { firstPlaceOf, schedule } from './schedule.ts';
import { settlePolicy } from './settle.ts';
import { createTally } from './tally.ts';

export { preview, type Counted, type Preview, type PreviewOptions } from './preview.ts';
export { sweep } from './sweep.ts';
export type * from './request.ts';
export type * from './resuming.ts';

/** So many steps are planned ahead of the copying, so that progress knows what is coming; more would only take memory. */
const plannedAhead = 10_000;

/**
 * Copies files and folders from any storages into a folder of another. A file that fails is reported and does not
 * stop the others. Rejects with a `Failure` when the request cannot be done at all (`invalidInput`), and with
 * `cancelled` after everything under way has been stopped and cleared away; what was complete by then stays, and
 * `onCancelled` is told of it.
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
    const policy = await settlePolicy(request, destination, options, controller.signal);
    throwIfAborted(options.signal);
    options.onSettled?.(policy);
    return await carryOut(request, policy, destination, { options, controller });
  } catch (error) {
    throwIfAborted(options.signal);
    throw asFailure(error, request.destination.address);
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
}

/** Carries out what has been settled, from the first step of the plan to the last. */
async function carryOut(
  request: TransferRequest,
  policy: SettledPolicy,
  destination: Destination,
  { options, controller }: { options: TransferOptions; controller: AbortController },
): Promise<TransferReport> {
  const { signal } = controller;
  const progress = reportProgress(options.onProgress);
  const tally = createTally(options);
  const runner = createRunner({
    destination: request.destination,
    policy,
    signal,
    tally,
    md5: request.md5 ?? true,
    mark: request.mark,
    parts: request.parts,
    tell: progress.tell,
    options,
  });
  const planned = announce(plan(request, policy, destination, signal), progress.tell);
  const cost = (step: Step) => (step.kind === 'copyFile' ? firstPlaceOf(step.file.size) : 0);
  try {
    await schedule(readAhead(planned, plannedAhead), {
      ...{ controller, cost, work: runner.run },
      budget: options.budget,
    });
  } catch (error) {
    if (error !== runner.stopped()) {
      if (options.signal?.aborted) options.onCancelled?.(tally.report());
      throw error;
    }
  } finally {
    await runner.end();
    progress.end();
  }
  return tally.report(runner.stopped());
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
