import { ProgressLocation, window, type Progress } from 'vscode';
import { toSignal } from './cancellation.ts';
import { plain } from './report.ts';

type Step = Progress<{ message?: string; increment?: number }>;

/** Runs `work` with a notification that can cancel it. `title` says what is going on: `Uploading to …`. */
export function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, progress: Step) => Promise<T>,
): Promise<T> {
  const options = { location: ProgressLocation.Notification, title: plain(title), cancellable: true };
  return Promise.resolve(window.withProgress(options, (progress, token) => work(toSignal(token), progress)));
}
