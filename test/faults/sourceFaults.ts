import type { Storage } from '../../src/storage/storage.ts';
import { watched } from '../unit/transfer/fixtures.ts';
import type { SourceHand } from './cell.ts';
import { doomed, hit, large } from './tree.ts';

/** Two files are shorter when they are read than when they were listed, and one changes whenever it is read. */
export function cutShort(source: Storage, { nameOf, cut, grow }: SourceHand): Storage {
  const done = new Set<string>();
  return watched(source, ({ method, path, offset = 0 }) => {
    const name = nameOf(path);
    if (method !== 'read') return;
    if (name === doomed) grow(doomed);
    const size = name === hit ? 700 : name === large && offset > 0 ? 5_000_000 : undefined;
    if (size === undefined || done.has(name)) return;
    done.add(name);
    cut(name, size);
  });
}

/** One file is gone when it is read, another one when its second chunk is. */
export function vanishing(source: Storage, { nameOf, remove }: SourceHand): Storage {
  const gone = new Map<string, Promise<void>>();
  return watched(source, async ({ method, path, offset = 0 }) => {
    const name = nameOf(path);
    if (method !== 'read' || (name !== hit && !(name === large && offset > 0))) return;
    const going = gone.get(name) ?? remove(name);
    gone.set(name, going);
    await going;
  });
}
