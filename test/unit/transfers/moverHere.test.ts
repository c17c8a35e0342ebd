import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, isFailure } from '../../../src/common/failure.ts';
import { createMoverHere } from '../../../src/mover/here.ts';
import type { MovingEvents, Order } from '../../../src/mover/mover.ts';
import type { FilePath, FolderPath } from '../../../src/storage/path.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { contentOf, hang, memory, memoryWith, watched, write } from '../transfer/fixtures.ts';
import { images } from './fixtures.ts';

describe('a transfer that is moved in this process', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mover-here-'));
    await writeFile(join(dir, 'a.txt'), 'A');
    await writeFile(join(dir, 'b.txt'), 'B');
  });
  afterEach(() => rm(dir, { recursive: true }));

  const orderOf = (...names: string[]): Order => ({
    items: names.map((as) => ({
      from: { kind: 'local', folder: dir },
      path: as as FilePath,
      kind: 'file',
      as,
    })),
    to: images,
    into: 'in/' as FolderPath,
    conflict: 'overwrite',
    ignore: false,
  });
  function start(storage: Storage, order: Order, more: MovingEvents = {}) {
    const said: string[] = [];
    const events: MovingEvents = {
      onState: (state) => said.push(state),
      onFailed: ({ path, failure }) => said.push(`${path} ${failure.word}`),
      ...more,
    };
    const mover = createMoverHere(() => Promise.resolve(storage));
    return { said, mover, moving: mover.start('t1', order, events) };
  }

  it('moves what the order says, opening each place once', async () => {
    const storage = memory();
    let opened = 0;
    const mover = createMoverHere((place) => {
      opened++;
      assert.equal(place, images);
      return Promise.resolve(storage);
    });
    const report = await mover.start('t1', orderOf('a.txt', 'b.txt'), {}).ended;
    assert.deepEqual([report.files, opened], [2, 1]);
    assert.deepEqual(await contentOf(storage), { 'in/a.txt': 'A', 'in/b.txt': 'B' });
  });

  it('makes the local folder that it downloads into', async () => {
    const storage = await memoryWith({ 'x/1.txt': 'one' });
    const order: Order = {
      ...orderOf(),
      items: [{ from: images, path: 'x/' as FolderPath, kind: 'folder', as: 'x/' }],
      ...{ to: { kind: 'local', folder: join(dir, 'new/er') }, into: '' as FolderPath },
    };
    await start(storage, order).moving.ended;
    assert.equal(await readFile(join(dir, 'new/er/x/1.txt'), 'utf8'), 'one');
  });

  it('begins no file while it is paused, and goes on when it is told to', async () => {
    const calls: string[] = [];
    const storage = memory();
    const { moving, said } = start(
      watched(storage, ({ method }) => void calls.push(method)),
      orderOf('a.txt'),
    );
    moving.pause();
    moving.goOn();
    moving.pause();
    assert.deepEqual(said, ['paused', 'waiting', 'paused']);
    const order = await Promise.race([moving.ended.then(() => 'ended'), readFile(join(dir, 'a.txt'))]);
    assert.notEqual(order, 'ended');
    assert.deepEqual(calls, []);
    moving.goOn();
    assert.equal((await moving.ended).files, 1);
    assert.deepEqual(said, ['paused', 'waiting', 'paused', 'waiting', 'running']);
  });

  it('can be cancelled while it is paused, and while it moves', async () => {
    const paused = start(memory(), orderOf('a.txt')).moving;
    paused.pause();
    paused.cancel();
    await assert.rejects(paused.ended, (error) => isFailure(error, 'cancelled'));
    let atCommit: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (atCommit = resolve));
    const stuck = watched(memory(), ({ method, signal }) => {
      if (method !== 'commit') return;
      atCommit();
      return hang(signal);
    });
    const { moving, mover } = start(stuck, orderOf('a.txt'));
    await reached;
    mover.dispose();
    await assert.rejects(moving.ended, (error) => isFailure(error, 'cancelled'));
  });

  it('keeps nothing from others while it is paused', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `many/${index}`);
    const source = await memoryWith(Object.fromEntries(names.map((name) => [name, 'x'])));
    const [there, other] = [memory(), memory()];
    let atFirst: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (atFirst = resolve));
    const slow = watched(there, async ({ method }) => {
      if (method !== 'createUpload') return;
      atFirst();
      await new Promise(setImmediate);
    });
    const from: Order['items'][number]['from'] = { ...images, datastore: 'source' };
    const mover = createMoverHere(({ datastore }) =>
      Promise.resolve({ source, other, [images.datastore]: slow }[datastore] ?? slow),
    );
    const folder = { from, path: 'many/' as FolderPath, kind: 'folder', as: 'many/' } as const;
    const paused = mover.start('t1', { ...orderOf(), items: [folder] }, {});
    await reached;
    paused.pause();
    const beside = mover.start('t2', { ...orderOf('a.txt'), to: { ...images, datastore: 'other' } }, {});
    assert.equal((await beside.ended).files, 1);
    assert.ok(Object.keys(await contentOf(there)).length < names.length);
    paused.goOn();
    assert.equal((await paused.ended).files, names.length);
  });

  it('is not asked, when it is gone on with, about what it put there itself', async () => {
    const journals = join(dir, 'journals');
    const storage = memory();
    const order: Order = { ...orderOf('a.txt', 'b.txt'), conflict: 'ask' };
    let stop: () => void = () => undefined;
    const stuck = watched(storage, ({ method, path, signal }) => {
      if (method !== 'commit' || !path.endsWith('b.txt')) return;
      stop();
      return hang(signal);
    });
    const first = createMoverHere(() => Promise.resolve(stuck), { journals });
    const reached = new Promise<void>((resolve) => (stop = resolve));
    const { ended } = first.start('t1', order, {});
    await reached;
    while (!('in/a.txt' in (await contentOf(storage)))) await new Promise(setImmediate);
    first.dispose();
    await assert.rejects(ended, (error) => isFailure(error, 'cancelled'));
    // As a process leaves it that is killed before it has written down what it had moved.
    await write(storage, 'in/b.txt', 'B');
    const second = createMoverHere(() => Promise.resolve(storage), { journals });
    const onConflict = () => assert.fail('There is nothing to ask.');
    const report = await second.start('t1', order, { onConflict }, true).ended;
    assert.deepEqual([report.files, report.skipped.done, report.skipped.exists], [0, 1, 1]);
    assert.deepEqual(await contentOf(storage), { 'in/a.txt': 'A', 'in/b.txt': 'B' });
  });

  it('reports a file that is gone beside those that are moved, and rejects where all are', async () => {
    const { moving, said } = start(memory(), orderOf('gone.txt', 'a.txt'));
    const report = await moving.ended;
    assert.deepEqual([report.files, report.failed.map(({ path }) => path)], [1, ['gone.txt']]);
    assert.deepEqual(said, ['gone.txt notFound', 'running']);
    await assert.rejects(start(memory(), orderOf('gone.txt')).moving.ended, (error) =>
      isFailure(error, 'notFound'),
    );
  });

  it('tells of each failure once', async () => {
    const refused = new Failure('permissionDenied', 'No.');
    const storage = watched(memory(), ({ method, path }) => {
      if (method === 'createUpload' && path.endsWith('b.txt')) throw refused;
    });
    const { moving, said } = start(storage, orderOf('a.txt', 'b.txt'));
    assert.equal((await moving.ended).failed.length, 1);
    assert.deepEqual(said, ['running', 'b.txt permissionDenied']);
  });
});
