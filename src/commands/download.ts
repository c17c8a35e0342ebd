import { mkdir } from 'node:fs/promises';
import { window, workspace as editor } from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { DownloadArguments, Target } from '../contributions.ts';
import { root } from '../storage/path.ts';
import type { TransferItem, TransferReport } from '../transfer/transfer.ts';
import { folderPath, type ContainerNode, type FileNode, type Node } from '../tree/nodes.ts';
import type { Services } from './services.ts';
import { selectionTarget } from './target.ts';
import { runTransfer } from './transferring.ts';
import { localPath } from './upload.ts';

/** Moves the selection into a local folder: `images/train` lands in `train`, a whole datastore in a folder of its name. */
export async function download(
  services: Services,
  target?: Target,
  second?: readonly Node[] | DownloadArguments,
): Promise<TransferReport> {
  const given = isArguments(second) ? second : undefined;
  const selection = second && !isArguments(second) ? second : undefined;
  const nodes = await selectionTarget(services, target, selection, t('Download'));
  const to = given?.to ?? (await askForFolder());
  return runTransfer(services, {
    direction: 'download',
    place: to,
    conflict: given?.conflict,
    signal: given?.signal,
    prepare: async (signal) => {
      const { openLocal } = await import('../storage/local.ts');
      await makeFolder(to);
      const items = await Promise.all(nodes.map((node) => remoteItem(services, node, signal)));
      return { items, destination: openLocal(to), into: root };
    },
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

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    const message = t(
      '{0} cannot be used as a folder to download into: it is a file, or it may not be written. Choose another folder.',
      path,
    );
    throw new Failure('invalidInput', message, { cause });
  }
}

async function remoteItem(
  services: Services,
  node: ContainerNode | FileNode,
  signal: AbortSignal,
): Promise<TransferItem> {
  const storage = await (await services.azure()).openStorage(node.workspace, node.datastore, { signal });
  if (node.kind === 'file') {
    // What the tree shows may be old by now, and listings of Data Lake do not tell the uploader's time.
    const file = await storage.stat(node.entry.path, { signal });
    if (file?.kind !== 'file') {
      throw new Failure('notFound', t('“{0}” is no longer there. Refresh the view.', node.entry.path));
    }
    return { storage, file, as: node.entry.name };
  }
  const name = node.kind === 'folder' ? node.entry.name : node.datastore.name;
  return { storage, folder: folderPath(node), as: `${name}/` };
}
