import type { OpenDatastore } from './here.ts';
import { dropJournal, markOf, orderWithParts, writerOf } from './journal.ts';
import type { Order } from './mover.ts';

/** For how long, in milliseconds, what a transfer has left is cleared away after its end. */
const longest = 30_000;

/** Removes what has been left half-written by transfer `id`, which has ended. */
export async function clearAway(id: string, order: Order, open: OpenDatastore): Promise<void> {
  const signal = AbortSignal.timeout(longest);
  const { sweep } = await import('../transfer/transfer.ts');
  const { openLocal } = await import('../storage/local.ts');
  const { to, items, into } = order;
  const destination = to.kind === 'local' ? openLocal(to.folder) : await open(to, signal);
  await sweep({ items, into, destination }, markOf(id), { signal });
}

/**
 * Drops what is kept of a transfer that nobody will go on with, its journal and its parts of large files. What cannot be
 * removed stays; its name says that it is none of the files. `own`: the process that moves for this window; what another
 * one goes on with is left to it.
 */
export async function forget(
  journals: string,
  id: string,
  open: OpenDatastore,
  own: number | undefined = process.pid,
): Promise<void> {
  const writer = await writerOf(journals, id);
  if (writer !== undefined && writer !== own) return;
  const order = await orderWithParts(journals, id);
  try {
    if (order) await clearAway(id, order, open);
  } finally {
    await dropJournal(journals, id);
  }
}
