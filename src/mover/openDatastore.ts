import { t } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import { Failure } from '../common/failure.ts';
import type { OpenDatastore } from './here.ts';

/** Opens datastores by their names. `asUser`: those that are reached as the user, whatever they hold, as {@link AzureMl} has them. */
export function openBy(azure: AzureMl, asUser: ReadonlySet<string> = new Set()): OpenDatastore {
  return async (place, signal) => {
    const workspace = await azure.workspace(place.workspace, { signal });
    const { datastores } = await azure.list(workspace, { signal });
    const datastore = datastores.find(({ name }) => name === place.datastore);
    if (!datastore) {
      const { workspace: name } = place.workspace;
      throw new Failure(
        'notFound',
        t('Workspace “{0}” has no datastore “{1}” any more. Refresh the view.', name, place.datastore),
      );
    }
    if (asUser.has(`${workspace.id}/${datastore.name}`)) azure.useIdentity(workspace, datastore);
    return azure.openStorage(workspace, datastore, { signal });
  };
}
