import { CancellationTokenSource, type CancellationToken } from 'vscode';

/** VS Code's cancellation as the one used everywhere below. This file is the only bridge between the two. */
export function toSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** The way back, for what VS Code itself is to stop. */
export function toToken(signal: AbortSignal | undefined): CancellationToken {
  const source = new CancellationTokenSource();
  if (signal?.aborted) source.cancel();
  else signal?.addEventListener('abort', () => source.cancel(), { once: true });
  return source.token;
}
