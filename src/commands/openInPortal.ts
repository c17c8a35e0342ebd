import { env, Uri } from 'vscode';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Node } from '../tree/nodes.ts';
import { portalAddress, portalPlace } from './portal.ts';
import type { Services } from './services.ts';

/** Shows in the Azure portal what a node, or the selected one, stands for. */
export async function openInPortal(services: Pick<Services, 'azure' | 'tree'>, node?: Node): Promise<void> {
  const shown = node ?? services.tree.view.selection[0];
  const place = shown && portalPlace(shown);
  if (!place)
    throw new Failure(
      'invalidInput',
      t('Select a workspace, a datastore or what is in one first: that is what the portal can show.'),
    );
  const { cloud } = await services.azure();
  const address = portalAddress(cloud, place);
  if (address === undefined)
    throw new Failure(
      'unsupported',
      t(
        'The cloud {0} has no portal. If it has one, name it as portal in the setting azuremlDatastores.customCloud.',
        cloud.name,
      ),
    );
  await env.openExternal(Uri.parse(address, true));
}
