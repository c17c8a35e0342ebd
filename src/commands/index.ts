import { commands, type ExtensionContext } from 'vscode';
import type { CommandArguments, CommandId } from '../contributions.ts';
import { reportError } from '../ui/report.ts';
import { registerTexts } from '../ui/texts.ts';
import { addWorkspace } from './addWorkspace.ts';
import { chooseFileWorkspace } from './chooseFileWorkspace.ts';
import { clearFilters } from './clearFilters.ts';
import { copyAzCopyCommand } from './copyAzCopyCommand.ts';
import { copyDetails } from './copyDetails.ts';
import { copyToDatastore } from './copyToDatastore.ts';
import { copyUri } from './copyUri.ts';
import { declineOffer } from './declineOffer.ts';
import { doorsFor } from './doors.ts';
import { download, downloadChanged } from './download.ts';
import { filterSubscriptions } from './filterSubscriptions.ts';
import { filterWorkspaces } from './filterWorkspaces.ts';
import { hideWorkspace } from './hideWorkspace.ts';
import { openFile } from './openFile.ts';
import { openInPortal } from './openInPortal.ts';
import { pinWorkspace } from './pinWorkspace.ts';
import { changeDatastore, duplicateDatastore } from './changeDatastore.ts';
import { exportYaml, registerFromYaml } from './datastoreYaml.ts';
import { registerDatastore, registerFromClipboard } from './register.ts';
import { refresh } from './refresh.ts';
import { removeWorkspace } from './removeWorkspace.ts';
import type { Services } from './services.ts';
import { setDefault } from './setDefault.ts';
import { showHidden } from './showHidden.ts';
import { signIn } from './signIn.ts';
import { signInTenant } from './signInTenant.ts';
import {
  cancelTransfer,
  clearTransfer,
  openTransferReport,
  pauseAllTransfers,
  pauseTransfer,
  resumeAllTransfers,
  resumeTransfer,
  retryTransfer,
} from './transfers.ts';
import { unregister } from './unregister.ts';
import { useIdentity } from './useIdentity.ts';
import { uploadChanged, uploadChosen } from './upload.ts';
import { uploadToDatastore } from './uploadToDatastore.ts';

/** What works on code loads the parser and all snippets, so only when it is used. */
const code = () => import('./code.ts');

type Handlers = { readonly [Id in CommandId]: (...given: CommandArguments[Id]) => unknown };

