import { Uri, workspace as editor } from 'vscode';
import { t } from '@vscode/l10n';
import { meaningOfLine, meaningOfUri } from '../codelens/lineMeaning.ts';
import type { Meaning } from '../codelens/meaning.ts';
import { Failure } from '../common/failure.ts';
import type { LensTarget } from '../contributions.ts';
import { longDatastoreUri, parseDatastoreUri } from '../datastores/uri.ts';
import type { Node } from '../tree/nodes.ts';
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
  await withLateProgress(t('Looking for it in the view'), async (signal) =>
    services.tree.show(await nodeFor(services, given, document, signal), signal),
  );
}

async function nodeFor(
  services: Services,
  given: LensTarget | string | undefined,
  document: unknown,
  signal: AbortSignal,
): Promise<Node> {
  if (typeof given === 'string' && parseDatastoreUri(given)) return locate(services, given, signal);
  const language = await services.language();
  if (typeof given !== 'string') {
    const file = await fileTarget(given);
    return nodeOf(services, await meaningOfLine(language, file.document, file.line), signal);
  }
  const file =
    typeof document === 'string'
      ? await editor.openTextDocument(Uri.parse(document, true))
      : (await fileTarget(undefined)).document;
  return nodeOf(services, await meaningOfUri(language, file, given), signal);
}

/**
 * What code means, asked of Azure again where it is not known: who has clicked is told why it cannot be had, as by `locate`.
 * `notFound` also where nobody knows the workspace.
 */
export async function nodeOf(services: Services, meaning: Meaning, signal?: AbortSignal): Promise<Node> {
  const { workspaceName, datastore, said, path } = meaning;
  if (!workspaceName) throw unknownWorkspace();
  const client = await services.azure();
  const workspace = meaning.workspace ?? (await client.workspace(workspaceName, { signal }));
  const meant = said?.datastore;
  if (meant?.by === 'default' && !datastore) {
    const { datastores } = await client.list(workspace, { signal });
    const found = datastores.find(({ isDefault }) => isDefault);
    return found ? { kind: 'datastore', workspace, datastore: found } : { kind: 'workspace', workspace };
  }
  const name = datastore?.name ?? (meant?.by === 'name' ? meant.name : undefined);
  if (name === undefined) return { kind: 'workspace', workspace };
  return locate(services, longDatastoreUri(workspaceName, name, path), signal);
}

function unknownWorkspace(): Failure {
  return new Failure(
    'notFound',
    t(
      'It is not known which workspace this file is of. Click the workspace in the status bar to choose one, or put a config.json beside the file.',
    ),
  );
}
