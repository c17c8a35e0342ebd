import { resolve } from 'node:path';
import { window, workspace as editor } from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import type { DownloadArguments, Target } from '../contributions.ts';
import { root } from '../storage/path.ts';
import type { OrderItem } from '../mover/mover.ts';
import type { TransferReport } from '../transfer/transfer.ts';
import { folderPath, type Node, type PlaceNode } from '../tree/nodes.ts';
import { placeAt } from './places.ts';
import type { Services } from './services.ts';
import { selectionTarget } from './target.ts';
import { runTransfer } from './transferring.ts';
import { localPath } from './upload.ts';

/** Downloads of the selection only what has changed, after showing what that is; code is not asked. */
export function downloadChanged(
  services: Services,
  target?: Target,
  second?: readonly Node[] | DownloadArguments,
): Promise<TransferReport> {
  return download(services, target, second, 'changed');
}

/** Moves the selection into a local folder: `images/train` lands in `train`, a whole datastore in a folder of its name. */
export async function download(
  services: Services,
  target?: Target,
  second?: readonly Node[] | DownloadArguments,
  only?: 'changed',
): Promise<TransferReport> {
  const given = isArguments(second) ? second : undefined;
  const selection = second && !isArguments(second) ? second : undefined;
  const title = only ? t('Download Changed Files Only') : t('Download');
  const nodes = await selectionTarget(services, target, selection, title);
  const to = resolve(given?.to ?? (await askForFolder()));
  return runTransfer(services, {
    order: {
      items: nodes.map(remoteItem),
      to: { kind: 'local', folder: to },
      into: root,
    },
    conflict: only ?? given?.conflict,
    preview: only !== undefined && !given,
    signal: given?.signal,
  });
}

function isArguments(second: readonly Node[] | DownloadArguments | undefined): second is DownloadArguments {
  return second !== undefined && 'to' in second;
}

async function askForFolder(): Promise<string> {
  const defaultUri = editor.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: t('Download Here'),
    title: t('Download into which folder?'),
    ...(defaultUri ? { defaultUri } : {}),
  });
  const [folder] = chosen ?? [];
  if (!folder) throw cancelled();
  return localPath(folder);
}

/** What is to be moved of a node, and its name where it lands. */
export function remoteItem(node: PlaceNode): OrderItem {
  const from = placeAt(node);
  if (node.kind === 'file') return { from, path: node.entry.path, kind: 'file', as: node.entry.name };
  const name = node.kind === 'folder' ? node.entry.name : node.datastore.name;
  return { from, path: folderPath(node), kind: 'folder', as: `${name}/` };
}
