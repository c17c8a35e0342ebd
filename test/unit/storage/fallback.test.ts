import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Failure, isFailure } from '../../../src/common/failure.ts';
import { lacksRole, withFallback } from '../../../src/storage/fallback.ts';
import { openMemory } from '../../../src/storage/memory.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { collect, failsWith, file, folder, pattern, paths, readAll, write } from '../../contract/support.ts';
import { limited, roleMissing, type Operation } from './limited.ts';

const writes: readonly Operation[] = ['put', 'commit', 'createFolder', 'delete'];
const chunkSize = 10;
const small = pattern(5);
const large = pattern(35);

/** A storage with little chunks, reached by way of one that passes `gate` and, where that is refused, another. */
function over(
  gate: (operation: Operation, of: string) => Promise<void> | void,
  open?: (second: Storage, refusal: Failure) => Promise<Storage>,
) {
  const memory = openMemory({ chunkSize });
  const first = limited(memory, gate);
  const second = limited(memory, () => {});
  const opened: Failure[] = [];
  const storage = withFallback(first.storage, {
    helps: lacksRole,
    open: async (refusal) => {
      opened.push(refusal);
      await setImmediate();
      return open ? open(second.storage, refusal) : second.storage;
    },
  });
  return { memory, storage, first, second, opened };
}
const refusing =
  (...operations: readonly Operation[]) =>
  (operation: Operation) => {
    if (operations.includes(operation)) throw roleMissing();
  };
const several = (work: (index: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: 20 }, (_, index) => work(index)));

/** A gate that is closed until it is opened, or broken with an error. */
function closed() {
  let open = () => {};
  let fail: (error: unknown) => void = () => {};
  const promise = new Promise<void>((resolve, reject) => ([open, fail] = [resolve, reject]));
  return { promise, open: () => open(), fail: (error: unknown) => fail(error) };
}

