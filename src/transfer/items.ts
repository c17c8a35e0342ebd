import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { fileIn, folderIn, type FilePath, type FolderPath } from '../storage/path.ts';
import type { TransferItem, TransferRequest } from './request.ts';

/** The folder that the contents of a folder item land in. */
export function landingOf(request: TransferRequest, item: TransferItem): FolderPath {
  const name = item.as.endsWith('/') ? item.as.slice(0, -1) : item.as;
  return item.as === '' ? request.into : folderIn(request.into, name);
}

/** Where a file item lands. */
export function targetOf(request: TransferRequest, item: TransferItem): FilePath {
  return fileIn(request.into, item.as);
}

/** Refuses, before anything moves, a request that cannot do what it says. */
export function checkItems(request: TransferRequest): void {
  if (request.items.length === 0) {
    throw new Failure('invalidInput', t('Nothing is selected. Select files or folders to transfer.'));
  }
  checkNames(request);
  for (const item of request.items) {
    if ('file' in item || item.storage.address !== request.destination.address) continue;
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
  const names = new Set<string>();
  for (const item of items) {
    const name = item.as.endsWith('/') ? item.as.slice(0, -1) : item.as;
    if (names.has(name)) throw twice(name);
    names.add(name);
  }
  for (const name of names) {
    if (name === '' && names.size > 1) throw twice([...names].find((other) => other !== '') ?? name);
    for (let end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      if (names.has(name.slice(0, end))) throw twice(name);
    }
  }
}

function twice(name: string): Failure {
  return new Failure(
    'invalidInput',
    t(
      'Two of the selected items would land on “{0}”. Nothing was moved; transfer them one after the other.',
      name,
    ),
  );
}
