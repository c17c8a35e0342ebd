import assert from 'node:assert/strict';
import { Failure } from '../../../src/common/failure.ts';
import { createGate, gated } from '../../../src/mover/gate.ts';
import { fileIn, root } from '../../../src/storage/path.ts';
import type { CopyOptions, CopyResult, CopySource, Storage } from '../../../src/storage/storage.ts';
import { createBudget } from '../../../src/transfer/schedule.ts';
import { transfer } from '../../../src/transfer/transfer.ts';
import { contentOf, entryAt, memory, memoryWith, moveAll, watched, write } from './fixtures.ts';

interface Copy {
  readonly name: string;
  readonly to: string;
  readonly options: CopyOptions;
}

/** Two storages of one service: `answer` says what becomes of a copy, which is made when it says so. */
async function pair(
  files: Readonly<Record<string, string>>,
  answer: (copy: Copy, number: number) => CopyResult | Promise<CopyResult> = () => 'copied',
) {
  const copies: Copy[] = [];
  const read: string[] = [];
  const names = new Map<CopySource, string>();
  const plain = watched(await memoryWith(files), ({ method, path }) => {
    if (method === 'read') read.push(path);
  });
  const source: Storage = {
    ...plain,
    copySource: (file) => {
      const handle = Object.freeze({}) as CopySource;
      names.set(handle, file.path);
      return Promise.resolve(handle);
    },
  };
  const below = memory();
  const destination: Storage = {
    ...below,
    async copyFrom(handle, to, options = {}) {
      const copy = { name: names.get(handle) ?? '', to, options };
      copies.push(copy);
      const result = await answer(copy, copies.length);
      if (result === 'copied') await write(below, to, files[copy.name] ?? '', options.modified);
      return result;
    },
  };
  return { source, destination, copies, read };
}

