import { commands, type ExtensionContext } from 'vscode';
import type { CommandArguments, CommandId } from '../contributions.ts';
import { reportError } from '../ui/report.ts';
import { copyUri } from './copyUri.ts';
import { download } from './download.ts';
import { refresh } from './refresh.ts';
import type { Services } from './services.ts';
import { setDefault } from './setDefault.ts';
import { unregister } from './unregister.ts';
import { uploadFiles, uploadFolder } from './upload.ts';
import { uploadToDatastore } from './uploadToDatastore.ts';

type Handlers = { readonly [Id in CommandId]: (...given: CommandArguments[Id]) => unknown };

/**
 * Registers every command. What a command throws becomes a message here and nowhere else; a caller that names its
 * target by a datastore URI is code, and gets the failure itself.
 */
export function registerCommands(context: ExtensionContext, services: Services): void {
  const handlers: Handlers = {
    'azuremlDatastores.signIn': () => services.signIn(),
    'azuremlDatastores.refresh': (node) => refresh(services, node),
    'azuremlDatastores.loadMore': (node) => services.tree.loadMore(node),
    'azuremlDatastores.setDefault': (target) => setDefault(services, target),
    'azuremlDatastores.unregister': (target, options) => unregister(services, target, options),
    'azuremlDatastores.uploadFiles': (target, options) => uploadFiles(services, target, options),
    'azuremlDatastores.uploadFolder': (target, options) => uploadFolder(services, target, options),
    'azuremlDatastores.uploadToDatastore': (uri, uris, target) =>
      uploadToDatastore(services, uri, uris, target),
    'azuremlDatastores.download': (target, options) => download(services, target, options),
    'azuremlDatastores.copyUri': (target) => copyUri(services, target),
    'azuremlDatastores.showLog': () => services.showLog(),
  };
  const byCode = (given: readonly unknown[]) => given.some((value) => typeof value === 'string');
  for (const [id, handler] of Object.entries(handlers)) {
    const run = async (...given: unknown[]): Promise<unknown> => {
      try {
        return await (handler as (...given: unknown[]) => unknown)(...given);
      } catch (error) {
        if (byCode(given)) throw error;
        void reportError(error, services.log, () => services.showLog());
        return undefined;
      }
    };
    context.subscriptions.push(commands.registerCommand(id, run));
  }
}
