import assert from 'node:assert/strict';
import { folderIn, root } from '../../../src/storage/path.ts';
import { transfer, type TransferItem } from '../../../src/transfer/transfer.ts';
import { contentOf, entryAt, memory, moveAll, write } from './fixtures.ts';

/** A storage in which a folder is only a slash in a name, with files of exactly these names. */
async function blobs(files: Readonly<Record<string, string>>) {
  const storage = memory({ folders: 'implied' });
  for (const [name, content] of Object.entries(files)) await write(storage, name, content);
  return storage;
}

describe('an empty file whose name ends with a slash', () => {
  it('becomes a folder where folders are real', async () => {
    const source = await blobs({ 'empty/': '', 'full/': '', 'full/a.txt': 'A', 'full/deep/': '' });
    const destination = memory();
    const report = await transfer(moveAll(source, destination, { conflict: 'skip' }));
    assert.deepEqual(await contentOf(destination), { 'empty/': null, 'full/a.txt': 'A', 'full/deep/': null });
    assert.deepEqual([report.files, report.folders, report.failed], [1, 2, []]);
  });

  it('stands for the folder that is downloaded, too', async () => {
    const items: TransferItem[] = [
      { storage: await blobs({ 'empty/': '' }), folder: folderIn(root, 'empty'), as: 'empty/' },
      { storage: await blobs({ 'f/': '', 'f/a.txt': 'A' }), folder: folderIn(root, 'f'), as: 'f/' },
    ];
    const destination = memory();
    const report = await transfer({ items, destination, into: root, conflict: 'overwrite' });
    assert.deepEqual(await contentOf(destination), { 'empty/': null, 'f/a.txt': 'A' });
    assert.deepEqual([report.files, report.folders, report.failed], [1, 1, []]);
  });

  it('becomes a folder when it was selected by itself', async () => {
    const source = await blobs({ 'marker/': '' });
    const items: TransferItem[] = [
      { storage: source, file: await entryAt(source, 'marker/'), as: 'marker/' },
    ];
    const destination = memory();
    await transfer({ items, destination, into: folderIn(root, 'in'), conflict: 'overwrite' });
    assert.deepEqual(await contentOf(destination), { 'in/marker/': null });
  });

  it('stays what it is where it may have that name', async () => {
    const destination = memory({ folders: 'implied' });
    await transfer(moveAll(await blobs({ 'marker/': '' }), destination));
    assert.deepEqual(await contentOf(destination), { 'marker/': '' });
  });

  it('is refused when it holds something, and says why', async () => {
    const report = await transfer(moveAll(await blobs({ 'dir/': 'content' }), memory()));
    assert.match(report.failed[0]?.failure.message ?? '', /dir\/.* ends with a slash/);
  });
});

describe('a file and a folder of one name', () => {
  const files = {
    a: 'file',
    'a b.txt': 'other',
    'a.txt': 'other',
    'a/b/c.txt': 'inside',
    'a/d.txt': 'inside',
  };

  it('where both cannot be, the file is moved, and what is in the folder is reported, naming both', async () => {
    const destination = memory();
    const report = await transfer(moveAll(await blobs(files), destination));
    assert.deepEqual(await contentOf(destination), { a: 'file', 'a b.txt': 'other', 'a.txt': 'other' });
    assert.deepEqual(
      report.failed.map(({ path, failure }) => [path, failure.word]),
      [
        ['a/b/c.txt', 'alreadyExists'],
        ['a/d.txt', 'alreadyExists'],
      ],
    );
    for (const { failure } of report.failed)
      assert.match(failure.message, /“a” is a file and “a\/” a folder.* Rename one/);
  });

  it('are named as the source calls them, also for an empty folder and below another one', async () => {
    const source = await blobs({ 'x/e': 'file', 'x/e/': '', 'x/f/g.txt': '' });
    const items: TransferItem[] = [{ storage: source, folder: folderIn(root, 'x'), as: 'y/' }];
    const report = await transfer({ items, destination: memory(), into: root, conflict: 'overwrite' });
    assert.deepEqual(
      report.failed.map(({ path }) => path),
      ['x/e/'],
    );
    assert.match(report.failed[0]?.failure.message ?? '', /“x\/e” is a file and “x\/e\/” a folder/);
  });

  it('are both moved where both can be', async () => {
    const destination = memory({ folders: 'implied' });
    const report = await transfer(moveAll(await blobs(files), destination));
    assert.deepEqual([report.failed, await contentOf(destination)], [[], files]);
  });
});