describe('a storage with another way to it', () => {
  it('takes the first way as long as that is open', async () => {
    const { storage, second, opened } = over(() => {});
    await several((index) => write(storage, `f${index}`, large));
    await storage.createFolder(folder('empty/'));
    assert.deepEqual(await readAll(storage, 'f7'), large);
    await storage.delete(file('f7'));
    assert.equal((await collect(storage.walk(folder('')))).length, 20);
    assert.deepEqual([opened, second.asked], [[], []]);
  });

  it('meets a refusal once, however many calls are made at once', async () => {
    const { memory, storage, first, opened } = over(refusing('list', 'stat', 'read', 'walk'));
    await write(memory, 'a/b', small);
    await several(async (index) => {
      if (index % 2 === 0) assert.deepEqual(paths((await storage.list(folder('a/'))).entries), ['a/b']);
      else assert.equal((await storage.stat(file('a/b')))?.kind, 'file');
    });
    assert.deepEqual(first.asked, ['list']);
    assert.equal(opened.length, 1);
    assert(isFailure(opened[0], 'permissionDenied'));
  });

  it('goes on by it after the first write that is refused, and writes everything', async () => {
    for (const bytes of [small, large, Buffer.alloc(0)]) {
      const { memory, storage, first, opened } = over(refusing('commit', ...(bytes === large ? writes : [])));
      await storage.list(folder(''));
      await several((index) => write(storage, `f${index}`, bytes, { reversed: true }));
      for (let index = 0; index < 20; index++) assert.deepEqual(await readAll(memory, `f${index}`), bytes);
      assert.equal(first.asked.filter((operation) => operation === 'commit').length, bytes === large ? 0 : 1);
      assert.equal(opened.length, 1);
    }
  });

  it('opens the other way once for a reader and a writer that are refused at once', async () => {
    const { memory, storage, first, opened } = over(refusing('list', ...writes));
    await Promise.all([storage.list(folder('')), write(storage, 'a', large)]);
    assert.deepEqual(await readAll(memory, 'a'), large);
    assert.deepEqual(first.asked, ['list', 'put']);
    assert.equal(opened.length, 1);
  });

  it('asks nothing more of the first way afterwards', async () => {
    const { storage, first } = over(refusing('list'));
    await storage.list(folder(''));
    await write(storage, 'a', large);
    await storage.delete(file('a'));
    assert.deepEqual(await collect(storage.walk(folder(''))), []);
    assert.deepEqual([first.asked, first.aborted], [['list'], 0]);
  });

  it('makes the call again there, whatever it is', async () => {
    const { memory, storage } = over(refusing('createFolder'));
    await storage.createFolder(folder('made/'));
    assert.equal((await memory.stat(file('made')))?.kind, 'folder');
    const other = over(refusing('delete'));
    await write(other.memory, 'gone', small);
    await other.storage.delete(file('gone'));
    assert.equal(await other.memory.stat(file('gone')), undefined);
  });

  it('does not take it for another refusal', async () => {
    const firewall = new Failure('permissionDenied', 'The firewall refused this machine.', {
      facts: { code: 'AuthorizationFailure' },
    });
    const { storage, opened } = over(() => Promise.reject(firewall));
    for (const work of [
      storage.list(folder('')),
      collect(storage.walk(folder(''))),
      write(storage, 'x', small),
      write(storage, 'x', large),
    ])
      await assert.rejects(work, firewall);
    assert.deepEqual(opened, []);
  });

  it('fails as opening it fails, and asks again the next time', async () => {
    const said = new Failure('unavailable', 'Reading the key failed. Try again.');
    let open = false;
    const { storage, first, opened } = over(refusing('list', ...writes), (second) =>
      open ? Promise.resolve(second) : Promise.reject(said),
    );
    await assert.rejects(storage.list(folder('')), said);
    await assert.rejects(write(storage, 'x', small), said);
    await assert.rejects(write(storage, 'x', large), said);
    assert.equal(opened.length, 3);
    open = true;
    await write(storage, 'x', large);
    assert.equal(opened.length, 4);
    assert.equal(first.aborted, 3);
  });

  it('hands on what the other one refuses', async () => {
    const full = new Failure('permissionDenied', 'The account is read-only.', { facts: { code: 'x' } });
    const { storage } = over(refusing(...writes), (second) =>
      Promise.resolve(limited(second, () => Promise.reject(full)).storage),
    );
    for (const bytes of [small, large]) await assert.rejects(write(storage, 'x', bytes), full);
    await assert.rejects(storage.delete(file('x')), full);
  });

  it('goes on with a listing in the middle', async () => {
    let lists = 0;
    const { memory, storage } = over((operation) => {
      if (operation === 'list' && ++lists > 1) throw roleMissing();
    });
    for (const name of ['a', 'b', 'c']) await write(memory, name, small);
    const page = await storage.list(folder(''), { pageSize: 2 });
    assert(page.continuation !== undefined);
    const rest = await storage.list(folder(''), { pageSize: 2, continuation: page.continuation });
    assert.deepEqual([...paths(page.entries), ...paths(rest.entries)], ['a', 'b', 'c']);
  });

  it('walks through everything once where a folder half-way is refused', async () => {
    for (const refused of ['', 'a/2', 'b/']) {
      const { memory, storage, opened } = over((operation, of) => {
        if (operation === 'walk' && of === refused) throw roleMissing();
      });
      for (const name of ['a/1', 'a/2', 'a/3', 'b/1']) await write(memory, name, small);
      await memory.createFolder(folder('b/'));
      const entries = await collect(storage.walk(folder('')));
      assert.deepEqual(paths(entries), paths(await collect(memory.walk(folder('')))));
      assert.equal(opened.length, 1, refused);
    }
  });

  it('lets others go on when a walk is left half-way', async () => {
    const { memory, storage } = over(() => {});
    for (const name of ['1', '2']) await write(memory, name, small);
    for await (const entry of storage.walk(folder(''))) if (entry.path === '1') break;
    assert.equal((await storage.list(folder(''))).entries.length, 2);
  });
});

