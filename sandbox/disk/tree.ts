import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { blockTable, extentTable, type Run } from './tables.ts';

/** What a service keeps about a file or folder beside its bytes. */
export interface Properties {
  /** User metadata, with the names as they were sent. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Stored HTTP headers by lower-case name: `content-type`, `cache-control`, … `content-md5` in Base64. */
  readonly headers?: Readonly<Record<string, string>>;
  /** ISO times with seven digits of a second. */
  readonly times?: { readonly created: string; readonly written: string; readonly changed: string };
  /** Milliseconds since 1970. */
  readonly created?: number;
  /** SMB attributes, `Archive | ReadOnly`. */
  readonly attributes?: string;
  /** The blocks a blob was committed from, in order. */
  readonly blocks?: readonly { readonly id: string; readonly size: number }[];
}

/** A file, a folder, or (directly below {@link top}) a share or filesystem called `account/name`. */
export interface Node {
  readonly id: number;
  readonly parent: number;
  readonly name: string;
  readonly folder: boolean;
  readonly size: number;
  /** Names the bytes in the content store; empty when there are none. */
  readonly content: string;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly properties: Properties;
}

export type NewNode = Pick<Node, 'parent' | 'name' | 'folder'> & Partial<Omit<Node, 'id' | 'etag'>>;

/** The parent of all shares and filesystems. */
export const top = 0;

/** Names and properties of everything a service holds, in one SQLite file. Every method is synchronous, so each is atomic. */
export interface Tree {
  child(parent: number, name: string): Node | undefined;
  find(parent: number, segments: readonly string[]): Node | undefined;
  /** In the order of names, after the name `after`. */
  children(parent: number, options?: { after?: string; prefix?: string; limit?: number }): Node[];
  add(node: NewNode): Node;
  /** Gives a new ETag, and a new modification time unless one is named. */
  change(id: number, changes: Partial<Omit<Node, 'id' | 'etag'>>): Node;
  /** Removes a node with all that is below it and returns what its contents were called. */
  remove(id: number): string[];
  /** Byte ranges that were written, `[start, end)`, merged and in order. */
  extents(id: number): [number, number][];
  addExtent(id: number, start: number, end: number): void;
  clearExtents(id: number, start?: number, end?: number): void;
  /** Blocks staged for a name that need not exist yet. */
  blocks(name: string): Map<string, { content: string; size: number }>;
  addBlock(name: string, id: string, block: { content: string; size: number }): string | undefined;
  clearBlocks(name: string): string[];
  atomically<T>(work: () => T): T;
  /** Forgets everything. */
  clear(): void;
  close(): void;
}

