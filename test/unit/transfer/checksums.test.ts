import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { reportText } from '../../../src/commands/transferReport.ts';
import { Failure } from '../../../src/common/failure.ts';
import type { FilePath } from '../../../src/storage/path.ts';
import type { Storage, Upload } from '../../../src/storage/storage.ts';
import { transfer } from '../../../src/transfer/transfer.ts';
import { contentOf, entryAt, hang, memory, memoryWith, moveAll, watched, write } from './fixtures.ts';

const md5 = (content: string) => createHash('md5').update(content).digest();
const large = 'large '.repeat(300_000);
const files = {
  'empty.txt': '',
  'small.txt': 'small',
  'chunks.bin': 'chunks '.repeat(100),
  'large.bin': large,
};

/** A storage whose files have an MD5, and which reads `path` wrongly so many times. */
async function withMd5(
  content: Readonly<Record<string, string>>,
  options: { path?: string; wrong?: number; chunkSize?: number; listed?: boolean } = {},
): Promise<Storage> {
  const { path, wrong = Infinity, chunkSize = 300_000, listed = true } = options;
  const storage = memory({ chunkSize });
  await transfer(moveAll(await memoryWith(content), storage));
  let left = wrong;
  return {
    ...storage,
    async *walk(folder, walkOptions) {
      for await (const entry of storage.walk(folder, walkOptions)) {
        const { kind, path: name } = entry;
        if (listed || kind !== 'file') yield entry;
        else yield { kind, path: name, name: entry.name, size: entry.size };
      }
    },
    read: async (file, range, readOptions) => {
      const bytes = await storage.read(file, range, readOptions);
      if (file === path && range.offset === 0 && left-- > 0) bytes[0]! ^= 1;
      return bytes;
    },
  };
}

describe('a transfer with checksums', () => {
  for (const chunkSize of [64, 200_000, 8_000_000]) {
    it(`leaves the MD5 of every file where they are kept, in chunks of ${chunkSize} bytes`, async () => {
      const destination = memory({ chunkSize });
      const source = await memoryWith(files, { keepsMd5: false });
      const report = await transfer(moveAll(source, destination));
      assert.deepEqual(report.failed, []);
      assert.equal(report.lengthOnly, undefined, 'the source keeps nothing to compare with');
      for (const [path, content] of Object.entries(files)) {
        const entry = await entryAt(destination, path);
        assert.deepEqual(Buffer.from(entry.md5 ?? []), md5(content), path);
      }
      assert.deepEqual(await contentOf(destination), files);
    });
  }

  it('leaves none when they are switched off, and compares none', async () => {
    const source = await withMd5({ 'a.txt': 'A' }, { path: 'a.txt' });
    const destination = memory();
    const report = await transfer(moveAll(source, destination, { md5: false }));
    assert.deepEqual([report.files, report.failed, report.lengthOnly], [1, [], undefined]);
    assert.equal((await entryAt(destination, 'a.txt')).md5, undefined);
  });

  for (const listed of [true, false]) {
    for (const path of ['small.txt', 'chunks.bin', 'large.bin']) {
      const how = listed ? 'a listing' : 'the answers';
      it(`fails ${path} by name when it is not what the MD5 in ${how} says, and leaves nothing of it`, async () => {
        const source = await withMd5(files, { path, listed });
        const destination = memory({ chunkSize: 100_000, keepsMd5: false });
        const report = await transfer(moveAll(source, destination));
        assert.deepEqual(
          report.failed.map((one) => one.path),
          [path],
        );
        assert.match(report.failed[0]!.failure.message, /does not match the MD5.*switch off the checksums/);
        assert.equal(report.lengthOnly, undefined);
        const others = Object.entries(files).filter(([name]) => name !== path);
        assert.deepEqual(await contentOf(destination), Object.fromEntries(others));
      });

      it(`reads ${path} again when it did not match the MD5 in ${how} once`, async () => {
        const source = await withMd5(files, { path, wrong: 1, listed });
        const destination = memory({ chunkSize: 100_000 });
        const report = await transfer(moveAll(source, destination));
        assert.deepEqual(report.failed, []);
        assert.deepEqual(await contentOf(destination), files);
        assert.equal(
          report.bytes,
          Object.values(files).reduce((sum, { length }) => sum + length, 0),
        );
      });
    }
  }

  it('counts the files whose source keeps nothing but their length', async () => {
    const source = await withMd5({ 'with.txt': '1' });
    for (const path of ['empty.txt', 'one.txt', 'two.txt'])
      await write(source, path, path === 'empty.txt' ? '' : path);
    const report = await transfer(moveAll(source, memory({ keepsMd5: false })));
    assert.deepEqual([report.files, report.lengthOnly], [4, 2]);
    const told = reportText({ direction: 'download', place: '/home/me' }, report);
    assert.match(told, /Compared by their length only, as no MD5 is kept with them: 2/);
  });

  it('takes an MD5 that is none for none', async () => {
    const source = await withMd5({ 'a.txt': 'A' });
    const walk: Storage['walk'] = async function* (folder, options) {
      for await (const entry of source.walk(folder, options))
        yield entry.kind === 'file' ? { ...entry, md5: new Uint8Array(0) } : entry;
    };
    const read: Storage['read'] = (file, range) => source.read(file, range);
    const report = await transfer(moveAll({ ...source, walk, read }, memory()));
    assert.deepEqual([report.files, report.lengthOnly], [1, 1]);
  });

  it('does not stop for many files that do not match', async () => {
    const content = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}.txt`, 'x']));
    const good = await withMd5(content);
    const source: Storage = {
      ...good,
      read: async (file: FilePath, range, options) => {
        const bytes = await good.read(file, range, options);
        return bytes.map((byte) => byte ^ 1);
      },
    };
    const report = await transfer(moveAll(source, memory()));
    assert.deepEqual([report.failed.length, report.stopped], [40, undefined]);
  });

  it('ends when it is cancelled while chunks wait for one before them', async () => {
    const controller = new AbortController();
    const source = watched(await withMd5({ 'large.bin': large }), async ({ method, offset, signal }) => {
      if (method === 'read' && offset === 0) await hang(signal);
      if (method === 'read' && offset === 1_500_000) setImmediate(() => controller.abort());
    });
    const destination = memory({ chunkSize: 300_000 });
    await assert.rejects(transfer(moveAll(source, destination), { signal: controller.signal }));
    assert.deepEqual(await contentOf(destination), {});
  });

  it('ends when a chunk has been put after the one before it has failed', async () => {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const source = watched(await withMd5({ 'large.bin': large }), async ({ method, offset }) => {
      if (method !== 'read' || offset !== 0) return;
      await begun;
      throw new Failure('unavailable', 'It broke.');
    });
    const stored = memory({ chunkSize: 300_000 });
    const destination: Storage = {
      ...stored,
      async createUpload(file, options) {
        const upload = await stored.createUpload(file, options);
        const put: Upload['put'] = async (offset, bytes, { signal } = {}) => {
          begin();
          // It was on its way already when it was told to stop.
          if (signal?.aborted === false) await once(signal, 'abort');
          await upload.put(offset, bytes);
        };
        return { ...upload, put };
      },
    };
    const { failed } = await transfer(moveAll(source, destination));
    assert.deepEqual(
      failed.map(({ path }) => path),
      ['large.bin'],
    );
  });
});
