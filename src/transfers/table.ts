import type { Transfer } from './transfer.ts';

export type Listener = (changed?: Transfer) => void;

/** Transfers by their ids, and who is told of them. */
export interface Table {
  readonly get: (id: string) => Transfer | undefined;
  all(): readonly Transfer[];
  /** Puts one in, or in the place of the one with its id. */
  put(transfer: Transfer): void;
  /** Changes one; what is gone stays gone. */
  change(id: string, to: (before: Transfer) => Partial<Transfer>): void;
  remove(ids: readonly string[]): void;
  /** Called with the one that changed, or without where one came or went. Returns what ends it. */
  readonly onChange: (listener: Listener) => () => void;
  /** Tells nobody of anything from then on. */
  dispose(): void;
}

export function createTable(): Table {
  const transfers = new Map<string, Transfer>();
  const listeners = new Set<Listener>();
  const tell: Listener = (changed) => {
    for (const listener of listeners) listener(changed);
  };
  return {
    get: (id) => transfers.get(id),
    all: () => [...transfers.values()],
    put(transfer) {
      const isNew = !transfers.has(transfer.id);
      transfers.set(transfer.id, transfer);
      tell(isNew ? undefined : transfer);
    },
    change(id, to) {
      const before = transfers.get(id);
      if (!before) return;
      const after = { ...before, ...to(before) };
      transfers.set(id, after);
      tell(after);
    },
    remove(ids) {
      for (const id of ids) transfers.delete(id);
      tell();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => listeners.clear(),
  };
}
