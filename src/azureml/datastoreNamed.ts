import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { AzureMl } from './index.ts';
import type { Workspace } from './workspaces.ts';

/** The datastore of that name, in whatever letters: Azure ML takes `Images` for `images`. `notFound`. */
export async function datastoreNamed(
  azure: Pick<AzureMl, 'list'>,
  workspace: Workspace,
  wanted: string,
  signal?: AbortSignal,
): Promise<Datastore> {
  const { datastores } = await azure.list(workspace, { signal });
  const found = datastores.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found) return found;
  const sentence = t(
    'Workspace “{0}” has no datastore “{1}”. Check the name; the view lists those there are.',
    workspace.name,
    wanted,
  );
  throw new Failure('notFound', sentence);
}
