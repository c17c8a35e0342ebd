import { commands } from 'vscode';
import { t } from '@vscode/l10n';
import { nameOf } from '../azureml/workspaceReference.ts';
import { sdkFirst } from '../codelens/families.ts';
import { meaningOfLine, placeOnLine } from '../codelens/lineMeaning.ts';
import type { Meaning } from '../codelens/meaning.ts';
import { languageOf, snippetsFor } from '../codelens/offered.ts';
import { byUser, type CommandId, type LensTarget } from '../contributions.ts';
import { longDatastoreUri } from '../datastores/uri.ts';
import { fileTarget } from './fileTarget.ts';
import { insertAt, sdkOf } from './insertSnippet.ts';
import { pickSnippetOrRun, type PlaceAction } from './pickSnippet.ts';
import type { Services } from './services.ts';

/** All that can be done with what a line is about: in the view, and by code. */
export async function moreForLine(services: Services, given?: LensTarget): Promise<void> {
  const language = await services.language();
  const file = await fileTarget(given);
  const meaning = await meaningOfLine(language, file.document, file.line);
  const reading = language.documents.read(file.document);
  const sdk = (reading && placeOnLine(reading, file.line)?.sdk) ?? sdkOf(language, file.document);
  const spoken = languageOf(file.document);
  const snippets = spoken ? sdkFirst(snippetsFor(spoken), sdk) : [];
  const snippet = await pickSnippetOrRun(actionsFor(meaning), snippets, sdk, meaning);
  if (snippet) await insertAt(language, file, snippet, meaning, given);
}

function actionsFor({ workspace, datastore, path }: Meaning): readonly PlaceAction[] {
  if (!workspace || !datastore) return [];
  const target = longDatastoreUri(nameOf(workspace), datastore.name, path);
  const action = (label: string, command: CommandId): PlaceAction => ({
    label,
    run: () => commands.executeCommand(command, target, byUser),
  });
  const files = datastore.kind?.openStorage !== undefined;
  return [
    action(`$(list-tree) ${t('Reveal in Tree')}`, 'azuremlDatastores.revealInTree'),
    ...(files
      ? [
          action(`$(cloud-upload) ${t('Upload Files Here…')}`, 'azuremlDatastores.uploadFiles'),
          action(`$(cloud-upload) ${t('Upload Folder Here…')}`, 'azuremlDatastores.uploadFolder'),
          action(`$(cloud-download) ${t('Download…')}`, 'azuremlDatastores.download'),
        ]
      : []),
    action(`$(copy) ${t('Copy Datastore URI')}`, 'azuremlDatastores.copyUri'),
  ];
}
