import { join } from 'node:path';
import { env, window } from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import type { AzCopyArguments, Target } from '../contributions.ts';
import type { Order, Place } from '../mover/mover.ts';
import { root } from '../storage/path.ts';
import { pathOf, type PlaceNode } from '../tree/nodes.ts';
import type { Row } from '../transfers/rows.ts';
import { showMessage } from '../ui/report.ts';
import { setting } from '../ui/settings.ts';
import { azCopyCommands, type Copy, type Side } from './azcopy.ts';
import { pick } from './pick.ts';
import { nodeOfPlace } from './places.ts';
import type { Services } from './services.ts';
import { containerTarget } from './target.ts';
import { transfersFor } from './transfers.ts';
import { localPath } from './upload.ts';

/** Copies the command that has AzCopy do what a transfer does, or move a folder of a datastore up or down. */
export async function copyAzCopyCommand(
  services: Services,
  target?: Target | Row,
  second?: readonly unknown[] | AzCopyArguments,
): Promise<void> {
  const { cloud } = await services.azure();
  const copies =
    typeof target === 'object' && isRow(target)
      ? await copiesOfRow(services, target)
      : await copiesOfFolder(services, target, isAnswer(second) ? second : undefined);
  await env.clipboard.writeText(azCopyCommands(copies, cloud));
  void showMessage(
    'info',
    t('Copied. Run it in a terminal of the machine that holds, or gets, the files. It says how to sign in.'),
  );
}

function isRow(target: object): target is Row {
  return (
    'kind' in target &&
    typeof target.kind === 'string' &&
    /^(transfer|failedFile|reason|rest)$/.test(target.kind)
  );
}

function isAnswer(second: readonly unknown[] | AzCopyArguments | undefined): second is AzCopyArguments {
  return second !== undefined && 'direction' in second;
}

async function copiesOfRow(services: Services, row: Row): Promise<readonly Copy[]> {
  const given = { target: row, selection: undefined };
  const transfers = await transfersFor(services, () => true, given, t('Copy AzCopy Command'));
  const copies = await Promise.all(transfers.map(({ order }) => copiesOf(services, order)));
  return copies.flat();
}

async function copiesOf(services: Services, order: Order): Promise<readonly Copy[]> {
  const side = async (place: Place, path: string): Promise<Side> => {
    if (place.kind === 'local') return { local: join(place.folder, path) };
    const { workspace, datastore } = await nodeOfPlace(services, place, root);
    return { workspace, datastore, path };
  };
  return Promise.all(
    order.items.map(async ({ from, path, kind, as }) => ({
      from: await side(from, path),
      to: await side(order.to, `${order.into}${as}`),
      kind,
      conflict: order.conflict,
    })),
  );
}

async function copiesOfFolder(
  services: Services,
  target: Target | undefined,
  answer: AzCopyArguments | undefined,
): Promise<readonly Copy[]> {
  const title = t('Copy AzCopy Command');
  const node = await containerTarget(services, target, title);
  const choices = [
    { label: `$(cloud-download) ${t('Download this folder…')}`, value: 'download' as const },
    { label: `$(cloud-upload) ${t('Upload a folder into it…')}`, value: 'upload' as const },
  ];
  const direction = answer?.direction ?? (await pick(choices, title, t('What is AzCopy to do?')));
  const local = answer?.local ?? (await askForFolder(direction));
  const conflict = setting('conflictPolicy');
  if (direction === 'upload') {
    const to = remote(node, `${pathOf(node)}${lastOf(local)}`);
    return [{ from: { local }, to, kind: 'folder', conflict }];
  }
  const name = node.kind === 'datastore' ? node.datastore.name : node.entry.name;
  return [{ from: remote(node, pathOf(node)), to: { local: join(local, name) }, kind: 'folder', conflict }];
}

function remote({ workspace, datastore }: PlaceNode, path: string): Side {
  return { workspace, datastore, path };
}

function lastOf(folder: string): string {
  return folder.split(/[/\\]/).findLast((name) => name !== '') ?? '';
}

async function askForFolder(direction: 'upload' | 'download'): Promise<string> {
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: t('Choose'),
    title: direction === 'upload' ? t('Upload which folder?') : t('Download into which folder?'),
  });
  const [folder] = chosen ?? [];
  if (!folder) throw cancelled();
  return localPath(folder);
}
