import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Failure } from '../../../src/common/failure.ts';
import { openMemory } from '../../../src/storage/memory.ts';
import {
  createReopening,
  later as realLater,
  type Later,
  type Opened,
} from '../../../src/storage/reopening.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { collect, failsWith, file, folder, pattern, readAll, write } from '../../contract/support.ts';
import { limited, type Operation } from './limited.ts';

const idle = 900_000;

/** Timers that strike when the test says so. */
function timers() {
  let waiting: { milliseconds: number; work: () => void }[] = [];
  const later: Later = (milliseconds, work) => {
    const timer = { milliseconds, work };
    waiting.push(timer);
    return () => {
      waiting = waiting.filter((other) => other !== timer);
    };
  };
  return {
    later,
    waiting: () => waiting.map(({ milliseconds }) => milliseconds),
    strike: () => {
      for (const { work } of waiting.splice(0)) work();
    },
  };
}

function reopened(
  gate: (operation: Operation, of: string) => Promise<void> | void = () => {},
  ended?: AbortSignal,
) {
  const memory = openMemory({ chunkSize: 10 });
  const clock = timers();
  const state = { opened: 0, now: 0, until: Infinity };
  const reopening = createReopening(
    () => {
      state.opened++;
      return Promise.resolve({ storage: limited(memory, gate).storage, until: state.until });
    },
    {
      ...{ idle, later: clock.later, now: () => state.now, ended },
      spent: ({ word }) => word === 'unauthenticated',
    },
  );
  return { memory, clock, state, reopening };
}

