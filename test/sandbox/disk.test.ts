import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openDisk, type Disk } from '../../sandbox/disk/disk.ts';
import { top, type Node } from '../../sandbox/disk/tree.ts';
import { walk } from '../../sandbox/disk/walk.ts';

describe('The disk under Azure Files and Data Lake', () => {
  let dir: string;
  let disk: Disk;
  let root: Node;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'sandbox-disk-'));
    disk = openDisk(join(dir, 'disk'), { foldCase: false });
    root = disk.tree.add({ parent: top, name: 'account/share', folder: true });
  });

  afterEach(async () => {
    await disk.close();
    rmSync(dir, { recursive: true, force: true });
  });

  async function put(parent: number, name: string, text: string): Promise<Node> {
    const content = disk.content.create();
    await disk.content.write(content, 0, [Buffer.from(text)]);
    return disk.tree.add({ parent, name, folder: false, size: text.length, content });
  }

  it('holds everything after a restart, even one without goodbye', async () => {
    await put(root.id, 'kept', 'bytes');
    const again = openDisk(join(dir, 'disk'), { foldCase: false });
    const found = again.tree.find(root.id, ['kept']);
    assert.deepEqual(again.content.read(found?.content ?? '', 0, 5), Buffer.from('bytes'));
    await again.close();
  });

  it('keeps names off the file system and its files to the owner', async () => {
    for (const name of ['..', '../../escape', 'a\\b', '\0', 'x'.repeat(5000), 'CON'])
      await put(root.id, name, name);
    assert.deepEqual(readdirSync(dir), ['disk']);
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      assert.equal(statSync(join(entry.parentPath, entry.name)).mode & 0o077, 0, entry.name);
    }
    assert.equal(disk.tree.children(root.id).length, 6);
  });

  it('removes what is below a folder, with the bytes', async () => {
    const folder = disk.tree.add({ parent: root.id, name: 'folder', folder: true });
    const file = await put(folder.id, 'file', 'x');
    assert.deepEqual(disk.tree.remove(folder.id), [file.content]);
    disk.content.discard([file.content]);
    await disk.content.settled();
    assert.throws(() => disk.content.read(file.content, 0, 1), /ENOENT/);
  });

  it('undoes a change that fails half-way', () => {
    assert.throws(() =>
      disk.tree.atomically(() => {
        disk.tree.add({ parent: root.id, name: 'half', folder: true });
        throw new Error('stop');
      }),
    );
    assert.equal(disk.tree.child(root.id, 'half'), undefined);
  });

  it('merges written ranges as a set of bytes would', () => {
    const step = fc.record({
      start: fc.nat(20),
      length: fc.integer({ min: 1, max: 8 }),
      clear: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const bytes = new Set<number>();
        disk.tree.clearExtents(root.id);
        for (const { start, length, clear } of steps) {
          for (let at = start; at < start + length; at++) {
            if (clear) bytes.delete(at);
            else bytes.add(at);
          }
          if (clear) disk.tree.clearExtents(root.id, start, start + length);
          else disk.tree.addExtent(root.id, start, start + length);
        }
        const extents = disk.tree.extents(root.id);
        const covered = extents.flatMap(([start, end]) =>
          Array.from({ length: end - start }, (_, at) => start + at),
        );
        assert.deepEqual(
          covered,
          [...bytes].sort((a, b) => a - b),
        );
        assert.ok(extents.every(([start], index) => index === 0 || start > (extents[index - 1]?.[1] ?? 0)));
      }),
      { numRuns: 200 },
    );
  });

  it('goes on with a walk behind any path', () => {
    const add = (parent: Node, name: string): Node =>
      disk.tree.add({ parent: parent.id, name, folder: true });
    for (const name of ['a', 'a b', 'a-b', 'b']) {
      const folder = add(root, name);
      for (const inner of ['1', '2']) add(add(folder, inner), 'deep');
    }
    const from = (after: string[]): string[] =>
      [...walk(disk.tree, root, { base: '', after, batch: 2 })].map((found) => found.path);
    const all = from([]);
    assert.equal(all.length, 20);
    all.forEach((path, index) => assert.deepEqual(from(path.split('/')), all.slice(index + 1)));
    assert.deepEqual(from(['a', '1', 'gone']), all.slice(all.indexOf('a/2')));
  });
});
