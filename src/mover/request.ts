import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { createLimit } from '../common/limit.ts';
import type { FilePath, FolderPath } from '../storage/path.ts';
import type { Storage } from '../storage/storage.ts';
import type { TransferFailure, TransferItem, TransferRequest } from '../transfer/transfer.ts';
import type { DatastorePlace, Order, OrderItem, Place } from './mover.ts';

/** Files that are looked at by themselves at once. */
const looksAtOnce = 16;

/** An order with its storages opened, each once, and what of it is no longer there. */
export interface Opened {
  readonly request: TransferRequest;
  readonly missing: readonly TransferFailure[];
}

/** Opens what an order names, and makes nothing. Rejects with `notFound` when nothing of it is there any more. */
export async function requestOf(
  order: Order,
  open: (place: DatastorePlace, signal: AbortSignal) => Promise<Storage>,
  signal: AbortSignal,
): Promise<Opened> {
  const { openLocal } = await import('../storage/local.ts');
  const storages = new Map<string, Promise<Storage>>();
  const storageAt = async (place: Place): Promise<Storage> => {
    const key = JSON.stringify(place);
    const known = storages.get(key);
    if (known) return known;
    const opening = place.kind === 'local' ? Promise.resolve(openLocal(place.folder)) : open(place, signal);
    storages.set(key, opening);
    return opening;
  };
  const destination = await storageAt(order.to);
  const limit = createLimit(looksAtOnce);
  const looked = await Promise.all(
    order.items.map((item) => limit(async () => itemOf(item, await storageAt(item.from), signal), signal)),
  );
  const missing = looked.filter((each) => 'failure' in each);
  const items = looked.filter((each): each is TransferItem => !('failure' in each));
  const [first] = missing;
  if (first && items.length === 0) throw first.failure;
  const { into, conflict, ignore, md5 } = order;
  return { request: { items, destination, into, conflict, ignore, md5 }, missing };
}

/** What the tree shows may be old by now, and listings of Data Lake do not tell the uploader's time. */
async function itemOf(
  { from, path, kind, as }: OrderItem,
  storage: Storage,
  signal: AbortSignal,
): Promise<TransferItem | TransferFailure> {
  if (kind === 'folder') return { storage, folder: path as FolderPath, as };
  const file = await storage.stat(path as FilePath, { signal });
  if (file?.kind === 'file') return { storage, file, as };
  const message =
    from.kind === 'local'
      ? t('{0} is no longer there.', join(from.folder, path))
      : t('“{0}” is no longer there. Refresh the view.', path);
  return { path, failure: new Failure('notFound', message) };
}

/** Makes the local folder that an order lands in. */
export async function makeLanding({ to }: Order): Promise<void> {
  if (to.kind !== 'local') return;
  const path = to.folder;
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
