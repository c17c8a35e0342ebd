import { commands } from 'vscode';
import { t } from '@vscode/l10n';
import { nameOf } from '../azureml/workspaceReference.ts';
import { sdkFirst } from '../codelens/families.ts';
import type { Meaning } from '../codelens/meaning.ts';
import { languageOf, snippetsFor } from '../codelens/offered.ts';
import { byUser, type CommandId, type LensTarget } from '../contributions.ts';
import { longDatastoreUri } from '../datastores/uri.ts';
import { fileTarget } from './fileTarget.ts';
import { insertAt, lineMeaning, sdkOfLine } from './insertSnippet.ts';
import { pickSnippetOrRun, type PlaceAction } from './pickSnippet.ts';
import type { Services } from './services.ts';

/** All that can be done with what a line is about: in the view, and by code. */
export async function moreForLine(services: Services, given?: LensTarget): Promise<void> {
  const language = await services.language();
  const file = await fileTarget(given);
  const meaning = await lineMeaning(language, file);
  const sdk = sdkOfLine(language, file);
  const spoken = languageOf(file.document);
  const snippets = spoken ? sdkFirst(snippetsFor(spoken), sdk) : [];
  const target: LensTarget = { document: file.document.uri.toString(), line: file.line };
  const snippet = await pickSnippetOrRun(actionsFor(meaning, target), snippets, sdk, meaning);
  if (snippet) await insertAt(language, file, snippet, meaning, given);
}

/** What needs a datastore is there when it is known; the others ask, or say why they cannot. */
function actionsFor({ workspace, datastore, path }: Meaning, line: LensTarget): readonly PlaceAction[] {
  const action = (label: string, command: CommandId, ...given: unknown[]): PlaceAction => ({
    label,
    run: () => commands.executeCommand(command, ...given),
  });
  const files = !datastore || datastore.kind?.openStorage !== undefined;
  const uri = workspace && datastore && longDatastoreUri(nameOf(workspace), datastore.name, path);
  return [
    action(`$(list-tree) ${t('Reveal in Tree')}`, 'azuremlDatastores.revealInTree', line),
    ...(files ? [action(`$(cloud-upload) ${t('Upload Here…')}`, 'azuremlDatastores.uploadHere', line)] : []),
    ...(uri !== undefined && files
      ? [action(`$(cloud-download) ${t('Download…')}`, 'azuremlDatastores.download', uri, byUser)]
      : []),
    ...(uri === undefined
      ? []
      : [action(`$(copy) ${t('Copy Datastore URI')}`, 'azuremlDatastores.copyUri', uri, byUser)]),
  ];
}