const schema = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
  CREATE TABLE IF NOT EXISTS nodes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
    folder INTEGER NOT NULL, size INTEGER NOT NULL, content TEXT NOT NULL, etag TEXT NOT NULL,
    modified INTEGER NOT NULL, properties TEXT NOT NULL, UNIQUE (parent, key));
  CREATE TABLE IF NOT EXISTS extents (node INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, PRIMARY KEY (node, start)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS blocks (name TEXT NOT NULL, id TEXT NOT NULL, content TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (name, id)) WITHOUT ROWID;`;

const ticksAt1970 = 621355968000000000n;
let lastTick = 0n;

/** A new ETag in the service's form: hundreds of nanoseconds since the year 1, never the same twice. */
export function newEtag(): string {
  const now = BigInt(Date.now()) * 10_000n + ticksAt1970;
  lastTick = now > lastTick ? now : lastTick + 1n;
  return `0x${lastTick.toString(16).toUpperCase()}`;
}

function toNode(row: Record<string, unknown> | undefined): Node | undefined {
  if (!row) return undefined;
  const { folder, properties, ...rest } = row as unknown as Omit<Node, 'folder' | 'properties'> & {
    folder: number;
    properties: string;
  };
  return { ...rest, folder: folder === 1, properties: JSON.parse(properties) as Properties };
}

/** Opens the index in `dir`, made when absent. With `foldCase`, names that differ only in case are one name. */
export function openTree(dir: string, options: { foldCase: boolean }): Tree {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, 'index.db');
  closeSync(openSync(file, 'a', 0o600));
  const db = new DatabaseSync(file);
  db.exec(schema);
  const keyOf = (name: string): string => (options.foldCase ? name.toLowerCase() : name);
  const columns = 'id, parent, name, folder, size, content, etag, modified, properties';
  const byId = db.prepare(`SELECT ${columns} FROM nodes WHERE id = ?`);
  const byKey = db.prepare(`SELECT ${columns} FROM nodes WHERE parent = ? AND key = ?`);
  const list = db.prepare(
    `SELECT ${columns} FROM nodes WHERE parent = ? AND key > ? AND key >= ? AND key < ? ORDER BY key LIMIT ?`,
  );
  const insert = db.prepare(
    `INSERT INTO nodes (parent, key, name, folder, size, content, etag, modified, properties) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = db.prepare(
    `UPDATE nodes SET parent = ?, key = ?, name = ?, size = ?, content = ?, etag = ?, modified = ?, properties = ? WHERE id = ?`,
  );
  const below = `WITH RECURSIVE below (id) AS (VALUES (?) UNION ALL SELECT nodes.id FROM nodes JOIN below ON nodes.parent = below.id)`;
  const contents = db.prepare(
    `${below} SELECT content FROM nodes WHERE id IN (SELECT id FROM below) AND content <> ''`,
  );
  const removeExtents = db.prepare(`${below} DELETE FROM extents WHERE node IN (SELECT id FROM below)`);
  const removeNodes = db.prepare(`${below} DELETE FROM nodes WHERE id IN (SELECT id FROM below)`);
  const run: Run = (sql) => {
    const statement = db.prepare(sql);
    return (...values) => statement.all(...values);
  };
  let depth = 0;
  const atomically = <T>(work: () => T): T => {
    if (depth > 0) return work();
    db.exec('BEGIN');
    depth++;
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    } finally {
      depth--;
    }
  };
  const child = (parent: number, name: string): Node | undefined => toNode(byKey.get(parent, keyOf(name)));
  return {
    child,
    find(parent, segments) {
      let node = toNode(byId.get(parent));
      for (const segment of segments) {
        if (!node?.folder) return undefined;
        node = child(node.id, segment);
      }
      return node;
    },
    children(parent, { after = '', prefix = '', limit = -1 } = {}) {
      const from = keyOf(prefix);
      const rows = list.all(parent, keyOf(after), from, `${from}\u{10FFFF}`, limit);
      return rows.map((row) => toNode(row) as Node);
    },
    add(node) {
      const { parent, name, folder, size = 0, content = '', modified = Date.now(), properties = {} } = node;
      const etag = newEtag();
      const values = [folder ? 1 : 0, size, content, etag, modified, JSON.stringify(properties)];
      const { lastInsertRowid } = insert.run(parent, keyOf(name), name, ...values);
      return { id: Number(lastInsertRowid), parent, name, folder, size, content, etag, modified, properties };
    },
    change(id, changes) {
      const node = toNode(byId.get(id));
      if (!node) throw new Error(`There is no node ${id}.`);
      const next = { ...node, modified: Date.now(), ...changes, etag: newEtag() };
      const { parent, name, size, content, etag, modified, properties } = next;
      update.run(parent, keyOf(name), name, size, content, etag, modified, JSON.stringify(properties), id);
      return next;
    },
    remove: (id) =>
      atomically(() => {
        const found = contents.all(id).map((row) => row['content'] as string);
        removeExtents.run(id);
        removeNodes.run(id);
        return found;
      }),
    ...extentTable(run, atomically),
    ...blockTable(run),
    atomically,
    clear: () => db.exec('DELETE FROM nodes; DELETE FROM extents; DELETE FROM blocks'),
    close: () => db.close(),
  };
}
