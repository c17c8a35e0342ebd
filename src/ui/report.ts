import { window } from 'vscode';
import { t } from '@vscode/l10n';
import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';

/** A button of a message and what it does. */
export interface Action {
  readonly title: string;
  run(): unknown;
}

/**
 * A message that says what it says: VS Code makes a link of `[text](address)`, also one that runs a command, and names
 * of files and folders come from outside.
 */
export function plain(message: string): string {
  return message.replaceAll('](', ']\u200b(');
}

const offered = new WeakMap<Error, readonly Action[]>();

/** Gives `failure` buttons that go beyond reading its message. */
export function offer<E extends Error>(failure: E, actions: readonly Action[]): E {
  offered.set(failure, actions);
  return failure;
}

/**
 * Turns whatever was thrown into a message and a log line. A cancelled operation needs no message. The answer settles
 * when the message is gone; nobody has to wait for it.
 */
export async function reportError(error: unknown, log: Log, showLog: () => void): Promise<void> {
  if (isFailure(error, 'cancelled')) return;
  log.error(describe(error));
  const actions = error instanceof Error ? (offered.get(error) ?? []) : [];
  const message = isFailure(error)
    ? error.message
    : t('Something went wrong that should not have. The log says more.');
  await showMessage('error', message, [...actions, { title: t('Show Log'), run: showLog }]);
}

/** Shows a message with buttons and runs the one that is chosen. */
export async function showMessage(
  kind: 'info' | 'warning' | 'error',
  message: string,
  actions: readonly Action[] = [],
): Promise<void> {
  const show = {
    info: window.showInformationMessage,
    warning: window.showWarningMessage,
    error: window.showErrorMessage,
  }[kind];
  const chosen = await show(plain(message), ...actions.map(({ title }) => title));
  await actions.find(({ title }) => title === chosen)?.run();
}

/** An error with its causes, for the log. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = isFailure(error) ? `${error.word}: ${error.message}` : (error.stack ?? error.message);
  return error.cause === undefined ? own : `${own}\n  caused by ${describe(error.cause)}`;
}
