import type { CancellationToken } from 'vscode';

/** The one bridge from VS Code's cancellation to the one used everywhere below. */
export function toSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
