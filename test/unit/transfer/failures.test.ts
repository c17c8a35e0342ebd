import assert from 'node:assert/strict';
import { silentLog } from '../../../src/common/log.ts';
import { Failure, isFailure, type FailureWord } from '../../../src/common/failure.ts';
import { fileIn, folderIn, root } from '../../../src/storage/path.ts';
import { transfer, type TransferItem, type TransferReport } from '../../../src/transfer/transfer.ts';
import { contentOf, hang, memory, memoryWith, moveAll, watched, write, type Call } from './fixtures.ts';

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.txt`, `content ${index}`]));

function fail(word: FailureWord): never {
  throw new Failure(word, `It failed: ${word}.`);
}

describe('a transfer in which something fails', () => {
  for (const method of ['createUpload', 'put', 'commit'] as const) {
    it(`goes on with the other files after a failed ${method}, and leaves nothing of that file`, async () => {
      const target = memory();
      const calls: string[] = [];
      const destination = watched(target, (call) => {
        if (call.path === '7.txt') calls.push(call.method);
        if (call.path === '7.txt' && call.method === method) fail('permissionDenied');
      });
      const report = await transfer(moveAll(await memoryWith(many(20)), destination));
      assert.equal(report.files, 19);
      assert.deepEqual(
        report.failed.map(({ path, failure }) => [path, failure.message]),
        [['7.txt', 'It failed: permissionDenied.']],
      );
      assert.equal(Object.keys(await contentOf(target)).length, 19);
      assert.equal(calls.includes('abort'), method !== 'createUpload');
    });
  }

  it('stops the other chunks of a file when one fails, waits for them, and then forgets the file', async () => {
    const target = memory({ chunkSize: 10 });
    const log: string[] = [];
    const destination = watched(target, async ({ method, offset, signal }) => {
      if (method === 'put' && offset === 30) fail('unavailable');
      if (method === 'put' && offset === 40)
        await hang(signal).finally(() => log.push('the hanging chunk ended'));
      if (method === 'commit' || method === 'abort') log.push(method);
    });
    const report = await transfer(moveAll(await memoryWith({ 'large.bin': 'x'.repeat(500) }), destination));
    assert.deepEqual(log, ['the hanging chunk ended', 'abort']);
    assert.equal(report.failed[0]?.failure.message, 'It failed: unavailable.');
    assert.deepEqual(await contentOf(target), {});
  });

  it('begins a file once more when it changed while it was being read', async () => {
    const origin = await memoryWith({ 'a.txt': 'before' });
    let reads = 0;
    const source = watched(origin, async ({ method }) => {
      if (method === 'read' && ++reads === 1) await write(origin, 'a.txt', 'and after');
    });
    const destination = memory();
    const report = await transfer(moveAll(source, destination));
    assert.deepEqual(await contentOf(destination), { 'a.txt': 'and after' });
    assert.deepEqual([report.files, report.bytes], [1, 9]);
  });

  it('reports a file that changes again and again', async () => {
    const origin = await memoryWith({ 'a.txt': '0', 'b.txt': 'b' });
    let reads = 0;
    const source = watched(origin, async ({ method, path }) => {
      if (method === 'read' && path === 'a.txt') await write(origin, 'a.txt', `${++reads}`);
    });
    const destination = memory();
    const report = await transfer(moveAll(source, destination));
    assert.match(report.failed[0]!.failure.message, /a\.txt changed while it was being read/);
    assert.deepEqual(await contentOf(destination), { 'b.txt': 'b' });
    assert.equal(reads, 2);
  });

  it('goes on with the other items when a folder cannot be listed to its end', async () => {
    const origin = await memoryWith({ 'bad/1.txt': '1', 'good/2.txt': '2' });
    const source: typeof origin = {
      ...origin,
      walk: async function* (folder, options) {
        yield* origin.walk(folder, options);
        if (folder === 'bad/') fail('unavailable');
      },
    };
    const items: TransferItem[] = ['bad', 'good'].map((name) => ({
      storage: source,
      folder: folderIn(root, name),
      as: `${name}/`,
    }));
    const destination = memory();
    const report = await transfer({ items, destination, into: root, conflict: 'overwrite' });
    assert.deepEqual(await contentOf(destination), { 'bad/1.txt': '1', 'good/2.txt': '2' });
    assert.deepEqual(
      report.failed.map(({ path }) => path),
      ['bad/'],
    );
  });

  it('reports a folder that cannot be created', async () => {
    const destination = watched(memory(), ({ method }) => {
      if (method === 'createFolder') fail('permissionDenied');
    });
    const report = await transfer(moveAll(await memoryWith({ 'empty/': '' }), destination));
    assert.deepEqual(
      report.failed.map(({ path, failure }) => [path, failure.word]),
      [['empty/', 'permissionDenied']],
    );
  });

  it('turns what is no failure into one, and keeps its cause for the log', async () => {
    const logged: string[] = [];
    const warn = (message: string) => logged.push(message);
    const none = () => undefined;
    const destination = watched(memory(), ({ method }) => {
      if (method === 'commit') throw new TypeError('a\nmistake', { cause: new RangeError('the first') });
    });
    const log = { ...silentLog, debug: none, info: none, warn, error: none };
    const report = await transfer(moveAll(await memoryWith({ 'a.txt': 'A' }), destination), { log });
    assert.ok(isFailure(report.failed[0]?.failure, 'unexpected'));
    assert.doesNotMatch(report.failed[0].failure.message, /a mistake/);
    assert.equal(logged.length, 1);
    assert.match(
      logged.join(),
      /^a\.txt: unexpected: .*\n {2}caused by TypeError: a mistake\n {2}caused by RangeError: the first$/,
    );
  });
});

describe('a transfer that cannot succeed any more', () => {
  for (const word of ['unauthenticated', 'permissionDenied', 'unavailable', 'throttled'] as const) {
    it(`stops after 16 files in a row failed at the destination: ${word}`, async () => {
      let tried = 0;
      const destination = watched(memory(), ({ method }) => {
        if (method !== 'createUpload') return;
        tried += 1;
        fail(word);
      });
      const report = await transfer(moveAll(await memoryWith(many(5000)), destination));
      assert.ok(isFailure(report.stopped, word));
      assert.match(report.stopped.message, /stopped.*It failed/);
      assert.equal(report.failed.length, 16);
      assert.ok(tried < 200, `${tried} files were tried`);
    });
  }

  it('goes on while some files succeed', async () => {
    const destination = watched(memory(), ({ method, path }) => {
      if (method === 'put' && Number.parseInt(path, 10) % 3 > 0) fail('permissionDenied');
    });
    const report = await transfer(moveAll(await memoryWith(many(100)), destination));
    assert.equal(report.stopped, undefined);
    assert.equal(report.files + report.failed.length, 100);
  });

  it('does not stop for folders that may not be opened', async () => {
    const origin = await memoryWith({ 'z.txt': 'Z' });
    const failure = new Failure('permissionDenied', 'You may not open it.');
    const source: typeof origin = {
      ...origin,
      walk: async function* (folder, options) {
        for (let index = 0; index < 100; index += 1) {
          yield { kind: 'other', path: fileIn(root, `${index}`), name: `${index}`, what: 'special', failure };
        }
        yield* origin.walk(folder, options);
      },
    };
    const report = await transfer(moveAll(source, memory()));
    assert.deepEqual([report.files, report.failed.length, report.stopped], [1, 100, undefined]);
  });

  it('does not stop for some unreadable files in a row, nor for names that the destination refuses', async () => {
    const source = watched(await memoryWith(many(200)), ({ method, path }) => {
      if (method === 'read' && Number.parseInt(path, 10) < 100) fail('permissionDenied');
    });
    const destination = watched(memory(), ({ method, path }) => {
      if (method === 'createUpload' && Number.parseInt(path, 10) >= 150) fail('invalidInput');
    });
    const report = await transfer(moveAll(source, destination));
    assert.deepEqual([report.files, report.failed.length, report.stopped], [50, 150, undefined]);
  });
});

describe('a cancelled transfer', () => {
  const files = {
    'a.txt': 'A',
    'b.txt': 'B',
    'large.bin': 'x'.repeat(95),
    'sub/c.txt': 'C',
    'sub/empty/': '',
  };

  /** Aborts at the call with this number; false when the transfer ended before it came to that. */
  async function cancelAt(number: number, how: 'goes on' | 'hangs'): Promise<boolean> {
    const controller = new AbortController();
    let calls = 0;
    let ended = false;
    const watch = async ({ method, path, signal }: Call) => {
      assert.ok(!ended, `${method} ${path} after the end`);
      calls += 1;
      if (calls < number) return;
      controller.abort();
      if (how === 'hangs' && method !== 'abort') await hang(signal);
    };
    const target = await memoryWith({ 'b.txt': 'old' }, { chunkSize: 10 });
    const request = moveAll(watched(await memoryWith(files), watch), watched(target, watch), {
      conflict: 'ask',
    });
    const onConflict = () => Promise.resolve('overwriteIfNewer' as const);
    const result = await transfer(request, { signal: controller.signal, onConflict }).catch(
      (error: unknown) => error,
    );
    ended = true;
    const content = await contentOf(target);
    for (const [path, text] of Object.entries(content)) {
      if (text !== null) assert.ok([files[path as 'a.txt'], 'old'].includes(text), `${path} is not whole`);
    }
    if (!isFailure(result, 'cancelled')) return false;
    return true;
  }

  for (const how of ['goes on', 'hangs'] as const) {
    it(`ends as cancelled and leaves no partial file, whichever call it comes at (which ${how})`, async () => {
      let number = 1;
      while (await cancelAt(number, how)) number += 1;
      assert.ok(number > 30, `only ${number} calls`);
    });
  }

  it('aborts every upload that has begun', async () => {
    const controller = new AbortController();
    const begun: string[] = [];
    const aborted: string[] = [];
    const destination = watched(memory(), async ({ method, path, signal }) => {
      if (method === 'put') {
        begun.push(path);
        if (begun.length === 20) controller.abort();
        await hang(signal);
      }
      if (method === 'abort') aborted.push(path);
    });
    const ended = transfer(moveAll(await memoryWith(many(100)), destination), { signal: controller.signal });
    await assert.rejects(ended, (error) => isFailure(error, 'cancelled'));
    assert.deepEqual(
      begun.filter((path) => !aborted.includes(path)),
      [],
    );
    assert.deepEqual(await contentOf(destination), {});
  });

  it('tells what had been moved and stays', async () => {
    const controller = new AbortController();
    let commits = 0;
    const destination = watched(memory(), async ({ method, signal }) => {
      if (method !== 'commit') return;
      commits += 1;
      if (commits === 51) controller.abort();
      if (commits > 50) await hang(signal);
    });
    const told: TransferReport[] = [];
    const ended = transfer(moveAll(await memoryWith(many(100)), destination), {
      signal: controller.signal,
      onCancelled: (report) => told.push(report),
    });
    await assert.rejects(ended, (error) => isFailure(error, 'cancelled'));
    const there = Object.values(await contentOf(destination)).map((text) => text?.length ?? 0);
    const bytes = there.reduce((sum, length) => sum + length, 0);
    assert.deepEqual(
      told.map((report) => [report.files, report.bytes, report.failed]),
      [[50, bytes, []]],
    );
    assert.equal(there.length, 50);
  });

  it('does nothing at all when it was cancelled before it began', async () => {
    const destination = watched(memory(), () => assert.fail('called'));
    const request = moveAll(await memoryWith(files), destination);
    const onCancelled = () => assert.fail('nothing had begun');
    await assert.rejects(transfer(request, { signal: AbortSignal.abort(), onCancelled }), (error) =>
      isFailure(error, 'cancelled'),
    );
  });
});
