import { commands } from 'vscode';
import { t } from '@vscode/l10n';
import { nameOf } from '../azureml/workspaceReference.ts';
import { Failure } from '../common/failure.ts';
import type { Target } from '../contributions.ts';
import { longDatastoreUri } from '../datastores/uri.ts';
import { fileUri, type Opened } from '../filesystem/index.ts';
import type { FileNode } from '../tree/nodes.ts';
import type { Services } from './services.ts';
import { locate } from './target.ts';

/** Shows a file in an editor that fits its name, as VS Code chooses it: text, a picture, a table. */
export async function openFile(services: Services, target?: Target<FileNode>): Promise<void> {
  const selected = services.tree.view.selection[0];
  const node = typeof target === 'string' ? await locate(services, target) : (target ?? selected);
  if (node?.kind !== 'file')
    throw new Failure('invalidInput', t('No file is selected. Select one in the view to open it.'));
  const { workspace, datastore, entry } = node;
  const uri = longDatastoreUri(nameOf(workspace), datastore.name, entry.path);
  await commands.executeCommand('vscode.open', fileUri(uri, entry.path), { preview: true });
}

/** Finds what an editor wants to read. */
export async function openForReading(services: Services, target: string): Promise<Opened> {
  const node = await locate(services, target);
  if (node.kind !== 'file')
    throw new Failure('notFound', t('{0} is no longer there. Refresh the view.', target));
  const { workspace, datastore, entry } = node;
  return { file: entry, storage: await (await services.azure()).openStorage(workspace, datastore) };
}
