import { authentication, window, workspace, type ExtensionContext, type TreeDataProvider } from 'vscode';
import type { AzureMl } from './azureml/index.ts';
import { redacting } from './common/log.ts';
import { registerCommands } from './commands/index.ts';
import { settingsSection } from './contributions.ts';
import { registerTree } from './tree/index.ts';
import type { Node } from './tree/nodes.ts';
import { createConnection } from './ui/connection.ts';
import { useEditorLanguage } from './ui/l10n.ts';
import { microsoftProvider } from './ui/signIn.ts';

/** What other extensions get. */
export interface Api {
  /** The view's own nodes, for those who want to call its commands with them. */
  readonly nodes: TreeDataProvider<Node>;
}

export function activate(context: ExtensionContext): Api {
  useEditorLanguage();
  const channel = window.createOutputChannel('Azure ML Datastores', { log: true });
  const log = redacting(channel);

  const connection = createConnection<AzureMl>(log, async (settings, signIn) => {
    const { connect } = await import('./azureml/connect.ts');
    return connect(settings, signIn, log);
  });
  const tree = registerTree(context, connection.get, log);
  registerCommands(context, {
    azure: connection.get,
    signIn: connection.signIn,
    tree,
    log,
    showLog: () => channel.show(),
    memory: context.workspaceState,
  });

  const startAgain = () => {
    connection.reset();
    tree.refresh();
  };
  context.subscriptions.push(
    channel,
    { dispose: () => connection.reset() },
    connection.onDidSignIn(startAgain),
    workspace.onDidChangeConfiguration((change) => {
      if (
        ['cloud', 'customCloud', 'authentication'].some((name) =>
          change.affectsConfiguration(`${settingsSection}.${name}`),
        )
      )
        startAgain();
      else if (change.affectsConfiguration(`${settingsSection}.pageSize`)) tree.refresh();
    }),
    authentication.onDidChangeSessions(({ provider }) => {
      if (provider.id === microsoftProvider) startAgain();
    }),
  );
  return { nodes: tree.provider };
}