describe('a storage that opens itself anew', () => {
  it('opens once for all who use it', async () => {
    const { reopening, state } = reopened();
    const [one, other] = await Promise.all([reopening.open(), reopening.open()]);
    assert.equal(one, other);
    await write(one, 'a', pattern(25));
    assert.deepEqual(await readAll(one, 'a'), pattern(25));
    await one.createFolder(folder('b/'));
    assert.equal((await collect(one.walk(folder('')))).length, 2);
    assert(!('rename' in one));
    assert.equal(state.opened, 1);
  });

  it('is let go after it has not been used for some time, and goes on working', async () => {
    const { reopening, clock, state } = reopened();
    const storage = await reopening.open();
    assert.deepEqual(clock.waiting(), [idle]);
    clock.strike();
    await write(storage, 'a', pattern(5));
    assert.equal(state.opened, 2);
    assert.deepEqual(clock.waiting(), [idle]);
    clock.strike();
    assert.equal(await reopening.open(), storage);
    assert.equal(state.opened, 3);
  });

  it('is not let go while a call, a walk or an upload lasts', async () => {
    let open = () => {};
    const { reopening, clock, state } = reopened((operation) =>
      operation === 'read' ? new Promise<void>((resolve) => (open = resolve)) : undefined,
    );
    const storage = await reopening.open();
    for (const name of ['a', 'b']) await write(storage, name, pattern(5));
    const read = storage.read(file('a'), { offset: 0, length: 5 });
    await setImmediate();
    assert.deepEqual(clock.waiting(), []);
    open();
    await read;
    assert.deepEqual(clock.waiting(), [idle]);
    for await (const entry of storage.walk(folder(''))) {
      assert.deepEqual(clock.waiting(), []);
      if (entry.path === 'a') break;
    }
    assert.deepEqual(clock.waiting(), [idle]);
    for (const end of ['commit', 'abort'] as const) {
      const upload = await storage.createUpload(file('c'), { size: 5 });
      await upload.put(0, pattern(5));
      assert.deepEqual(clock.waiting(), []);
      await upload[end]();
      await upload.abort();
      assert.deepEqual(clock.waiting(), [idle]);
    }
    assert.equal(state.opened, 1);
  });

  it('is let go when its credential was refused, and read anew by the next call', async () => {
    let refused: Operation | undefined;
    const refusal = new Failure('unauthenticated', 'The key was not accepted.');
    const { reopening, state } = reopened((operation) => {
      if (operation === refused) throw refusal;
    });
    const storage = await reopening.open();
    const works: readonly (readonly [Operation, () => Promise<unknown>])[] = [
      ['list', () => storage.list(folder(''))],
      ['walk', () => collect(storage.walk(folder('')))],
      ['put', () => write(storage, 'x', pattern(5))],
      ['commit', () => write(storage, 'x', pattern(5))],
    ];
    for (const [operation, work] of works) {
      const { opened } = state;
      refused = operation;
      await assert.rejects(work(), refusal);
      assert.equal(state.opened, opened, operation);
      refused = undefined;
      await work();
      assert.equal(state.opened, opened + 1, operation);
    }
    await failsWith(storage.read(file('none'), { offset: 0, length: 1 }), 'notFound');
    await storage.list(folder(''));
    assert.equal(state.opened, works.length + 1);
  });

  it('keeps a new credential when a call with an old one is refused late', async () => {
    let fail: (error: Failure) => void = () => {};
    const { reopening, state } = reopened((operation) =>
      operation === 'stat' ? new Promise<void>((_, reject) => (fail = reject)) : undefined,
    );
    const storage = await reopening.open();
    const late = storage.stat(file('x'));
    await setImmediate();
    reopening.release();
    await storage.list(folder(''));
    fail(new Failure('unauthenticated', 'The key was not accepted.'));
    await failsWith(late, 'unauthenticated');
    await storage.list(folder(''));
    assert.equal(state.opened, 2);
  });

  it('is opened anew once its credential has ended by its own date', async () => {
    const { reopening, state } = reopened();
    state.until = 1000;
    const storage = await reopening.open();
    state.now = 999;
    await storage.list(folder(''));
    assert.equal(state.opened, 1);
    state.now = 1000;
    state.until = 2000;
    await storage.list(folder(''));
    assert.equal(state.opened, 2);
  });

  it('tries again after it could not be opened', async () => {
    let works = false;
    const said = new Failure('unavailable', 'The credential could not be read. Try again.');
    const reopening = createReopening(
      () => (works ? Promise.resolve({ storage: openMemory() }) : Promise.reject(said)),
      { idle, later: timers().later, spent: () => false },
    );
    await assert.rejects(Promise.all([reopening.open(), reopening.open()]), said);
    works = true;
    const storage = await reopening.open();
    works = false;
    reopening.release();
    await assert.rejects(storage.list(folder('')), said);
    await assert.rejects(collect(storage.walk(folder(''))), said);
    await assert.rejects(storage.createUpload(file('x'), { size: 1 }), said);
  });

  it('ends with the signal of a call while it opens, for others goes on', async () => {
    let finish: (opened: Opened) => void = () => {};
    const opening = new Promise<Opened>((resolve) => (finish = resolve));
    let first = true;
    const reopening = createReopening(
      () => {
        if (!first) return opening;
        first = false;
        return Promise.resolve({ storage: openMemory() });
      },
      { idle, later: timers().later, spent: () => false },
    );
    const storage = await reopening.open();
    reopening.release();
    const stop = new AbortController();
    const stopped = storage.list(folder(''), { signal: stop.signal });
    const other = storage.list(folder(''));
    stop.abort();
    await failsWith(stopped, 'cancelled');
    finish({ storage: openMemory() });
    assert.deepEqual((await other).entries, []);
  });

  it('does nothing more once it has ended, and removes what was half-written', async () => {
    const end = new AbortController();
    const over = new Failure('unauthenticated', 'The sign-in has ended.');
    const { reopening, memory, clock, state } = reopened(undefined, end.signal);
    const storage = await reopening.open();
    for (const name of ['a', 'b']) await write(storage, name, pattern(5));
    const walk = storage.walk(folder(''))[Symbol.asyncIterator]();
    await walk.next();
    const [whole, part] = [file('whole'), file('part')];
    const committing = await storage.createUpload(whole, { size: 5 });
    await committing.put(0, pattern(5));
    const putting = await storage.createUpload(part, { size: 25 });
    await putting.put(0, pattern(10));
    end.abort(over);

    for (const work of [
      () => reopening.open(),
      () => storage.list(folder('')),
      () => storage.stat(file('a')),
      () => collect(storage.walk(folder(''))),
      () => walk.next(),
      () => storage.createUpload(file('x'), { size: 1 }),
      () => committing.commit(),
      () => putting.put(10, pattern(10)),
    ])
      await assert.rejects(work, over);
    await Promise.all([committing.abort(), putting.abort()]);
    assert.deepEqual(
      (await collect(memory.walk(folder('')))).map(({ path }) => path),
      ['a', 'b'],
    );
    assert.deepEqual([state.opened, clock.waiting()], [1, []]);
  });

  it('is not handed out if it has ended while it opened', async () => {
    const end = new AbortController();
    const over = new Failure('unauthenticated', 'The sign-in has ended.');
    const { reopening } = reopened(undefined, end.signal);
    const opening = reopening.open();
    end.abort(over);
    await assert.rejects(opening, over);
  });

  for (const way of ['let go', 'ended'] as const)
    it(`leaves no way to the credential once it is ${way}`, async () => {
      const end = new AbortController();
      setFlagsFromString('--expose-gc');
      const collectGarbage = runInNewContext('gc') as () => void;
      let seen: WeakRef<object> | undefined;
      const reopening = createReopening(
        () => {
          const secret = { of: 'the datastore' };
          seen = new WeakRef(secret);
          const storage: Storage = { ...openMemory(), stat: () => Promise.reject(new Error(secret.of)) };
          return Promise.resolve({ storage });
        },
        { idle, spent: () => false, later: timers().later, ended: end.signal },
      );
      const storage = await reopening.open();
      await write(storage, 'a', pattern(5));
      await collect(storage.walk(folder('')));
      const reached = async (): Promise<boolean> => {
        await setImmediate();
        collectGarbage();
        return seen?.deref() !== undefined;
      };
      assert(await reached(), 'it is held while it is in use');
      if (way === 'ended') end.abort();
      else reopening.release();
      assert(!(await reached()), 'nothing holds it afterwards');
      assert.equal(storage.folders, 'real');
    });

  it('keeps no process alive', () => {
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const stop = realLater(idle, () => assert.fail('it was stopped'));
    assert.equal(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length, before);
    stop();
  });
});
