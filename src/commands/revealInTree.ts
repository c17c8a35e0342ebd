import { Uri, workspace as editor } from 'vscode';
import { t } from '@vscode/l10n';
import { meaningOfLine, meaningOfUri } from '../codelens/lineMeaning.ts';
import type { Meaning } from '../codelens/meaning.ts';
import { Failure } from '../common/failure.ts';
import type { LensTarget } from '../contributions.ts';
import { parseDatastoreUri } from '../datastores/uri.ts';
import { fileIn, folderIn, root } from '../storage/path.ts';
import { containerNode, entryNode, isNodeEntry, type Node } from '../tree/nodes.ts';
import { withLateProgress } from '../ui/progress.ts';
import { fileTarget } from './fileTarget.ts';
import type { Services } from './services.ts';
import { locate } from './target.ts';

/** Selects in the view what a lens, a link or a datastore URI means; `document`: the file in which a short URI stands. */
export async function revealInTree(
  services: Services,
  given?: LensTarget | string,
  document?: unknown,
): Promise<void> {
  const node = await withLateProgress(t('Looking for it in the view'), () =>
    nodeFor(services, given, document),
  );
  await services.tree.show(node);
}

async function nodeFor(
  services: Services,
  given: LensTarget | string | undefined,
  document: unknown,
): Promise<Node> {
  if (typeof given === 'string' && parseDatastoreUri(given)) return locate(services, given);
  const language = await services.language();
  if (typeof given !== 'string') {
    const file = await fileTarget(given);
    return nodeOf(services, await meaningOfLine(language, file.document, file.line));
  }
  const file =
    typeof document === 'string'
      ? await editor.openTextDocument(Uri.parse(document, true))
      : (await fileTarget(undefined)).document;
  return nodeOf(services, await meaningOfUri(language, file, given));
}

/** As much of it as exists: the datastore for a folder that is not there. */
export async function nodeOf(services: Services, { workspace, datastore, path }: Meaning): Promise<Node> {
  if (!workspace) throw unknownWorkspace();
  if (!datastore) return { kind: 'workspace', workspace };
  const container = containerNode(workspace, datastore, root);
  if (path === '' || !datastore.kind?.openStorage) return container;
  const storage = await (await services.azure()).openStorage(workspace, datastore);
  if (path.endsWith('/')) return containerNode(workspace, datastore, folderIn(root, path.slice(0, -1)));
  const found = await storage.stat(fileIn(root, path));
  return found && isNodeEntry(found)
    ? entryNode(container, found)
    : containerNode(workspace, datastore, folderIn(root, path));
}

export function unknownWorkspace(): Failure {
  return new Failure(
    'notFound',
    t(
      'It is not known which workspace this file is of. Click the workspace in the status bar to choose one, or put a config.json beside the file.',
    ),
  );
}
