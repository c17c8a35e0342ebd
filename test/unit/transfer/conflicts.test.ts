import assert from 'node:assert/strict';
import { Failure, isFailure } from '../../../src/common/failure.ts';
import { folderIn, root } from '../../../src/storage/path.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { transfer, type TransferItem } from '../../../src/transfer/transfer.ts';
import { contentOf, entryAt, memoryWith, moveAll, watched, write, type Call } from './fixtures.ts';

/** `storage`, and what is asked of it: `stat a.txt`. */
function counted(storage: Storage): { storage: Storage; looks: string[] } {
  const looks: string[] = [];
  const look = ({ method, path }: Call) => {
    if (method === 'stat' || method === 'list' || method === 'walk') looks.push(`${method} ${path}`.trim());
  };
  return { storage: watched(storage, look), looks };
}

const numbered = (count: number, folder = '') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder}${index}.txt`, 'new']));

describe('a transfer that meets existing files', () => {
  it('does not look at the destination when it overwrites', async () => {
    const { storage, looks } = counted(await memoryWith({ 'a.txt': 'old' }));
    await transfer(moveAll(await memoryWith({ 'a.txt': 'new', 'x/b.txt': 'new' }), storage));
    assert.deepEqual(looks, []);
    assert.deepEqual(await contentOf(storage), { 'a.txt': 'new', 'x/b.txt': 'new' });
  });

  it('asks for each name when there are no more than 64', async () => {
    const { storage, looks } = counted(await memoryWith({ '3.txt': 'old' }));
    const report = await transfer(moveAll(await memoryWith(numbered(64)), storage, { conflict: 'skip' }));
    assert.equal(looks.filter((look) => look.startsWith('stat ')).length, 64);
    assert.equal(looks.filter((look) => look.startsWith('list')).length, 1);
    assert.deepEqual([report.files, report.skipped.exists], [63, 1]);
    assert.equal((await contentOf(storage))['3.txt'], 'old');
  });

  it('lists the folders that more than 64 files land in, once each, and no others', async () => {
    const old = { 'a/3.txt': 'old', 'b/4.txt': 'old', 'unrelated/5.txt': 'old', 'a/inner/6.txt': 'old' };
    const { storage, looks } = counted(await memoryWith(old));
    const source = await memoryWith({ ...numbered(40, 'a/'), ...numbered(40, 'b/') });
    const report = await transfer(moveAll(source, storage, { conflict: 'skip' }));
    assert.deepEqual(looks.sort(), ['list', 'list a/', 'list b/']);
    assert.deepEqual([report.files, report.skipped.exists], [78, 2]);
  });

  it('asks one page of one entry, and no more, when the folder it lands in is empty', async () => {
    const { storage, looks } = counted(await memoryWith({ 'beside.txt': 'old' }, { folders: 'implied' }));
    const source = await memoryWith({ ...numbered(100, 'a/'), ...numbered(100, 'b/') });
    const items: TransferItem[] = [{ storage: source, folder: root, as: 'data/' }];
    const report = await transfer({ items, destination: storage, into: root, conflict: 'ask' });
    assert.deepEqual(looks, ['list data/']);
    assert.equal(report.files, 200);
  });

  it('overwrites only what is older, and keeps what is as old', async () => {
    const destination = await memoryWith({});
    const source = await memoryWith({});
    const [before, now] = [new Date('2024-01-01T00:00:00Z'), new Date('2025-01-01T00:00:00Z')];
    for (const [name, there, here] of [
      ['older.txt', before, now],
      ['same.txt', now, now],
      ['newer.txt', now, before],
    ] as const) {
      await write(destination, name, 'old', there);
      await write(source, name, 'new', here);
    }
    const report = await transfer(moveAll(source, destination, { conflict: 'overwriteIfNewer' }));
    assert.deepEqual(await contentOf(destination), {
      'newer.txt': 'old',
      'older.txt': 'new',
      'same.txt': 'old',
    });
    assert.equal(report.skipped.notNewer, 2);
  });

  it('does not replace a file that came after the plan had looked, and counts it as there', async () => {
    const target = await memoryWith({});
    let late = false;
    const destination = watched(target, async ({ method }) => {
      if (method !== 'commit' || late) return;
      late = true;
      await write(target, 'a.txt', 'from somebody else');
    });
    const report = await transfer(
      moveAll(await memoryWith({ 'a.txt': 'ours' }), destination, { conflict: 'skip' }),
    );
    assert.deepEqual(await contentOf(target), { 'a.txt': 'from somebody else' });
    assert.deepEqual([report.files, report.skipped.exists, report.failed.length], [0, 1, 0]);
  });

  it('fails rather than replace a file that changed after the plan had looked', async () => {
    const target = await memoryWith({});
    const source = await memoryWith({});
    await write(target, 'a.txt', 'old', new Date(1000));
    await write(source, 'a.txt', 'ours', new Date(2000));
    const destination = watched(target, async ({ method }) => {
      if (method === 'createUpload') await write(target, 'a.txt', 'from somebody else');
    });
    const report = await transfer(moveAll(source, destination, { conflict: 'overwriteIfNewer' }));
    assert.deepEqual(await contentOf(target), { 'a.txt': 'from somebody else' });
    assert.deepEqual(
      report.failed.map(({ path, failure }) => [path, failure.word]),
      [['a.txt', 'alreadyExists']],
    );
  });

  it('reports each file whose place at the destination cannot be looked at, and writes none of them', async () => {
    const target = await memoryWith({ 'a/old.txt': 'old' });
    const destination = watched(target, ({ method, path }) => {
      if (method === 'list' && path === 'a/')
        throw new Failure('unavailable', 'The service does not answer.');
    });
    const source = await memoryWith({ ...numbered(10, 'a/'), ...numbered(60, 'b/') });
    const report = await transfer(moveAll(source, destination, { conflict: 'skip' }));
    assert.deepEqual([report.files, report.failed.length], [60, 10]);
    assert.equal(Object.keys(await contentOf(target)).length, 61);
  });

  it('refuses a file where the destination has a folder of that name', async () => {
    const destination = await memoryWith({ 'a/b.txt': 'old' });
    const report = await transfer(
      moveAll(await memoryWith({ a: 'file' }), destination, { conflict: 'skip' }),
    );
    assert.match(report.failed[0]!.failure.message, /a is a folder/);
    assert.deepEqual(await contentOf(destination), { 'a/b.txt': 'old' });
  });
});

describe('a transfer that asks', () => {
  it('does not ask when both sides hold files but none of one name, and reads each folder once', async () => {
    const { storage: source, looks: walks } = counted(
      await memoryWith({ ...numbered(70, 'a/'), 'b/new.txt': 'new' }),
    );
    const { storage, looks } = counted(await memoryWith({ 'a/old.txt': 'old', 'c/0.txt': 'old' }));
    const onConflict = () => assert.fail('asked');
    const report = await transfer(moveAll(source, storage, { conflict: 'ask' }), { onConflict });
    assert.deepEqual([report.files, report.failed], [71, []]);
    assert.deepEqual(looks.sort(), ['list', 'list a/', 'list b/']);
    assert.deepEqual(walks, ['walk', 'walk']);
  });

  it('asks about a few names one by one, and stops at the first that is there', async () => {
    const { storage, looks } = counted(await memoryWith({ '0.txt': 'old', 'unrelated.txt': 'old' }));
    const source = await memoryWith(numbered(60));
    const asked: string[] = [];
    const onConflict = (example: string) => {
      asked.push(example, String(looks.length));
      return Promise.resolve(undefined);
    };
    const ended = transfer(moveAll(source, storage, { conflict: 'ask' }), { onConflict });
    await assert.rejects(ended, (error) => isFailure(error, 'cancelled'));
    assert.equal(asked[0], '0.txt');
    assert.ok(Number(asked[1]) < 25, `${asked[1]} looks`);
    assert.ok(looks.every((look) => look === 'list' || look.startsWith('stat ')));
  });

  it('stops at the first file of a large folder that is there', async () => {
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index}/f.txt`, 'new']));
    const { storage, looks } = counted(await memoryWith({ ...files, 'more.txt': 'old' }));
    const onConflict = () => Promise.resolve(undefined);
    const ended = transfer(moveAll(await memoryWith(files), storage, { conflict: 'ask' }), { onConflict });
    await assert.rejects(ended, (error) => isFailure(error, 'cancelled'));
    assert.ok(looks.length < 25, `${looks.length} looks`);
  });

  it('never names a folder as a file that exists', async () => {
    const destination = await memoryWith({ 'a/inner.txt': 'old', 'b.txt': 'old' });
    const source = await memoryWith({ a: 'a file', 'b.txt': 'new' });
    const asked: string[] = [];
    const onConflict = (example: string) => Promise.resolve((asked.push(example), 'overwrite' as const));
    const report = await transfer(moveAll(source, destination, { conflict: 'ask' }), { onConflict });
    assert.deepEqual(asked, ['b.txt']);
    assert.deepEqual([report.files, report.failed.map(({ path }) => path)], [1, ['a']]);
  });

  it('leaves a folder that cannot be looked at to the plan, which reports its files', async () => {
    const destination = watched(await memoryWith({ 'a/old.txt': 'old' }), ({ method, path }) => {
      if (method === 'list' && path === 'a/') throw new Failure('unavailable', 'It does not answer.');
    });
    const source = await memoryWith({ ...numbered(10, 'a/'), ...numbered(60, 'b/') });
    const onConflict = () => assert.fail('asked');
    const report = await transfer(moveAll(source, destination, { conflict: 'ask' }), { onConflict });
    assert.deepEqual([report.files, report.failed.length], [60, 10]);
  });

  it('does not ask when nothing is in the folder that it lands in', async () => {
    const destination = await memoryWith({ 'other/a.txt': 'old' });
    const items: TransferItem[] = [
      { storage: await memoryWith({ 'a.txt': 'new' }), folder: root, as: 'data/' },
    ];
    const onConflict = () => assert.fail('asked');
    const report = await transfer({ items, destination, into: root, conflict: 'ask' }, { onConflict });
    assert.equal(report.files, 1);
  });

  it('asks once, naming something that is there, before anything moves', async () => {
    const target = await memoryWith({ 'data/old.txt': 'old', 'more/x.txt': 'old' });
    const written: string[] = [];
    const destination = watched(target, ({ method, path }) => {
      if (method === 'createUpload') written.push(path);
    });
    const source = await memoryWith({ 'old.txt': 'new', 'new.txt': 'new' });
    const asked: string[] = [];
    const items: TransferItem[] = ['data/', 'more/'].map((as) => ({ storage: source, folder: root, as }));
    const report = await transfer(
      { items, destination, into: root, conflict: 'ask' },
      {
        onConflict: async (example) => {
          asked.push(example);
          assert.deepEqual(written, []);
          return Promise.resolve('skip');
        },
      },
    );
    assert.deepEqual(asked, ['data/old.txt']);
    assert.deepEqual([report.files, report.skipped.exists], [3, 1]);
    assert.equal((await contentOf(target))['data/old.txt'], 'old');
  });

  for (const count of [3, 100]) {
    it(`asks about the names of ${count} selected files, not about their folder`, async () => {
      const source = await memoryWith(numbered(count));
      const items: TransferItem[] = [];
      for (let index = 0; index < count; index += 1) {
        items.push({ storage: source, file: await entryAt(source, `${index}.txt`), as: `${index}.txt` });
      }
      const asked: string[] = [];
      const onConflict = (example: string) => Promise.resolve((asked.push(example), 'overwrite' as const));
      const request = { items, into: folderIn(root, 'in'), conflict: 'ask' as const };
      await transfer(
        { ...request, destination: await memoryWith({ 'in/unrelated.txt': 'old' }) },
        { onConflict },
      );
      assert.deepEqual(asked, []);
      const destination = await memoryWith({ 'in/2.txt': 'old' });
      await transfer({ ...request, destination }, { onConflict });
      assert.deepEqual(asked, ['in/2.txt']);
      assert.equal((await contentOf(destination))['in/2.txt'], 'new');
    });
  }

  it('moves nothing when the answer is to cancel', async () => {
    const destination = await memoryWith({ 'a.txt': 'old' });
    const request = moveAll(await memoryWith({ 'a.txt': 'new', 'b.txt': 'new' }), destination, {
      conflict: 'ask',
    });
    const ended = transfer(request, { onConflict: () => Promise.resolve(undefined) });
    await assert.rejects(ended, (error) => isFailure(error, 'cancelled'));
    assert.deepEqual(await contentOf(destination), { 'a.txt': 'old' });
  });

  it('refuses when there is nobody to ask', async () => {
    const destination = await memoryWith({ 'a.txt': 'old' });
    const request = moveAll(await memoryWith({ 'a.txt': 'new' }), destination, { conflict: 'ask' });
    await assert.rejects(
      transfer(request),
      (error) => isFailure(error, 'invalidInput') && /a\.txt/.test(error.message),
    );
  });
});
