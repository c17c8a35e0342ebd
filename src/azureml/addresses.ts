import { t } from '@vscode/l10n';
import { untilAborted } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import { text } from '../datastores/wire.ts';
import type { Cloud } from './cloud.ts';
import type { Call, Rest } from './rest.ts';
import { workspacesVersion, type Workspace } from './workspaces.ts';

/** Where a workspace's datastores are, in Azure Resource Manager and in the older (v1) service. */
export interface Addresses {
  /** `path` follows the word datastores; the address has a query already. */
  readonly arm: (workspace: Workspace, path: string, version?: string) => string;
  /** `path` follows the workspace: `/datastores`, `/default`. `unavailable` where the workspace does not say its services. */
  readonly v1: (workspace: Workspace, path: string, call: Call) => Promise<string>;
}

export function createAddresses(cloud: Cloud, rest: Rest): Addresses {
  const discover = createDiscovery(rest);
  return {
    arm: ({ id }, path, version = workspacesVersion) =>
      `${cloud.resourceManager}${id}/datastores${path}?api-version=${version}`,
    v1: async (workspace, path, { signal }) =>
      `${await discover(workspace, signal)}/datastore/v1.0${workspace.id}${path}`,
  };
}

/** Finds the v1 service's base address, which SDK v1 takes from the `history` entry of the discovery document, once for each workspace. */
function createDiscovery(rest: Rest): (workspace: Workspace, signal?: AbortSignal) => Promise<string> {
  const known = new Map<string, Promise<string>>();

  async function ask(workspace: Workspace): Promise<string> {
    if (workspace.discoveryUrl === '') throw noServices(workspace);
    const what = t('the addresses of the services of workspace “{0}”', workspace.name);
    const document = await rest.send('GET', workspace.discoveryUrl, what, { anonymous: true });
    const history = text(document, 'history');
    if (history === '') throw noServices(workspace);
    return history.replace(/\/+$/, '');
  }

  return (workspace, signal) => {
    const { id } = workspace;
    let base = known.get(id);
    if (!base) {
      // Asked for everyone who waits, so nobody's signal stops it.
      const asked = (base = ask(workspace));
      known.set(id, asked);
      asked.catch(() => {
        if (known.get(id) === asked) known.delete(id);
      });
    }
    return untilAborted(base, signal);
  };
}

function noServices({ name }: Workspace): Failure {
  const message = t(
    'Workspace “{0}” does not say where its services are. Ask its owner whether it was set up completely, then refresh the view.',
    name,
  );
  return new Failure('unavailable', message);
}
