import { basename } from 'node:path';
import { window, type Uri } from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import type { Target } from '../contributions.ts';
import type { ConflictPolicy, TransferReport } from '../transfer/transfer.ts';
import { longDatastoreUri, parseDatastoreUri } from '../datastores/uri.ts';
import { folderPath, type ContainerNode } from '../tree/nodes.ts';
import { pick, pickDatastore, pickFolder, pickWorkspace } from './pick.ts';
import type { Services } from './services.ts';
import { containerTarget, locate } from './target.ts';
import { localPath, upload } from './upload.ts';

const recentKey = 'recentDestinations';
const recentCount = 5;

/** Uploads what is selected in the Explorer (or the file being edited) to a destination the user chooses. */
export async function uploadToDatastore(
  services: Services,
  given: {
    uri: Uri | undefined;
    uris: readonly Uri[] | undefined;
    target: Target | undefined;
    conflict: ConflictPolicy | undefined;
  },
): Promise<TransferReport> {
  const { uri, uris, target, conflict } = given;
  const from = (uris?.length ? uris : uri ? [uri] : await askForFiles()).map(localPath);
  const [first = ''] = from;
  const title =
    from.length === 1
      ? t('Upload “{0}” to Datastore', basename(first))
      : t('Upload {0} items to Datastore', from.length);
  const to =
    target === undefined
      ? await askForDestination(services, title)
      : await containerTarget(services, target, title);
  const report = await upload(services, to, { from, ...(conflict ? { conflict } : {}) });
  await remember(services, to);
  return report;
}

async function askForFiles(): Promise<readonly Uri[]> {
  const edited = window.activeTextEditor?.document.uri;
  if (edited?.scheme === 'file') return [edited];
  const chosen = await window.showOpenDialog({
    canSelectMany: true,
    openLabel: t('Upload'),
    title: t('Upload to Datastore'),
  });
  if (!chosen) throw cancelled();
  return chosen;
}

type Destination = 'default' | 'choose' | { readonly recent: string };

async function askForDestination(services: Services, title: string): Promise<ContainerNode> {
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

async function remember({ memory }: Services, node: ContainerNode): Promise<void> {
  const { subscriptionId, resourceGroup, name } = node.workspace;
  const uri = longDatastoreUri(
    { subscriptionId, resourceGroup, workspace: name },
    node.datastore.name,
    folderPath(node),
  );
  const others = memory.get<string[]>(recentKey, []).filter((known) => known !== uri);
  await memory.update(recentKey, [uri, ...others].slice(0, recentCount));
}
