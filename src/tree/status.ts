import { commands, window } from 'vscode';
import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { stateKey, viewId, type TreeState } from '../contributions.ts';
import { describe } from '../ui/report.ts';
import type { Node } from './nodes.ts';
import type { Root } from './root.ts';
import { arrange, filterMessage, isHidden, type Shown } from './shown.ts';
import { knownWorkspaces } from './top.ts';

/** What the view says around its rows: the welcome text, the message above, the progress. */
export interface Status {
  listed(nodes: readonly Node[]): void;
  failed(error: unknown): void;
}

export interface StatusOptions {
  readonly root: Root;
  readonly choice: () => Shown;
  readonly log: Log;
  /** Puts a line above the rows, or takes it away. */
  readonly say: (message: string | undefined) => void;
}

export function createStatus({ root, choice, log, say }: StatusOptions): Status {
  const setState = (state: TreeState) => void commands.executeCommand('setContext', stateKey, state);
  let progress: Thenable<void> | undefined;
  let logged: unknown;

  /** The view's own progress, from the first workspaces until the last. */
  function showProgress(): void {
    if (progress || root.known()?.complete !== false) return;
    const over = root.complete();
    progress = window.withProgress({ location: { viewId } }, () => over);
    void over.then(() => (progress = undefined));
  }

  function filtered(): string | undefined {
    const found = root.known();
    const shown = choice();
    const known = (found ? knownWorkspaces(found, shown) : [])
      .map(({ workspace }) => workspace)
      .filter((workspace) => !isHidden(workspace, shown));
    return filterMessage(shown, { visible: arrange(known, shown).length, known: known.length });
  }

  return {
    listed(nodes) {
      const empty = nodes.length === 0 && root.known()?.complete === true;
      setState(empty ? 'noWorkspace' : 'ready');
      // VS Code shows a welcome text, with its buttons, only where there is no message.
      say(empty ? undefined : filtered());
      showProgress();
    },
    failed(error) {
      // VS Code asks more than once.
      if (logged !== error) log.error(describe(error));
      logged = error;
      const state = stateAfter(error);
      setState(state);
      // A sentence of ours says more than the welcome text for what should not occur.
      say(state === 'failed' && isFailure(error) ? error.message : undefined);
    },
  };
}

function stateAfter(error: unknown): TreeState {
  switch (isFailure(error) ? error.word : 'unexpected') {
    case 'unauthenticated':
      return 'signedOut';
    case 'permissionDenied':
      return 'refused';
    case 'unavailable':
    case 'throttled':
      return 'unreachable';
    default:
      return 'failed';
  }
}
