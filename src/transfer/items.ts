import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { fileIn, folderIn, type FilePath, type FolderPath } from '../storage/path.ts';
import type { TransferItem, TransferRequest } from './request.ts';

/** The folder that the contents of a folder item land in. */
export function landingOf(
  request: Pick<TransferRequest, 'into'>,
  item: Pick<TransferItem, 'as'>,
): FolderPath {
  const name = item.as.endsWith('/') ? item.as.slice(0, -1) : item.as;
  return item.as === '' ? request.into : folderIn(request.into, name);
}

/** Where a file item lands. */
export function targetOf(request: Pick<TransferRequest, 'into'>, item: Pick<TransferItem, 'as'>): FilePath {
  return fileIn(request.into, item.as);
}

/** Refuses, before anything moves, a request that cannot do what it says. */
export function checkItems(request: TransferRequest): void {
  if (request.items.length === 0) {
    throw new Failure('invalidInput', t('Nothing is selected. Select files or folders to transfer.'));
  }
  checkNames(request);
  for (const item of request.items) {
    if (item.storage.address !== request.destination.address) continue;
    if ('file' in item) {
      if (targetOf(request, item) !== item.file.path) continue;
      const sentence = t('{0} cannot be copied onto itself. Choose another destination.', addressOf(item));
      throw new Failure('invalidInput', sentence);
    }
    if (!landingOf(request, item).startsWith(item.folder)) continue;
    const name = `${item.storage.address}/${item.folder}`;
    throw new Failure(
      'invalidInput',
      t('{0} cannot be copied into itself. Choose another destination.', name),
    );
  }
}

/** Two items may not land on one name, nor one inside the other: which of them would win? */
function checkNames({ items }: TransferRequest): void {
  const names = new Map<string, TransferItem>();
  for (const item of items) {
    const name = item.as.endsWith('/') ? item.as.slice(0, -1) : item.as;
    const other = names.get(name);
    if (other) throw twice(other, item, name);
    names.set(name, item);
  }
  const inRoot = names.get('');
  for (const [name, item] of names) {
    if (inRoot && item !== inRoot) throw twice(inRoot, item, name);
    for (let end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      const other = names.get(name.slice(0, end));
      if (other) throw twice(other, item, name);
    }
  }
}

function twice(one: TransferItem, other: TransferItem, name: string): Failure {
  const sentence = t(
    '“{0}” and “{1}” would both land on “{2}”. Nothing was moved. Rename one of them, or transfer them into different folders.',
    addressOf(one),
    addressOf(other),
    name,
  );
  return new Failure('invalidInput', sentence);
}

/** Where an item is, as people know it. */
function addressOf(item: TransferItem): string {
  const path = 'file' in item ? item.file.path : item.folder.slice(0, -1);
  return path === '' ? item.storage.address : `${item.storage.address}/${path}`;
}
