import { setTimeout as delay } from 'node:timers/promises';
import { ProgressLocation, window, type Progress } from 'vscode';
import { isFailure } from '../common/failure.ts';
import { toSignal } from './cancellation.ts';
import { plain } from './report.ts';

type Step = Progress<{ message?: string; increment?: number }>;

/** Milliseconds in which most calls are over: a notification that only flashes up is worse than none. */
const patience = 1000;

/** Runs `work` with a notification that can cancel it. `title` says what is going on: `Uploading to …`. */
export function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, progress: Step) => Promise<T>,
): Promise<T> {
  const options = { location: ProgressLocation.Notification, title: plain(title), cancellable: true };
  return Promise.resolve(window.withProgress(options, (progress, token) => work(toSignal(token), progress)));
}

/** The same for work that is over at once as a rule: the notification comes only when it takes longer than a second. */
export async function withLateProgress<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const result = work(controller.signal);
  const over = result.then(
    () => 'over',
    () => 'over',
  );
  const timer = new AbortController();
  const first = await Promise.race([over, delay(patience, 'late', { signal: timer.signal })]);
  timer.abort();
  if (first === 'late') {
    await withProgress(title, async (signal) => {
      signal.addEventListener('abort', () => controller.abort(), { once: true });
      await over;
    });
  }
  return result;
}

/** The same for what can be asked again: `undefined` when the user has stopped it. */
export async function stoppable<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await withLateProgress(title, work);
  } catch (error) {
    if (isFailure(error, 'cancelled')) return undefined;
    throw error;
  }
}
