import fc from 'fast-check';
import assert from 'node:assert/strict';
import { isFailure } from '../../../src/common/failure.ts';
import { fileIn, root } from '../../../src/storage/path.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { preview, transfer, type Preview, type TransferRequest } from '../../../src/transfer/transfer.ts';
import { contentOf, memory, memoryWith, moveAll, watched, write } from './fixtures.ts';

const noon = Date.parse('2025-06-01T12:00:00Z');

/** What happens, in the numbers that a report has as well. */
function sums({ copied, skipped, refused, folders }: Preview) {
  const all = Object.values(copied);
  return {
    files: all.reduce((sum, { count }) => sum + count, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    skipped: Object.fromEntries(Object.entries(skipped).map(([reason, { count }]) => [reason, count])),
    failed: refused.examples,
    folders: folders.count,
  };
}

type Files = Readonly<Record<string, readonly [content: string, seconds: number]>>;

async function stored(files: Files, folders: 'real' | 'implied'): Promise<Storage> {
  const storage = memory({ folders });
  for (const [path, [content, seconds]] of Object.entries(files))
    await write(storage, path, content, new Date(noon + seconds * 1000)).catch(() => undefined); // a folder's name
  return storage;
}

describe('a preview', () => {
  it('tells what a transfer does, whatever is where', async () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'c d', '..', ''), { minLength: 1, maxLength: 3 })
      .map((names) => names.join('/'))
      .filter((name) => name !== '');
    const content = fc.tuple(fc.constantFrom('', 'x', 'y', 'long'), fc.constantFrom(0, 1, 3, 60));
    const files = fc.dictionary(path, content, { maxKeys: 12, noNullPrototype: true });
    const kinds = fc.constantFrom('real' as const, 'implied' as const);
    const policies = fc.constantFrom(...(['overwrite', 'skip', 'overwriteIfNewer', 'changed'] as const));
    await fc.assert(
      fc.asyncProperty(files, files, kinds, kinds, policies, async (here, there, from, to, conflict) => {
        const source = await stored(here, from);
        const destination = await stored(there, to);
        const before = await contentOf(destination);
        const request = moveAll(source, destination, { conflict });
        const foreseen = await preview(request, { examples: 100 });
        assert.deepEqual(await contentOf(destination), before);
        const report = await transfer(request);
        const { files, bytes, skipped, folders } = report;
        const failed = report.failed.map(({ path }) => path).sort();
        const expected = { files, bytes, skipped, failed, folders };
        assert.deepEqual({ ...sums(foreseen), failed: [...foreseen.refused.examples].sort() }, expected);
      }),
      { numRuns: 500 },
    );
  });

  it('tells the rule that decided, with bytes and examples', async () => {
    const source = await stored(
      { new: ['1', 0], 'f/grown': ['12', 0], touched: ['123', 60], same: ['1234', 0] },
      'real',
    );
    await source.createFolder('empty/' as never);
    const destination = await stored(
      { 'f/grown': ['1', 0], touched: ['abc', 0], same: ['abcd', 0], unrelated: ['', 0] },
      'real',
    );
    const { copied, skipped, refused, folders } = await preview(
      moveAll(source, destination, { conflict: 'changed' }),
    );
    assert.deepEqual(copied.new, { count: 1, bytes: 1, examples: ['new'] });
    assert.deepEqual(copied.size, { count: 1, bytes: 2, examples: ['f/grown'] });
    assert.deepEqual(copied.recordedTime, { count: 1, bytes: 3, examples: ['touched'] });
    assert.deepEqual(skipped.unchanged, { count: 1, bytes: 4, examples: ['same'] });
    assert.deepEqual(folders, { count: 1, bytes: 0, examples: ['empty/'] });
    assert.equal(refused.count, 0);
  });

  it('tells new files from replaced ones when everything is overwritten', async () => {
    const source = await memoryWith({ a: 'A', b: 'B' });
    const { copied } = await preview(moveAll(source, await memoryWith({ b: 'old' })));
    assert.deepEqual([copied.new.examples, copied.overwrite.examples], [['a'], ['b']]);
  });

  it('asks nobody, and counts what would be asked about as there', async () => {
    const source = await memoryWith({ a: 'A', b: 'B' });
    const destination = await memoryWith({ b: 'old' });
    const { copied, skipped } = await preview(moveAll(source, destination, { conflict: 'ask' }));
    assert.deepEqual([copied.new.count, skipped.exists.examples], [1, ['b']]);
  });

  it('shows folders that only a marker keeps, and refuses what cannot be', async () => {
    const source = memory({ folders: 'implied' });
    for (const name of ['marker/', 'both', 'both/inside'])
      await write(source, name, name === 'both' ? 'x' : '');
    await source.createFolder('hdi/' as never);
    const destination = await memoryWith({ 'both/': '' });
    const { folders, refused } = await preview(moveAll(source, destination));
    assert.deepEqual([...folders.examples].sort(), ['hdi/', 'marker/']);
    assert.deepEqual(refused.examples, ['both', 'both/inside']);
    assert.match(refused.failures[0]?.message ?? '', /both is a folder/);
    assert.match(refused.failures[1]?.message ?? '', /“both” is a file and “both\/” a folder/);
  });

  it('moves nothing and makes nothing', async () => {
    const touched: string[] = [];
    const destination = watched(memory(), ({ method }) => {
      if (!['stat', 'list', 'walk'].includes(method)) touched.push(method);
    });
    await preview(moveAll(await memoryWith({ 'a/b': 'x', 'c/': '' }), destination));
    assert.deepEqual(touched, []);
  });

  it('refuses a request that a transfer refuses', async () => {
    const request: TransferRequest = { items: [], destination: memory(), into: root, conflict: 'skip' };
    await assert.rejects(preview(request), (error) => isFailure(error, 'invalidInput'));
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    let walked = 0;
    const walk: Storage['walk'] = async function* () {
      for (; walked < 100_000; walked += 1) {
        if (walked === 500) controller.abort();
        await Promise.resolve();
        yield { kind: 'file', path: fileIn(root, `${walked}`), name: `${walked}`, size: 1 };
      }
    };
    const ended = preview(moveAll({ ...memory(), walk }, memory()), { signal: controller.signal });
    await assert.rejects(ended, (error) => isFailure(error, 'cancelled'));
    assert.ok(walked < 1000, `${walked} files were walked`);
  });

  it('lets other work have its turn, so that it can be stopped though its source never waits', async () => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    // eslint-disable-next-line @typescript-eslint/require-await -- it never waits
    const walk: Storage['walk'] = async function* () {
      for (let index = 0; ; index += 1)
        yield { kind: 'file', path: fileIn(root, `${index}`), name: `${index}`, size: 1 };
    };
    const ended = preview(moveAll({ ...memory(), walk }, memory()), { signal: controller.signal });
    await assert.rejects(ended, (error) => isFailure(error, 'cancelled'));
  });

  it('keeps only a few names of many files', async () => {
    const walk: Storage['walk'] = async function* () {
      for (let index = 0; index < 20_000; index += 1) {
        if (index % 100 === 0) await Promise.resolve();
        yield { kind: 'file', path: fileIn(root, `${index}`), name: `${index}`, size: 2 };
      }
    };
    const { copied } = await preview(moveAll({ ...memory(), walk }, memory()), { examples: 3 });
    assert.deepEqual(copied.new, { count: 20_000, bytes: 40_000, examples: ['0', '1', '2'] });
  });
});
