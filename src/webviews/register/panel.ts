import { Uri, ViewColumn, window, type WebviewPanel } from 'vscode';
import { isFailure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';
import { answer, type Answering } from '../answer.ts';
import type { Handlers } from '../channel.ts';
import { createPage } from '../page.ts';
import { registerChecks } from './arguments.ts';
import type { RegisterProtocol } from './protocol.ts';

/** The registration wizard's editor tab, of which a window has one. */
export interface RegisterPanel {
  /**
   * Shows the wizard. One that is open already is shown and begins anew: what it was doing is aborted, and its own `onClosed` is
   * called.
   */
  open(title: string, handlers: Handlers<RegisterProtocol>, onClosed?: () => void): void;
  /** Closes it; does nothing when it is not open. */
  close(): void;
  dispose(): void;
}

interface Shown {
  readonly answering: Answering;
  readonly onClosed: () => void;
}

export function createRegisterPanel(extensionUri: Uri, log: Log): RegisterPanel {
  let panel: WebviewPanel | undefined;
  let shown: Shown | undefined;

  const end = () => {
    const ended = shown;
    shown = undefined;
    ended?.answering.dispose();
    ended?.onClosed();
  };
  const onError = (error: unknown, method: string) => {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (isFailure(error)) log.warn(`Register wizard, ${method}: ${error.word}: ${told}`);
    else log.error(`Register wizard, ${method}: ${told}`);
  };

  const close = () => {
    panel?.dispose();
  };

  function create(): WebviewPanel {
    const created = window.createWebviewPanel('azuremlDatastores.register', '', ViewColumn.Active);
    const icon = (theme: string) => Uri.joinPath(extensionUri, 'media', 'datastores', theme, 'workspace.svg');
    created.iconPath = { light: icon('light'), dark: icon('dark') };
    const listener = created.webview.onDidReceiveMessage((message) => shown?.answering.receive(message));
    created.onDidDispose(() => {
      listener.dispose();
      panel = undefined;
      end();
    });
    return created;
  }

  return {
    open(title, handlers, onClosed = () => {}) {
      end();
      panel ??= create();
      const { webview } = panel;
      const { options, session, html } = createPage(webview, extensionUri, { name: 'register', title });
      const post = (message: unknown) => webview.postMessage(message);
      shown = {
        answering: answer({ session, handlers, checks: registerChecks, post, onError }),
        onClosed,
      };
      panel.title = title;
      webview.options = options;
      webview.html = html;
      panel.reveal();
    },
    close,
    dispose: close,
  };
}
