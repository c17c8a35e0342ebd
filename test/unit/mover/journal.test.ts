import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forget } from '../../../src/mover/clearing.ts';
import { dropJournal, findInterrupted, openJournal, orderWithParts } from '../../../src/mover/journal.ts';
import type { Order } from '../../../src/mover/mover.ts';
import { fileIn, root } from '../../../src/storage/path.ts';
import type { FileEntry } from '../../../src/storage/storage.ts';

const order: Order = {
  items: [{ from: { kind: 'local', folder: '/home/me' }, path: root, kind: 'folder', as: '' }],
  to: { kind: 'local', folder: '/elsewhere' },
  into: root,
  conflict: 'ask',
  ignore: true,
};
const to = fileIn(root, 'there');
const file = (name: string, more: Partial<FileEntry> = {}): FileEntry => ({
  ...{ kind: 'file', path: fileIn(root, name), name, size: 10, modified: new Date(1000), etag: '"1"' },
  ...more,
});
const dead = () => false;

describe('the journal of a transfer', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'azureml-datastores-journal-')), 'transfers');
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('tells another process what was done, as the files were then', async () => {
    const first = await openJournal(folder, 'one', order, false);
    first.settled('skip');
    first.moved(file('a'), to);
    first.moved(file('b'), to);
    first.close();
    const [found] = await findInterrupted(folder, dead);
    assert.deepEqual(found?.order, order);
    assert.deepEqual([found.id, found.files, found.bytes], ['one', 2, 20]);

    const second = await openJournal(folder, 'one', order, true);
    assert.equal(second.policy, 'skip');
    assert.ok(second.done(file('a'), to) && second.done(file('b'), to));
    assert.ok(!second.done(file('c'), to));
    assert.ok(!second.done(file('a'), fileIn(root, 'elsewhere')));
    for (const change of [{ size: 11 }, { modified: new Date(2000) }, { etag: '"2"' }])
      assert.ok(!second.done(file('a', change), to), JSON.stringify(change));
    second.moved(file('c'), to);
    second.close();
    const [again] = await findInterrupted(folder, dead);
    assert.deepEqual([again?.files, again?.began], [3, found.began]);
  });

  it('is none of a transfer that came to its end, or that is begun anew', async () => {
    const first = await openJournal(folder, 'one', order, false);
    first.moved(file('a'), to);
    await first.drop();
    assert.deepEqual(await findInterrupted(folder, dead), []);
    (await openJournal(folder, 'two', order, false)).close();
    const anew = await openJournal(folder, 'two', order, false);
    assert.ok(!anew.done(file('a'), to));
    anew.close();
    await dropJournal(folder, 'two');
    assert.deepEqual(await findInterrupted(folder, dead), []);
  });

  it('belongs to the process that writes it while that lives', async () => {
    const journal = await openJournal(folder, 'one', order, false);
    assert.deepEqual(await findInterrupted(folder), []);
    journal.close();
  });

  it('is not gone on with in two windows', async () => {
    (await openJournal(folder, 'one', order, false)).close();
    const place = join(folder, 'one.jsonl');
    const before = readFileSync(place, 'utf8');
    writeFileSync(place, before.replace(`"pid":${process.pid}`, `"pid":${process.ppid}`));
    await assert.rejects(
      openJournal(folder, 'one', order, true),
      /Another window goes on with this transfer/,
    );
    await forget(folder, 'one', () => assert.fail('It is not ours.'));
    assert.ok(existsSync(place));
    (await openJournal(folder, 'one', order, true, dead)).close();
    await forget(folder, 'one', () => assert.fail('Nothing is left.'));
    assert.ok(!existsSync(place));
  });

  it('outlives a line that was being written, and one that is none', async () => {
    const first = await openJournal(folder, 'one', order, false);
    first.moved(file('a'), to);
    first.close();
    appendFileSync(join(folder, 'one.jsonl'), 'no JSON\n{"moved":"abc');
    const second = await openJournal(folder, 'one', order, true);
    second.moved(file('b'), to);
    second.close();
    const third = await openJournal(folder, 'one', order, true);
    assert.ok(third.done(file('a'), to) && third.done(file('b'), to));
    third.close();
  });

  it('tells what had arrived of a large file, until that is in place or cleared away', async () => {
    const first = await openJournal(folder, 'one', order, false);
    const name = first.nameOf(file('a'), to);
    first.part({ part: name, token: 'abc', chunkSize: 4 });
    first.part({ chunk: name, offset: 0 });
    first.part({ chunk: name, offset: 8 });
    first.part({ part: 'other', token: 'def', chunkSize: 4 });
    first.part({ part: 'other' });
    first.close();
    assert.deepEqual(await orderWithParts(folder, 'one'), order);
    const second = await openJournal(folder, 'one', order, true);
    assert.equal(second.nameOf(file('a'), to), name);
    assert.notEqual(second.nameOf(file('a', { etag: '"2"' }), to), name);
    assert.deepEqual([...second.parts], [[name, { token: 'abc', chunkSize: 4, arrived: new Set([0, 8]) }]]);
    second.part({ part: name });
    second.close();
    assert.equal(await orderWithParts(folder, 'one'), undefined);
  });

  it('leaves a file alone that it cannot read, and begins anew without one', async () => {
    assert.deepEqual(await findInterrupted(join(folder, 'nowhere')), []);
    const journal = await openJournal(folder, 'gone', order, true);
    assert.equal(journal.done(file('a'), to), false);
    await journal.drop();
    assert.ok(!existsSync(join(folder, 'gone.jsonl')));
  });

  it('holds no name of a file and can be read by nobody else', async () => {
    const journal = await openJournal(folder, 'one', order, false);
    journal.moved(file('secret-plan.txt'), to);
    journal.close();
    assert.ok(!readFileSync(join(folder, 'one.jsonl'), 'utf8').includes('secret-plan'));
  });
});
