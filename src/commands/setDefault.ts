import { env, Uri } from 'vscode';
import { t } from '@vscode/l10n';
import { Failure, isFailure } from '../common/failure.ts';
import type { Target } from '../contributions.ts';
import type { AzureMl } from '../azureml/index.ts';
import type { DatastoreNode } from '../tree/nodes.ts';
import { withLateProgress } from '../ui/progress.ts';
import { offer, showMessage, type Action } from '../ui/report.ts';
import type { Services } from './services.ts';
import { datastoreTarget } from './target.ts';

/** Makes a datastore its workspace's default. The tree follows once the service has said yes. */
export async function setDefault(services: Services, target?: Target<DatastoreNode>): Promise<void> {
  const node = await datastoreTarget(services, target, t('Set as Default Datastore'));
  const { workspace, datastore } = node;
  const client = await services.azure();
  try {
    const title = t('Setting “{0}” as the default of “{1}”', datastore.name, workspace.name);
    await withLateProgress(title, (signal) => client.setDefault(workspace, datastore.name, { signal }));
  } catch (error) {
    throw isFailure(error, 'unavailable') ? noAnswer(client, node, error) : error;
  }
  services.tree.refresh({ kind: 'workspace', workspace });
  void showMessage(
    'info',
    t('“{0}” is now the default datastore of workspace “{1}”.', datastore.name, workspace.name),
  );
}

/** Only the older (v1) service can set the default, so the ways round it are offered. */
function noAnswer({ cloud }: AzureMl, { workspace, datastore }: DatastoreNode, cause: Failure): Failure {
  const message = t(
    'The default datastore of “{0}” stays as it was: the service that sets it does not answer. Set it in Azure Machine Learning studio or with the Python SDK, or try again later.',
    workspace.name,
  );
  const { name, subscriptionId, resourceGroup, id, tenantId } = workspace;
  const line = [
    'from azureml.core import Workspace',
    `Workspace.get(${[name, null, subscriptionId, resourceGroup].map(python).join(', ')}).set_default_datastore(${python(datastore.name)})`,
  ].join('\n');
  const studio = cloud.studio;
  const actions: Action[] = [
    ...(studio === undefined
      ? []
      : [
          {
            title: t('Open Studio'),
            run: () =>
              env.openExternal(
                Uri.parse(`${studio}/data/datastore?wsid=${encodeURIComponent(id)}&tid=${tenantId}`),
              ),
          },
        ]),
    { title: t('Copy SDK Line'), run: () => env.clipboard.writeText(line) },
  ];
  return offer(new Failure('unavailable', message, { cause }), actions);
}

/** JSON's string escapes are valid in Python. */
function python(value: string | null): string {
  return value === null ? 'None' : JSON.stringify(value);
}
