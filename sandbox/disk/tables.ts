import type { SQLInputValue } from 'node:sqlite';
import type { Tree } from './tree.ts';

/** Prepares a statement and returns what runs it. */
export type Run = (sql: string) => (...values: SQLInputValue[]) => Record<string, unknown>[];

/** The part of a tree that knows which bytes were written. */
export function extentTable(
  run: Run,
  atomically: Tree['atomically'],
): Pick<Tree, 'extents' | 'addExtent' | 'clearExtents'> {
  const all = run('SELECT start, stop FROM extents WHERE node = ? ORDER BY start');
  const touching = run('SELECT start, stop FROM extents WHERE node = ? AND start <= ? AND stop >= ?');
  const drop = run('DELETE FROM extents WHERE node = ? AND start <= ? AND stop >= ?');
  const insert = run('INSERT INTO extents (node, start, stop) VALUES (?, ?, ?)');
  const pair = (row: Record<string, unknown>): [number, number] => [
    Number(row['start']),
    Number(row['stop']),
  ];
  const last = Number.MAX_SAFE_INTEGER;
  return {
    extents: (id) => all(id).map(pair),
    addExtent: (id, start, end) =>
      atomically(() => {
        const near = touching(id, end, start).map(pair);
        if (near.length > 0) drop(id, end, start);
        insert(
          id,
          Math.min(start, ...near.map((one) => one[0])),
          Math.max(end, ...near.map((one) => one[1])),
        );
      }),
    clearExtents: (id, start = 0, end = last) =>
      atomically(() => {
        const near = touching(id, end, start).map(pair);
        drop(id, end, start);
        for (const [from, to] of near) {
          if (from < start) insert(id, from, start);
          if (to > end) insert(id, end, to);
        }
      }),
  };
}

/** The part of a tree that knows staged blocks. */
export function blockTable(run: Run): Pick<Tree, 'blocks' | 'addBlock' | 'clearBlocks'> {
  const all = run('SELECT id, content, size FROM blocks WHERE name = ?');
  const replace = run('INSERT OR REPLACE INTO blocks (name, id, content, size) VALUES (?, ?, ?, ?)');
  const one = run('SELECT content FROM blocks WHERE name = ? AND id = ?');
  const clear = run('DELETE FROM blocks WHERE name = ? RETURNING content');
  const contentOf = (row: Record<string, unknown>): string => row['content'] as string;
  return {
    blocks: (name) =>
      new Map(
        all(name).map((row) => [row['id'] as string, { content: contentOf(row), size: Number(row['size']) }]),
      ),
    addBlock(name, id, { content, size }) {
      const old = one(name, id)[0];
      replace(name, id, content, size);
      return old && contentOf(old);
    },
    clearBlocks: (name) => clear(name).map(contentOf),
  };
}
