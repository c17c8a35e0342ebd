import { authentication, window, workspace, type ExtensionContext, type TreeDataProvider } from 'vscode';
import type { AzureMl } from './azureml/index.ts';
import { redacting } from './common/log.ts';
import { registerCommands } from './commands/index.ts';
import { connectionSettings, settingsSection, type Settings } from './contributions.ts';
import { registerTree } from './tree/index.ts';
import type { Node } from './tree/nodes.ts';
import { createConnection } from './ui/connection.ts';
import { useEditorLanguage } from './ui/l10n.ts';
import { microsoftProvider, sovereignProvider } from './ui/signIn.ts';

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
    connection,
    connection.onDidSignIn(startAgain),
    workspace.onDidChangeConfiguration((change) => {
      const affected = (name: keyof Settings) => change.affectsConfiguration(`${settingsSection}.${name}`);
      if (connectionSettings.some(affected)) startAgain();
      else if (affected('pageSize')) tree.refresh();
    }),
    authentication.onDidChangeSessions(({ provider }) => {
      if (provider.id === microsoftProvider || provider.id === sovereignProvider) startAgain();
    }),
  );
  return { nodes: tree.provider };
}
