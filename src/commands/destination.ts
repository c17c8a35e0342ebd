import { t } from '@vscode/l10n';
import { longDatastoreUri, parseDatastoreUri } from '../datastores/uri.ts';
import { folderPath, type ContainerNode } from '../tree/nodes.ts';
import { pick, pickDatastore, pickFolder, pickWorkspace } from './pick.ts';
import type { Services } from './services.ts';
import { locate } from './target.ts';

const recentKey = 'recentDestinations';
const recentCount = 5;

type Destination = 'default' | 'choose' | { readonly recent: string };

/** Lets the user choose where something lands: one of the last places, a default datastore, or any folder. */
export async function askForDestination(services: Services, title: string): Promise<ContainerNode> {
  const recent = services.memory.get<string[]>(recentKey, []);
  const choices = [
    {
      label: `$(star-full) ${t('Default datastore')}`,
      description: t('of a workspace'),
      value: 'default' as const,
    },
    { label: `$(folder-opened) ${t('Choose a datastore and folder…')}`, value: 'choose' as const },
    ...recent.map((uri) => ({
      label: `$(history) ${recentLabel(uri)}`,
      description: t('recent'),
      value: { recent: uri },
    })),
  ];
  const chosen = await pick<Destination>(choices, title, t('Where to?'));
  const client = await services.azure();
  if (typeof chosen === 'object') return (await locate(services, chosen.recent)) as ContainerNode;
  if (chosen === 'choose')
    return pickFolder(client, await pickDatastore(services, title, undefined, 'browsable'), title);
  const workspace = await pickWorkspace(services, title);
  const { datastores } = await client.list(workspace);
  const datastore = datastores.find(({ isDefault }) => isDefault);
  const node = datastore
    ? { kind: 'datastore' as const, workspace, datastore }
    : await pickDatastore(services, title, workspace, 'browsable');
  return pickFolder(client, node, title);
}

function recentLabel(uri: string): string {
  const parsed = parseDatastoreUri(uri);
  return parsed ? `${parsed.name.workspace} / ${parsed.datastore} / ${parsed.path}` : uri;
}

/** Offers this one first, the next time. */
export async function rememberDestination({ memory }: Services, node: ContainerNode): Promise<void> {
  const { subscriptionId, resourceGroup, name } = node.workspace;
  const uri = longDatastoreUri(
    { subscriptionId, resourceGroup, workspace: name },
    node.datastore.name,
    folderPath(node),
  );
  const others = memory.get<string[]>(recentKey, []).filter((known) => known !== uri);
  await memory.update(recentKey, [uri, ...others].slice(0, recentCount));
}
