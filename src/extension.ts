import { workspace, type ExtensionContext, type TreeDataProvider } from 'vscode';
import type { AzureMl } from './azureml/index.ts';
import { registerLanguage } from './codelens/index.ts';
import { registerCommands } from './commands/index.ts';
import { openForReading } from './commands/openFile.ts';
import type { Services } from './commands/services.ts';
import { connectionSettings, settingsSection, type Settings } from './contributions.ts';
import { registerFileSystem } from './filesystem/index.ts';
import { openTransfers } from './transfers/window.ts';
import { registerTree } from './tree/index.ts';
import { knownTo, selectedIn } from './tree/forCode.ts';
import type { Node } from './tree/nodes.ts';
import { createConnection } from './ui/connection.ts';
import { useEditorLanguage } from './ui/l10n.ts';
import { openLog } from './ui/logChannel.ts';
import { sovereignSection } from './ui/sovereign.ts';
import { createRegisterPanel } from './webviews/register/panel.ts';

/** What other extensions get. */
export interface Api {
  /** The view's own nodes, for those who want to call its commands with them. */
  readonly nodes: TreeDataProvider<Node>;
}

export function activate(context: ExtensionContext): Api {
  useEditorLanguage();
  const { channel, log } = openLog();
  const connection = createConnection<AzureMl>(log, async (settings, signIn) => {
    const { connect } = await import('./azureml/connect.ts');
    return connect(settings, signIn, log, (...datastore) => tree.accessChanged(...datastore));
  });
  const tree = registerTree(context, connection.get, log);
  const wizard = createRegisterPanel(context.extensionUri, log);
  const language = registerLanguage({
    ...{ azure: connection.get, log, memory: context.workspaceState },
    known: knownTo(tree),
    selected: () => selectedIn(tree),
  });
  const transfers = openTransfers(context, connection.get, log);
  const services: Services = {
    azure: connection.get,
    language: language.services,
    signIn: connection.signIn,
    tree,
    transfers: transfers.list,
    wizard,
    log,
    showLog: () => channel.show(),
    version: (context.extension.packageJSON as { version: string }).version,
    memory: context.workspaceState,
  };
  registerCommands(context, services);

  const startAgain = () => {
    connection.reset();
    transfers.disconnect();
    tree.refresh();
  };
  context.subscriptions.push(
    channel,
    connection,
    wizard,
    language,
    transfers,
    registerFileSystem((target) => openForReading(services, target)),
    tree.onDidRefresh(() => language.refresh()),
    connection.onDidChangeAccounts(startAgain),
    // A storage decides when it is opened whether it tells of its requests.
    channel.onDidChangeLogLevel(() => {
      connection.get().then(
        (azure) => azure.forgetStorages(),
        () => log.debug('Nobody is signed in, so there is nothing to open again.'),
      );
    }),
    workspace.onDidChangeConfiguration((change) => {
      const affected = (name: keyof Settings) => change.affectsConfiguration(`${settingsSection}.${name}`);
      if (connectionSettings.some(affected) || change.affectsConfiguration(sovereignSection)) startAgain();
      else if (affected('pageSize')) tree.refresh();
    }),
  );
  return { nodes: tree.provider };
}