/** Whether code calls: it names its target by a datastore URI, or answers what a user would be asked. Menus do neither. */
function byCode(given: readonly unknown[]): boolean {
  const answers = ['from', 'to', 'confirmed', 'subscriptionId', 'answers'];
  const isAnswer = (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    !('kind' in value) &&
    answers.some((name) => name in value);
  const isUser = (value: unknown) => typeof value === 'object' && value !== null && 'by' in value;
  if (given.some(isUser)) return false;
  return given.some((value) => typeof value === 'string' || isAnswer(value));
}

/** Menus give the clicked row and the selection. The view's title gives the focused row, which may be any: only a workspace is meant. */
function fromTitle<T>(given: T | undefined, selection: readonly unknown[]): T | undefined {
  const isOther =
    typeof given === 'object' && given !== null && 'kind' in given && given.kind !== 'workspace';
  return selection.length > 0 && isOther ? undefined : given;
}

/** Registers every command. What a command throws becomes a message here and nowhere else; code gets the failure itself. */
export function registerCommands(context: ExtensionContext, services: Services): void {
  const handlers: Handlers = {
    'azuremlDatastores.signIn': () => signIn(services),
    'azuremlDatastores.useIdentity': (node) => useIdentity(services, node),
    'azuremlDatastores.refresh': (node) => refresh(services, node),
    'azuremlDatastores.signInTenant': (given) => signInTenant(services, given),
    // Actions of the view's title are given the focused node and the selection, which are not what is meant.
    'azuremlDatastores.addWorkspace': (given, ...selection: unknown[]) =>
      addWorkspace(services, selection.length > 0 ? undefined : given),
    'azuremlDatastores.removeWorkspace': (node) => removeWorkspace(services, node),
    'azuremlDatastores.declineOffer': (node) => declineOffer(services, node),
    'azuremlDatastores.filterWorkspaces': (text) =>
      filterWorkspaces(services, typeof text === 'string' ? text : undefined),
    'azuremlDatastores.filterSubscriptions': (ids) =>
      filterSubscriptions(services, Array.isArray(ids) ? (ids as readonly string[]) : undefined),
    'azuremlDatastores.clearFilters': () => clearFilters(services),
    'azuremlDatastores.hideWorkspace': (node, selection) => hideWorkspace(services, node, selection),
    'azuremlDatastores.showHidden': () => showHidden(services),
    'azuremlDatastores.pinWorkspace': (node, selection) => pinWorkspace(services, true, node, selection),
    'azuremlDatastores.unpinWorkspace': (node, selection) => pinWorkspace(services, false, node, selection),
    'azuremlDatastores.openInPortal': (node) => openInPortal(services, node),
    'azuremlDatastores.copyDetails': (node) => copyDetails(services, node),
    'azuremlDatastores.refreshAll': () => refresh(services),
    'azuremlDatastores.retry': (node) => refresh(services, node),
    'azuremlDatastores.loadMore': (node) => services.tree.loadMore(node),
    'azuremlDatastores.setDefault': (target) => setDefault(services, target),
    'azuremlDatastores.unregister': (target, options) => unregister(services, target, options),
    'azuremlDatastores.uploadFiles': (target, options) => uploadChosen(services, 'files', target, options),
    'azuremlDatastores.uploadFolder': (target, options) => uploadChosen(services, 'folders', target, options),
    'azuremlDatastores.uploadChangedFiles': (target, options) => uploadChanged(services, target, options),
    'azuremlDatastores.uploadToDatastore': (uri, uris, target, conflict) =>
      uploadToDatastore(services, { uri, uris, target, conflict }),
    'azuremlDatastores.download': (target, options) => download(services, target, options),
    'azuremlDatastores.downloadChangedFiles': (target, options) => downloadChanged(services, target, options),
    'azuremlDatastores.copyToDatastore': (target, options) => copyToDatastore(services, target, options),
    'azuremlDatastores.pauseTransfer': (target, selection) => pauseTransfer(services, target, selection),
    'azuremlDatastores.resumeTransfer': (target, selection) => resumeTransfer(services, target, selection),
    'azuremlDatastores.cancelTransfer': (target, selection) => cancelTransfer(services, target, selection),
    'azuremlDatastores.retryTransfer': (target, selection) => retryTransfer(services, target, selection),
    'azuremlDatastores.openTransferReport': (target, selection) =>
      openTransferReport(services, target, selection),
    'azuremlDatastores.clearTransfer': (target, selection) => clearTransfer(services, target, selection),
    'azuremlDatastores.pauseAllTransfers': () => pauseAllTransfers(services),
    'azuremlDatastores.resumeAllTransfers': () => resumeAllTransfers(services),
    'azuremlDatastores.clearFinishedTransfers': () => services.transfers.clearFinished(),
    'azuremlDatastores.copyAzCopyCommand': (target, second) => copyAzCopyCommand(services, target, second),
    'azuremlDatastores.copyUri': (target, selection) => copyUri(services, target, selection),
    'azuremlDatastores.registerDatastore': (given, ...selection: unknown[]) =>
      registerDatastore(services, fromTitle(given, selection)),
    'azuremlDatastores.registerWithQuickPicks': (given, ...selection: unknown[]) =>
      registerDatastore(services, fromTitle(given, selection), 'quickPicks'),
    'azuremlDatastores.registerFromClipboard': (given, ...selection: unknown[]) =>
      registerFromClipboard(services, fromTitle(given, selection)),
    'azuremlDatastores.registerFromYaml': (given, ...selection: unknown[]) =>
      registerFromYaml(services, fromTitle(given, selection)),
    'azuremlDatastores.exportYaml': (target) => exportYaml(services, target),
    'azuremlDatastores.editDatastore': (target) => changeDatastore(services, 'edit', target),
    'azuremlDatastores.updateCredentials': (target) => changeDatastore(services, 'credentials', target),
    'azuremlDatastores.duplicateDatastore': (target) => duplicateDatastore(services, target),
    'azuremlDatastores.insertDataReference': async (target, snippet) =>
      (await code()).insertOfFamily(services, 'dataReference', target, snippet),
    'azuremlDatastores.insertScriptRunConfig': async (target, snippet) =>
      (await code()).insertOfFamily(services, 'scriptRunConfig', target, snippet),
    'azuremlDatastores.insertSnippet': async (target, snippet) =>
      (await code()).insertSnippet(services, target, typeof snippet === 'string' ? snippet : undefined),
    'azuremlDatastores.uploadHere': async (target) => (await code()).uploadHere(services, target),
    'azuremlDatastores.revealInTree': async (target, document) =>
      (await code()).revealInTree(services, target, document),
    'azuremlDatastores.moreForLine': async (target) => (await code()).moreForLine(services, target),
    'azuremlDatastores.chooseFileWorkspace': () => chooseFileWorkspace(services),
    'azuremlDatastores.openFile': (target) => openFile(services, target),
    'azuremlDatastores.showLog': () => services.showLog(),
  };
  context.subscriptions.push(registerTexts());
  for (const [id, handler] of Object.entries(handlers)) {
    const run = async (...given: unknown[]): Promise<unknown> => {
      try {
        return await (handler as (...given: unknown[]) => unknown)(...given);
      } catch (error) {
        if (byCode(given)) throw error;
        void reportError(error, doorsFor(services, given));
        return undefined;
      }
    };
    context.subscriptions.push(commands.registerCommand(id, run));
  }
}
