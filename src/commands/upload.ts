import { lstat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type Uri, window, workspace as editor } from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { Target, UploadArguments } from '../contributions.ts';
import { nameOfDisk } from '../storage/localNames.ts';
import { fileIn, root } from '../storage/path.ts';
import type { OrderItem } from '../mover/mover.ts';
import type { TransferReport } from '../transfer/transfer.ts';
import { placeOf } from '../transfers/sentences.ts';
import { folderPath, type ContainerNode, type Node } from '../tree/nodes.ts';
import { placeAt } from './places.ts';
import type { Services } from './services.ts';
import { containerTarget } from './target.ts';
import { runTransfer } from './transferring.ts';

type Second = readonly Node[] | UploadArguments | undefined;

/** Uploads files, or folders, that the user chooses. */
export async function uploadChosen(
  services: Services,
  what: 'files' | 'folders',
  target: Target | undefined,
  second: Second,
): Promise<TransferReport> {
  const title = what === 'files' ? t('Upload Files') : t('Upload Folder');
  const to = await containerTarget(services, target, title);
  return upload(services, to, isArguments(second) ? second : { from: await askForPaths(to, what) });
}

/** Uploads of folders that the user chooses only what has changed, after showing what that is; code is not asked. */
export async function uploadChanged(
  services: Services,
  target: Target | undefined,
  second: Second,
): Promise<TransferReport> {
  const to = await containerTarget(services, target, t('Upload Changed Files Only'));
  if (isArguments(second)) return upload(services, to, { ...second, conflict: 'changed' });
  return upload(services, to, { from: await askForPaths(to, 'folders'), conflict: 'changed' }, 'preview');
}

/** Moves local files and folders into a datastore's folder: a folder lands as a folder of its name, a file directly. */
export async function upload(
  services: Services,
  to: ContainerNode,
  { from, conflict, signal: stop }: UploadArguments,
  preview?: 'preview',
): Promise<TransferReport> {
  if (from.length === 0)
    throw new Failure('invalidInput', t('Nothing was chosen to upload. Choose at least one file or folder.'));
  return runTransfer(services, {
    order: {
      items: await Promise.all(from.map(localItem)),
      to: placeAt(to),
      into: folderPath(to),
    },
    conflict,
    preview: preview !== undefined,
    signal: stop,
    done: () => services.tree.refresh(to),
  });
}

function isArguments(second: Second): second is UploadArguments {
  return second !== undefined && 'from' in second;
}

async function askForPaths(to: ContainerNode, what: 'files' | 'folders'): Promise<string[]> {
  const defaultUri = editor.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    canSelectFiles: what === 'files',
    canSelectFolders: what === 'folders',
    canSelectMany: true,
    openLabel: t('Upload'),
    title: t('Upload to {0}', placeOf(placeAt(to), folderPath(to))),
    ...(defaultUri ? { defaultUri } : {}),
  });
  if (!chosen) throw cancelled();
  return chosen.map(localPath);
}

/** The local path behind a uri. Throws `unsupported` for files that are not on this machine's disk. */
export function localPath(uri: Uri): string {
  if (uri.scheme === 'file') return uri.fsPath;
  throw new Failure(
    'unsupported',
    t(
      '{0} is not on a disk, so it cannot be transferred from here. Save it to a local folder first.',
      uri.toString(true),
    ),
  );
}

async function localItem(path: string): Promise<OrderItem> {
  const place = resolve(path);
  const name = nameOfDisk(basename(place));
  const found = await lstat(place).catch((cause: unknown) => {
    throw new Failure('notFound', t('{0} does not exist or may not be read. Nothing was uploaded.', place), {
      cause,
    });
  });
  if (found.isDirectory()) {
    const as = name === '' ? '' : `${name}/`;
    return { from: { kind: 'local', folder: place }, path: root, kind: 'folder', as };
  }
  if (found.isFile()) {
    const from = { kind: 'local', folder: dirname(place) } as const;
    return { from, path: fileIn(root, name), kind: 'file', as: name };
  }
  throw new Failure(
    'unsupported',
    t('{0} is a link or a special file, which is not followed. Choose the file it stands for.', place),
  );
}
