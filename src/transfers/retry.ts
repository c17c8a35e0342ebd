import { isAbsolute } from 'node:path';
import type { Order, OrderItem } from '../mover/mover.ts';
import type { TransferFailure } from '../transfer/transfer.ts';

/**
 * What of `order` has failed, as an order of its own that lands in the same places. A failure tells its path but not
 * which of several sources it is of: where two have that path, both are taken.
 */
export function retryOrder(order: Order, failures: readonly TransferFailure[]): Order {
  const items = new Map<string, OrderItem>();
  for (const { path } of failures) {
    const found = order.items.flatMap((item) => part(item, path));
    // A source that could not be listed at all is called by its address.
    const wanted = found.length > 0 ? found : order.items.filter(({ kind }) => kind === 'folder');
    for (const item of wanted) items.set(`${item.kind} ${item.as}`, item);
  }
  return { ...order, items: withoutInner([...items.values()]) };
}

/** The part of `item` that the source calls `path`, if there is one. */
function part(item: OrderItem, path: string): readonly OrderItem[] {
  if (path === item.path) return [item];
  if (item.kind === 'file' || !path.startsWith(item.path)) return [];
  if (item.from.kind === 'local' && isAbsolute(path)) return path === item.from.folder ? [item] : [];
  if (item.from.kind === 'datastore' && path.startsWith('https://')) return [];
  const kind = path.endsWith('/') ? 'folder' : 'file';
  const below = path.slice(item.path.length);
  return [{ ...item, path: path as OrderItem['path'], kind, as: `${item.as}${below}` }];
}

/** Without what lies in a folder that is there as a whole. */
function withoutInner(items: readonly OrderItem[]): readonly OrderItem[] {
  const folders = items.filter(({ kind }) => kind === 'folder').map(({ as }) => as);
  return items.filter(({ as }) => !folders.some((folder) => folder !== as && as.startsWith(folder)));
}
