import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFailure } from '../../../src/common/failure.ts';
import { openLocal } from '../../../src/storage/local.ts';
import type { ReadAt } from '../../../src/storage/localRead.ts';
import type { WriteAt } from '../../../src/storage/localUpload.ts';
import { fileIn, root } from '../../../src/storage/path.ts';
import { transfer } from '../../../src/transfer/transfer.ts';
import { contentOf, memory, memoryWith, moveAll } from '../transfer/fixtures.ts';

const MiB = 1024 * 1024;
const large = 'x'.repeat(9 * MiB);
const middle = 'x'.repeat(3 * MiB);
const another = 'y'.repeat(3 * MiB);

describe('a local disk', function () {
  this.timeout(20_000);
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'local-disk-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  /** A disk that takes so many bytes of all files, the last of them by halves. */
  function fullAfter(bytes: number, code: string): WriteAt {
    let left = bytes;
    return async (fd, content, at, position) => {
      await Promise.resolve();
      if (left === 0) throw Object.assign(new Error('full'), { code });
      const count = writeSync(fd, content, at, Math.min(content.length - at, left), position);
      left -= count;
      return count;
    };
  }

  for (const [code, sentence] of [
    ['ENOSPC', /There is no space left for .*large\.bin\. Free some and try again/],
    ['EDQUOT', /no space left for .*large\.bin in your quota/],
  ] as const) {
    it(`that is full half-way (${code}) keeps nothing of the file, which is named with what to do`, async () => {
      const source = await memoryWith({ 'large.bin': large });
      const destination = openLocal(dir, { write: fullAfter(5 * MiB + 5, code) });
      const report = await transfer(moveAll(source, destination));
      assert.deepEqual(
        report.failed.map(({ path, failure }) => [path, failure.word]),
        [['large.bin', 'unavailable']],
      );
      assert.match(report.failed[0]!.failure.message, sentence);
      assert.deepEqual(readdirSync(dir), []);
    });
  }

  it('takes bytes that have landed in the file already, and writes those that have not', async () => {
    const upload = await openLocal(dir).createUpload(fileIn(root, 'large.bin'), { size: large.length });
    const bytes = Buffer.from(large);
    const { chunkSize } = upload;
    const first = upload.landing!(0);
    writeSync(first.fd, bytes, 0, chunkSize, first.position);
    // Zeros, which would be seen if they were written.
    await upload.put(0, Buffer.alloc(chunkSize), { landing: { ...first, filled: true } });
    const second = upload.landing!(chunkSize);
    await upload.put(chunkSize, bytes.subarray(chunkSize), { landing: second });
    await upload.commit();
    assert.deepEqual(await contentOf(openLocal(dir)), { 'large.bin': large });
  });

  it('that is full leaves alone the file that was to be replaced', async () => {
    writeFileSync(join(dir, 'a.txt'), 'before');
    const destination = openLocal(dir, { write: fullAfter(3, 'ENOSPC') });
    const report = await transfer(moveAll(await memoryWith({ 'a.txt': 'after' }), destination));
    assert.equal(report.failed.length, 1);
    assert.deepEqual(await contentOf(openLocal(dir)), { 'a.txt': 'before' });
  });

  /** Calls `change` once, when the bytes of the last read at or behind `offset` have been read. */
  function changing(offset: number, change: () => void): ReadAt {
    let changed = false;
    return async (fd, bytes, at, position) => {
      await Promise.resolve();
      const count = readSync(fd, bytes, at, bytes.length - at, position);
      if (!changed && position >= offset) {
        changed = true;
        change();
      }
      return count;
    };
  }

  for (const [what, change, after] of [
    ['grows', (path: string) => appendFileSync(path, 'more'), [`${middle}more`]],
    ['shrinks', (path: string) => truncateSync(path, 5), ['xxxxx']],
    ['is written to', (path: string) => writeFileSync(path, another), [another]],
    [
      'is replaced by another of the same size',
      (path: string) => {
        writeFileSync(`${path}.new`, another);
        renameSync(`${path}.new`, path);
      },
      // What was open by then is still all of the one that is gone.
      [another, middle],
    ],
  ] as const) {
    it(`whose file ${what} while the middle of it is read gives nothing but the one file or the other`, async () => {
      const path = join(dir, 'middle.bin');
      writeFileSync(path, middle);
      const source = openLocal(dir, { read: changing(MiB, () => change(path)) });
      const destination = memory({ chunkSize: MiB });
      const report = await transfer(moveAll(source, destination));
      assert.deepEqual(report.failed, []);
      const content = (await contentOf(destination))['middle.bin'];
      assert.ok(after.some((one) => one === content));
    });
  }

  it('whose file is written to while its last byte is read gives nothing of it', async () => {
    const path = join(dir, 'middle.bin');
    writeFileSync(path, middle);
    const source = openLocal(dir, { read: changing(2 * MiB, () => appendFileSync(path, '!')) });
    const entry = await source.stat(fileIn(root, 'middle.bin'));
    assert.ok(entry?.kind === 'file');
    const last = { offset: 2 * MiB, length: MiB };
    await assert.rejects(source.read(entry.path, last, { ifMatch: entry.etag }), (error) =>
      isFailure(error, 'alreadyExists'),
    );
    assert.equal((await source.read(entry.path, last)).length, MiB);
  });
});
