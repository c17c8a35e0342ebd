import { env, Uri, window } from 'vscode';
import { t } from '@vscode/l10n';
import { isFailure, type Failure } from '../common/failure.ts';
import { failureDetails, helpFor, type Help } from '../common/failureDetails.ts';
import type { Log } from '../common/log.ts';

/** A button of a message and what it does. */
export interface Action {
  readonly title: string;
  run(): unknown;
}

/** What the buttons of a failure's message need to know and to do. */
export interface Doors {
  readonly log: Log;
  /** The extension's. */
  readonly version: string;
  showLog(): void;
  /** Buttons that only this failure has here. */
  more(failure: Failure): readonly Action[];
  /** Signs in as the failure's facts ask. */
  signIn(failure: Failure): unknown;
  /** Address in the portal of what the failure is about; `undefined` where there is none. */
  portalAddress(failure: Failure): Promise<string | undefined>;
}

/** How many buttons stand before “Show Log”: more do not fit. */
const room = 3;

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
export async function reportError(error: unknown, doors: Doors): Promise<void> {
  if (isFailure(error, 'cancelled')) return;
  doors.log.error(describe(error));
  const own = error instanceof Error ? (offered.get(error) ?? []) : [];
  const actions = isFailure(error)
    ? [...own, ...doors.more(error), ...(await actionsFor(error, doors))].slice(0, room)
    : own;
  const message = isFailure(error)
    ? error.message
    : t('Something went wrong that should not have. The log says more.');
  await showMessage('error', message, [...actions, { title: t('Show Log'), run: () => doors.showLog() }]);
}

async function actionsFor(failure: Failure, doors: Doors): Promise<readonly Action[]> {
  const actions = await Promise.all(helpFor(failure).map((help) => actionFor(help, failure, doors)));
  return actions.filter((action) => action !== undefined);
}

async function actionFor(help: Help, failure: Failure, doors: Doors): Promise<Action | undefined> {
  switch (help) {
    case 'signIn':
      return { title: t('Sign In'), run: () => doors.signIn(failure) };
    case 'portal': {
      const address = await doors.portalAddress(failure);
      if (address === undefined) return undefined;
      return { title: t('Open in Portal'), run: () => env.openExternal(Uri.parse(address, true)) };
    }
    case 'details': {
      const details = failureDetails(failure, doors.version);
      return { title: t('Copy Details'), run: () => env.clipboard.writeText(details) };
    }
  }
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