const files = { 'a.txt': 'a', 'b/c.txt': 'bc', 'd.txt': 'ddd' };
const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index}.txt`, `${index}`]));

describe('a transfer between storages that copy by themselves', () => {
  it('reads nothing, and says how many files they copied', async () => {
    const { source, destination, copies, read } = await pair(files);
    const report = await transfer(moveAll(source, destination, { mark: '01234567' }));
    assert.deepEqual([report.files, report.bytes, report.serverSide], [3, 6, 3]);
    assert.equal(report.lengthOnly, undefined);
    assert.deepEqual(read, []);
    assert.deepEqual(await contentOf(destination), files);
    const { modified } = await entryAt(source, 'a.txt');
    const { options } = copies.find(({ name }) => name === 'a.txt') ?? {};
    assert.deepEqual([options?.modified, options?.mark], [modified, '01234567']);
  });

  it('moves empty files itself, and none of them through a copy', async () => {
    const { source, destination, copies } = await pair({ ...files, 'empty.txt': '' });
    const report = await transfer(moveAll(source, destination));
    assert.deepEqual([report.files, report.serverSide], [4, 3]);
    assert.ok(!copies.some(({ name }) => name === 'empty.txt'));
  });

  it('tells of the parts of a large file, and takes back those of one that it has to move itself', async () => {
    const { source, destination } = await pair({ 'a.txt': '0123456789' }, ({ options }) => {
      options.onMoved?.(4);
      options.onMoved?.(4);
      return 'refused';
    });
    const told: number[] = [];
    const report = await transfer(moveAll(source, destination), {
      onProgress: ({ bytes }) => told.push(bytes),
    });
    assert.deepEqual([report.bytes, report.serverSide, told.at(-1)], [10, undefined, 10]);
  });

  for (const [what, answer] of [
    ['are refused', (): CopyResult => 'refused'],
    [
      'may not write',
      (): CopyResult => {
        throw new Failure('permissionDenied', 'This sign-in may not copy.');
      },
    ],
  ] as const) {
    it(`moves all files itself where they ${what}, and soon asks no more`, async () => {
      const { source, destination, copies, read } = await pair(many, answer);
      const report = await transfer(moveAll(source, destination));
      assert.deepEqual([report.files, report.serverSide, report.failed], [200, undefined, []]);
      assert.equal(read.length, 200);
      assert.ok(copies.length < 150, `${copies.length} copies were tried`);
      assert.deepEqual(await contentOf(destination), many);
    });
  }

  it('goes on asking where some files are refused and others are not', async () => {
    const { source, destination } = await pair(many, ({ name }) => (name < '2' ? 'refused' : 'copied'));
    const report = await transfer(moveAll(source, destination, { items: itemsInTurn(await all(source)) }));
    assert.deepEqual([report.files, report.failed], [200, []]);
    assert.ok((report.serverSide ?? 0) > 0);
  });

  it('reads a file that has changed as what it is then', async () => {
    const { source, destination } = await pair(files, ({ name }) =>
      name === 'a.txt' ? 'changed' : 'copied',
    );
    const report = await transfer(moveAll(source, destination));
    assert.deepEqual([report.files, report.serverSide], [3, 2]);
    assert.deepEqual(await contentOf(destination), files);
  });

  it('names a file as failed that the service is too busy for', async () => {
    const { source, destination, read } = await pair(files, ({ name }) => {
      if (name === 'a.txt') throw new Failure('throttled', 'Busy.');
      return 'copied';
    });
    const report = await transfer(moveAll(source, destination));
    assert.deepEqual(
      report.failed.map(({ path, failure }) => [path, failure.word]),
      [['a.txt', 'throttled']],
    );
    assert.deepEqual([report.files, read], [2, []]);
  });

  it('leaves what has come to the destination meanwhile, when it is to skip what exists', async () => {
    const { source, destination } = await pair(files, async ({ to, options }): Promise<CopyResult> => {
      if (to !== 'a.txt') return 'copied';
      assert.equal(options.condition, 'absent');
      await write(destination, to, 'theirs');
      throw new Failure('alreadyExists', 'There is one already.');
    });
    const report = await transfer(moveAll(source, destination, { conflict: 'skip' }));
    assert.deepEqual([report.files, report.skipped.exists, report.failed], [2, 1, []]);
    assert.equal((await contentOf(destination))['a.txt'], 'theirs');
  });

  it('stops with a copy under way', async () => {
    const controller = new AbortController();
    const { source, destination } = await pair(files, ({ options }) => {
      controller.abort();
      return new Promise((_, reject) => {
        const stop = () => reject(new Failure('cancelled', 'Cancelled.'));
        if (options.signal?.aborted) stop();
        options.signal?.addEventListener('abort', stop);
      });
    });
    await assert.rejects(
      transfer(moveAll(source, destination), { signal: controller.signal }),
      (error) => error instanceof Failure && error.word === 'cancelled',
    );
    assert.deepEqual(await contentOf(destination), {});
  });

  it('begins no copy while it is paused', async () => {
    const { source, destination, copies } = await pair(files);
    const gate = createGate();
    gate.close();
    const budget = gated(createBudget(), gate);
    const going = transfer(moveAll(source, destination), { budget });
    await new Promise(setImmediate);
    assert.deepEqual(copies, []);
    gate.open();
    assert.equal((await going).serverSide, 3);
  });

  it('copies no file onto itself', async () => {
    const storage = await memoryWith(files);
    const items = [{ storage, file: await entryAt(storage, 'b/c.txt'), as: 'c.txt' }];
    const into = 'b/' as typeof root;
    await assert.rejects(
      transfer({ items, destination: storage, into, conflict: 'overwrite' }),
      /cannot be copied onto itself/,
    );
    const report = await transfer({ items, destination: storage, into: root, conflict: 'overwrite' });
    assert.equal(report.files, 1);
  });
});

async function all(storage: Storage) {
  return Promise.all(
    Object.keys(many).map(async (name) => ({ storage, file: await entryAt(storage, name) })),
  );
}

function itemsInTurn(entries: Awaited<ReturnType<typeof all>>) {
  return entries.map(({ storage, file }) => ({ storage, file, as: fileIn(root, file.path) }));
}