describe('an upload by another way', () => {
  /** The first upload shows that writing is allowed; from then on chunks go side by side. */
  async function allowed(gate: (operation: Operation, of: string) => Promise<void> | void) {
    let begun = false;
    const made = over((operation, of) => (begun ? gate(operation, of) : undefined));
    await write(made.storage, 'first', large);
    begun = true;
    return made;
  }
  const chunk = (index: number): Buffer => large.subarray(index * chunkSize, (index + 1) * chunkSize);

  it('puts again what was on its way when another chunk was refused', async () => {
    for (const late of ['open', 'fail'] as const) {
      const gate = closed();
      const { memory, storage, first } = await allowed((operation, of) => {
        if (operation !== 'put') return undefined;
        if (of === '10') throw roleMissing();
        return of === '0' ? gate.promise : undefined;
      });
      const upload = await storage.createUpload(file('x'), { size: large.length });
      const puts = [upload.put(0, chunk(0)), upload.put(10, chunk(1))];
      await puts[1];
      if (late === 'open') gate.open();
      else gate.fail(roleMissing());
      await Promise.all(puts);
      await Promise.all([upload.put(20, chunk(2)), upload.put(30, chunk(3))]);
      await upload.commit();
      assert.deepEqual(await readAll(memory, 'x'), large, late);
      assert.equal(first.aborted, 1);
    }
  });

  it('keeps what arrives while the other way is being opened', async () => {
    const gate = closed();
    const opening = closed();
    const memory = openMemory({ chunkSize });
    let begun = false;
    const first = limited(memory, (operation, of) => {
      if (!begun || operation !== 'put') return undefined;
      return of === '0' ? gate.promise : Promise.reject(roleMissing());
    });
    const storage = withFallback(first.storage, {
      helps: lacksRole,
      open: () => opening.promise.then(() => memory),
    });
    await write(storage, 'first', large);
    begun = true;
    const upload = await storage.createUpload(file('x'), { size: 20 });
    const puts = [upload.put(0, chunk(0)), upload.put(10, chunk(1))];
    await setImmediate();
    gate.open();
    await setImmediate();
    opening.open();
    await Promise.all(puts);
    await upload.commit();
    assert.deepEqual(await readAll(memory, 'x'), large.subarray(0, 20));
  });

  it('fails and leaves nothing where a chunk had arrived before, and works the next time', async () => {
    for (const refused of ['put 10', 'commit x'] as const) {
      const { memory, storage, first } = await allowed((operation, of) => {
        if (`${operation} ${of}` === refused) throw roleMissing();
      });
      const upload = await storage.createUpload(file('x'), { size: 20 });
      await upload.put(0, chunk(0));
      const rest = async () => {
        await upload.put(10, chunk(1));
        await upload.commit();
      };
      await failsWith(rest(), 'unavailable');
      await upload.abort();
      assert.equal(first.aborted, 1);
      assert.equal(await memory.stat(file('x')), undefined);
      await write(storage, 'x', large);
      assert.deepEqual(await readAll(memory, 'x'), large);
    }
  });

  it('ends with its signal while the other way is being opened', async () => {
    const { memory, storage, first } = over(
      refusing(...writes),
      () => new Promise(() => {}), // never
    );
    for (const bytes of [small, large]) {
      const stop = new AbortController();
      const upload = await storage.createUpload(file('x'), { size: bytes.length, signal: stop.signal });
      const work = upload.put(0, bytes.subarray(0, chunkSize)).then(() => upload.commit());
      await setImmediate();
      stop.abort();
      await failsWith(work, 'cancelled');
      await upload.abort();
    }
    assert.equal(first.aborted, 2);
    assert.deepEqual(await collect(memory.walk(folder(''))), []);
  });

  it('that is aborted while the other way is being opened is aborted there, too', async () => {
    const gate = closed();
    const { memory, storage, first, second } = over(refusing(...writes), (other) =>
      gate.promise.then(() => other),
    );
    const upload = await storage.createUpload(file('x'), { size: large.length });
    const put = upload.put(0, chunk(0));
    await setImmediate();
    const aborted = upload.abort();
    gate.open();
    await Promise.allSettled([put, aborted]);
    assert.deepEqual([first.aborted, second.aborted], [1, 1]);
    assert.deepEqual(await collect(memory.walk(folder(''))), []);
  });

  it('ends with its signal while it waits for its turn', async () => {
    const gate = closed();
    const { storage } = over((operation) => (operation === 'commit' ? gate.promise : undefined));
    const before = write(storage, 'before', small);
    const stop = new AbortController();
    const waiting = write(storage, 'waiting', small, { signal: stop.signal });
    await setImmediate();
    stop.abort();
    await failsWith(waiting, 'cancelled');
    gate.open();
    await before;
  });

  it('does as it is told about what is there already', async () => {
    const { memory, storage } = over(refusing(...writes));
    await write(memory, 'x', small);
    await failsWith(write(storage, 'x', large, { condition: 'absent' }), 'alreadyExists');
    assert.deepEqual(await readAll(memory, 'x'), small);
  });
});
