import { commands, type ExtensionContext } from 'vscode';
import type { CommandArguments, CommandId } from '../contributions.ts';
import { reportError } from '../ui/report.ts';
import { registerTexts } from '../ui/texts.ts';
import { copyUri } from './copyUri.ts';
import { download } from './download.ts';
import { refresh } from './refresh.ts';
import type { Services } from './services.ts';
import { setDefault } from './setDefault.ts';
import { unregister } from './unregister.ts';
import { uploadChosen } from './upload.ts';
import { uploadToDatastore } from './uploadToDatastore.ts';

type Handlers = { readonly [Id in CommandId]: (...given: CommandArguments[Id]) => unknown };

/** Whether code calls: it names its target by a datastore URI, or answers what a user would be asked. Menus do neither. */
function byCode(given: readonly unknown[]): boolean {
  const answers = ['from', 'to', 'confirmed'];
  const isAnswer = (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    !('kind' in value) &&
    answers.some((name) => name in value);
  return given.some((value) => typeof value === 'string' || isAnswer(value));
}

/** Registers every command. What a command throws becomes a message here and nowhere else; code gets the failure itself. */
export function registerCommands(context: ExtensionContext, services: Services): void {
  const handlers: Handlers = {
    'azuremlDatastores.signIn': () => services.signIn(),
    'azuremlDatastores.refresh': (node) => refresh(services, node),
    // Actions of the view's title are given the focused node, which is not what is meant.
    'azuremlDatastores.refreshAll': () => refresh(services),
    'azuremlDatastores.retry': (node) => refresh(services, node),
    'azuremlDatastores.loadMore': (node) => services.tree.loadMore(node),
    'azuremlDatastores.setDefault': (target) => setDefault(services, target),
    'azuremlDatastores.unregister': (target, options) => unregister(services, target, options),
    'azuremlDatastores.uploadFiles': (target, options) => uploadChosen(services, 'files', target, options),
    'azuremlDatastores.uploadFolder': (target, options) => uploadChosen(services, 'folders', target, options),
    'azuremlDatastores.uploadToDatastore': (uri, uris, target, conflict) =>
      uploadToDatastore(services, { uri, uris, target, conflict }),
    'azuremlDatastores.download': (target, options) => download(services, target, options),
    'azuremlDatastores.copyUri': (target) => copyUri(services, target),
    'azuremlDatastores.showLog': () => services.showLog(),
  };
  context.subscriptions.push(registerTexts());
  const report = (error: unknown) => void reportError(error, services.log, () => services.showLog());
  for (const [id, handler] of Object.entries(handlers)) {
    const run = async (...given: unknown[]): Promise<unknown> => {
      try {
        return await (handler as (...given: unknown[]) => unknown)(...given);
      } catch (error) {
        if (byCode(given)) throw error;
        report(error);
        return undefined;
      }
    };
    context.subscriptions.push(commands.registerCommand(id, run));
  }
}
