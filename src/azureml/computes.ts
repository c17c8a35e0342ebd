import { t } from '@vscode/l10n';
import { section, text } from '../datastores/wire.ts';
import type { Cloud } from './cloud.ts';
import { asFailure } from './failures.ts';
import type { Call, Rest } from './rest.ts';
import { workspacesVersion, type Workspace } from './workspaces.ts';

/** What jobs of a workspace run on. */
export interface Compute {
  readonly name: string;
  /** The service's word: `AmlCompute`, `ComputeInstance`, `Kubernetes`. */
  readonly type: string;
}

/** The computes of a workspace, clusters first: `GET …/workspaces/<name>/computes`, as the workspace itself is versioned. */
export async function listComputes(
  cloud: Cloud,
  rest: Rest,
  workspace: Workspace,
  call: Call = {},
): Promise<readonly Compute[]> {
  const url = `${cloud.resourceManager}${workspace.id}/computes?api-version=${workspacesVersion}`;
  const what = t('the computes of workspace “{0}”', workspace.name);
  const found: Compute[] = [];
  try {
    for await (const page of rest.list(url, what, { ...call, via: workspace.via }))
      for (const one of page)
        found.push({ name: text(one, 'name'), type: text(section(one, 'properties'), 'computeType') });
  } catch (error) {
    throw asFailure(error, { method: 'GET', what });
  }
  const rank = ({ type }: Compute) => (type === 'ComputeInstance' ? 1 : 0);
  return found
    .filter(({ name }) => name !== '')
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
