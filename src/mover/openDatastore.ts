import { datastoreNamed } from '../azureml/datastoreNamed.ts';
import type { AzureMl } from '../azureml/index.ts';
import type { OpenDatastore } from './here.ts';

/** Opens datastores by their names. `asUser`: those that are reached as the user, whatever they hold, as {@link AzureMl} has them. */
export function openBy(azure: AzureMl, asUser: ReadonlySet<string> = new Set()): OpenDatastore {
  return async (place, signal) => {
    const workspace = await azure.workspace(place.workspace, { signal });
    const datastore = await datastoreNamed(azure, workspace, place.datastore, signal);
    if (asUser.has(`${workspace.id}/${datastore.name}`)) azure.useIdentity(workspace, datastore);
    return azure.openStorage(workspace, datastore, { signal });
  };
}
