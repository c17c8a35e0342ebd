import assert from 'node:assert/strict';
import { Failure } from '../../../src/common/failure.ts';
import { folderIn, root } from '../../../src/storage/path.ts';
import type { Entry } from '../../../src/storage/storage.ts';
import { transfer, type Progress } from '../../../src/transfer/transfer.ts';
import { contentOf, entryAt, memory, memoryWith, moveAll, watched, write } from './fixtures.ts';

const tree = { 'a.txt': 'A', 'sub/b.txt': 'BB', 'sub/deep/c.txt': '', 'empty/': '' };

describe('transfer', () => {
  for (const folders of ['real', 'implied'] as const) {
    it(`puts the contents of a folder into the root of a storage with ${folders} folders`, async () => {
      const destination = memory({ folders });
      const report = await transfer(moveAll(await memoryWith(tree), destination));
      assert.deepEqual(await contentOf(destination), {
        'a.txt': 'A',
        'sub/b.txt': 'BB',
        'sub/deep/c.txt': '',
        'empty/': null,
      });
      assert.deepEqual(
        { files: report.files, bytes: report.bytes, folders: report.folders, failed: report.failed },
        { files: 3, bytes: 3, folders: 1, failed: [] },
      );
    });
  }

  it('lands a folder under its own name, and a file directly in the destination folder', async () => {
    const source = await memoryWith({ 'data/x/1.txt': 'one', 'other.txt': 'o' });
    const destination = memory();
    await transfer({
      items: [
        { storage: source, folder: folderIn(root, 'data'), as: 'data/' },
        { storage: source, file: await entryAt(source, 'other.txt'), as: 'other.txt' },
      ],
      destination,
      into: folderIn(root, 'images'),
      conflict: 'ask',
    });
    assert.deepEqual(await contentOf(destination), {
      'images/data/x/1.txt': 'one',
      'images/other.txt': 'o',
    });
  });

  it('takes whole path segments: the folder w is not w2', async () => {
    const source = await memoryWith({ 'w/in.txt': '1', 'w2/out.txt': '2' }, { folders: 'implied' });
    const destination = memory();
    const items = [{ storage: source, folder: folderIn(root, 'w'), as: '' }];
    await transfer({ items, destination, into: root, conflict: 'overwrite' });
    assert.deepEqual(await contentOf(destination), { 'in.txt': '1' });
  });

  it('creates an empty folder that was selected itself', async () => {
    const source = await memoryWith({ 'empty/': '' });
    const destination = memory();
    const items = [{ storage: source, folder: folderIn(root, 'empty'), as: 'empty/' }];
    const report = await transfer({ items, destination, into: root, conflict: 'overwrite' });
    assert.deepEqual(await contentOf(destination), { 'empty/': null });
    assert.equal(report.folders, 1);
  });

  it('moves a large file in chunks, some of them at once', async () => {
    const content = 'x'.repeat(1050);
    let inFlight = 0;
    let most = 0;
    const source = watched(await memoryWith({ 'large.bin': content }), async ({ method }) => {
      if (method !== 'read') return;
      most = Math.max(most, ++inFlight);
      await new Promise(setImmediate);
      inFlight -= 1;
    });
    const destination = memory({ chunkSize: 100 });
    const report = await transfer(moveAll(source, destination));
    assert.equal((await contentOf(destination))['large.bin'], content);
    assert.equal(report.bytes, 1050);
    assert.equal(most, 8);
  });

  it('keeps the modification time', async () => {
    const source = memory();
    const modified = new Date('2001-02-03T04:05:06.789Z');
    await write(source, 'old.txt', 'old', modified);
    const destination = memory();
    await transfer(moveAll(source, destination));
    assert.deepEqual((await entryAt(destination, 'old.txt')).modified, modified);
  });

  it('counts links and special files as skipped, and reports what could not be looked at', async () => {
    const source = await memoryWith({ 'a.txt': 'A' });
    const failure = new Failure('permissionDenied', 'You may not open it.');
    const others: Entry[] = [
      { kind: 'other', path: 'l' as never, name: 'l', what: 'link' },
      { kind: 'other', path: 's' as never, name: 's', what: 'special' },
      { kind: 'other', path: 'locked' as never, name: 'locked', what: 'special', failure },
    ];
    const walk: typeof source.walk = async function* (folder, options) {
      yield* source.walk(folder, options);
      yield* others;
    };
    const report = await transfer(moveAll({ ...source, walk }, memory()));
    assert.equal(report.files, 1);
    assert.deepEqual([report.skipped.link, report.skipped.special], [1, 1]);
    assert.deepEqual(report.failed, [{ path: 'locked', failure }]);
  });

  it('says how far it is, and at the end that everything is there', async () => {
    const seen: Progress[] = [];
    await transfer(moveAll(await memoryWith(tree), memory()), {
      onProgress: (progress) => seen.push(progress),
    });
    const { scanning, files, totalFiles, bytes, totalBytes } = seen.at(-1)!;
    assert.deepEqual(
      { scanning, files, totalFiles, bytes, totalBytes },
      {
        scanning: false,
        files: 3,
        totalFiles: 3,
        bytes: 3,
        totalBytes: 3,
      },
    );
  });
});

describe('transfer refuses before anything moves', () => {
  const refused = (sentence: RegExp) => (error: unknown) => {
    assert.ok(error instanceof Failure);
    assert.equal(error.word, 'invalidInput');
    assert.match(error.message, sentence);
    return true;
  };

  it('an empty selection', async () => {
    const request = { items: [], destination: memory(), into: root, conflict: 'overwrite' as const };
    await assert.rejects(transfer(request), refused(/Nothing is selected/));
  });

  for (const [first, second] of [
    ['same', 'same'],
    ['same/', 'same'],
    ['same/', 'same/inside.txt'],
    ['', 'same'],
  ] as const) {
    it(`two items that would land on one name: “${first}” and “${second}”`, async () => {
      const source = await memoryWith({ 'x/a.txt': 'A', f: 'F' });
      const destination = memory();
      const file = await entryAt(source, 'f');
      const one =
        first === 'same'
          ? { storage: source, file, as: first }
          : { storage: source, folder: folderIn(root, 'x'), as: first };
      const request = {
        items: [one, { storage: source, file, as: second }],
        destination,
        into: root,
        conflict: 'overwrite' as const,
      };
      const from = first === 'same' ? 'f' : 'x';
      const both = new RegExp(
        `“memory://storage\\d+/${from}” and “memory://storage\\d+/f”.*“same.*Rename one`,
      );
      await assert.rejects(transfer(request), refused(both));
      assert.deepEqual(await contentOf(destination), {});
    });
  }

  it('a file in the place of the destination folder', async () => {
    const destination = await memoryWith({ images: 'a file' });
    const request = moveAll(await memoryWith(tree), destination, { into: folderIn(root, 'images') });
    await assert.rejects(transfer(request), refused(/images is a file/));
  });

  it('a file in the place of a folder that lands there', async () => {
    const destination = await memoryWith({ data: 'a file' });
    const items = [{ storage: await memoryWith(tree), folder: root, as: 'data/' }];
    await assert.rejects(
      transfer({ items, destination, into: root, conflict: 'skip' }),
      refused(/data is a file/),
    );
  });

  it('a folder into itself', async () => {
    const storage = await memoryWith({ 'a/b.txt': 'B' });
    const items = [{ storage, folder: folderIn(root, 'a'), as: 'a/' }];
    const request = {
      items,
      destination: storage,
      into: folderIn(root, 'a'),
      conflict: 'overwrite' as const,
    };
    await assert.rejects(transfer(request), refused(/into itself/));
  });
});
