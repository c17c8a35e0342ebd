import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Failure } from '../../../src/common/failure.ts';
import { fileIn, root } from '../../../src/storage/path.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { createParts, takeLine, type KnownParts, type PartLine } from '../../../src/transfer/resuming.ts';
import { transfer, type Parts, type Progress } from '../../../src/transfer/transfer.ts';
import {
  contentOf,
  entryAt,
  hang,
  memory,
  memoryWith,
  moveAll,
  watched,
  write,
  type Call,
} from './fixtures.ts';

const content = Array.from({ length: 1050 }, (_, index) => String.fromCharCode(97 + (index % 23))).join('');
const chunkSize = 100;

describe('a large file that was interrupted', () => {
  let lines: PartLine[];
  beforeEach(() => (lines = []));

  /** As another process reads it. */
  function partsFrom(written: readonly PartLine[], keeps: boolean): Parts & { readonly known: KnownParts } {
    const known: KnownParts = new Map();
    for (const line of written) takeLine(known, line);
    const nameOf: Parameters<typeof createParts>[0]['nameOf'] = ({ path, size, etag }, to) =>
      [path, size, etag, to].join('|');
    const write = (line: PartLine) => lines.push(line);
    return { ...createParts({ known, nameOf, write, keeps: () => keeps, from: 1000 }), known };
  }

  /** Moves `large.bin` until the chunk at 500 hangs, and stops. */
  async function interrupt(source: Storage, target: Storage, keeps = true): Promise<void> {
    const controller = new AbortController();
    const begun: number[] = [];
    const destination = watched(target, async ({ method, offset = 0, signal }) => {
      if (method !== 'put') return;
      begun.push(offset);
      if (offset === 1000) {
        await new Promise(setImmediate); // the others arrive
        controller.abort();
      }
      if (offset === 500 || offset === 1000) await hang(signal);
    });
    const request = moveAll(source, destination, { parts: partsFrom([], keeps) });
    await assert.rejects(transfer(request, { signal: controller.signal }), { word: 'cancelled' });
    assert.equal(begun.length, 11);
  }

  function counting(storage: Storage, method: Call['method']) {
    const offsets: number[] = [];
    const counted = watched(storage, (call) => {
      if (call.method === method && call.path === 'large.bin') offsets.push(call.offset ?? 0);
    });
    return { offsets, counted };
  }

  it('is gone on with: only the chunks that were missing are put, and the MD5 is that of the whole', async () => {
    const source = await memoryWith({ 'large.bin': content });
    const target = memory({ chunkSize });
    await interrupt(source, target);
    assert.deepEqual(await contentOf(target), {});
    const parts = partsFrom(lines, true);
    const { offsets, counted } = counting(target, 'put');
    const progress: Progress[] = [];
    const report = await transfer(moveAll(source, counted, { parts }), {
      onProgress: (now) => progress.push(now),
    });
    assert.deepEqual(offsets, [500, 1000]);
    assert.deepEqual([report.files, report.bytes, progress.at(-1)?.bytes], [1, 1050, 1050]);
    assert.equal((await contentOf(target))['large.bin'], content);
    const { md5 } = await entryAt(target, 'large.bin');
    assert.deepEqual(Buffer.from(md5!), createHash('md5').update(content).digest());
    assert.equal(parts.known.size, 0);
    assert.equal(partsFrom(lines, true).known.size, 0);
  });

  it('is read again only where somebody wants its MD5', async () => {
    const source = await memoryWith({ 'large.bin': content });
    const target = memory({ chunkSize });
    await interrupt(source, target);
    const { offsets, counted } = counting(source, 'read');
    await transfer({ ...moveAll(counted, target, { parts: partsFrom(lines, true) }), md5: false });
    assert.deepEqual(offsets, [500, 1000]);
    assert.equal((await contentOf(target))['large.bin'], content);
  });

  it('begins anew when its source has changed', async () => {
    const source = await memoryWith({ 'large.bin': content });
    const target = memory({ chunkSize });
    await interrupt(source, target);
    const other = content.toUpperCase();
    await write(source, 'large.bin', other);
    const parts = partsFrom(lines, true);
    const { offsets, counted } = counting(target, 'put');
    await transfer(moveAll(source, counted, { parts }));
    assert.equal(offsets.length, 11);
    assert.equal((await contentOf(target))['large.bin'], other);
    assert.equal(parts.known.size, 1, 'what is left of the other has to be cleared away');
  });

  it('begins anew when it changes after it was listed', async () => {
    const source = await memoryWith({ 'large.bin': content });
    const target = memory({ chunkSize });
    await interrupt(source, target);
    const other = content.toUpperCase();
    const changing = watched(source, async ({ method }) => {
      if (method === 'stat' && (await entryAt(source, 'large.bin')).etag === '"1"')
        await write(source, 'large.bin', other);
    });
    const report = await transfer(moveAll(changing, target, { parts: partsFrom(lines, true) }));
    assert.equal(report.files, 1);
    assert.equal((await contentOf(target))['large.bin'], other);
  });

  it('puts again what the destination has no longer', async () => {
    const source = await memoryWith({ 'large.bin': content });
    await interrupt(source, memory({ chunkSize }));
    const target = memory({ chunkSize });
    const { offsets, counted } = counting(target, 'put');
    await transfer(moveAll(source, counted, { parts: partsFrom(lines, true) }));
    assert.equal(offsets.length, 11);
    assert.equal((await contentOf(target))['large.bin'], content);
  });

  it('leaves nothing when nobody will go on with it', async () => {
    const source = await memoryWith({ 'large.bin': content });
    await interrupt(source, memory({ chunkSize }), false);
    assert.equal(partsFrom(lines, true).known.size, 0);
  });

  it('leaves nothing when it fails', async () => {
    const source = await memoryWith({ 'large.bin': content });
    let aborted = 0;
    const destination = watched(memory({ chunkSize }), ({ method, offset }) => {
      if (method === 'abort') aborted += 1;
      if (offset === 700) throw new Failure('permissionDenied', 'No.');
    });
    const parts = partsFrom([], true);
    const report = await transfer(moveAll(source, destination, { parts }));
    assert.deepEqual([report.failed.length, aborted, parts.known.size], [1, 1, 0]);
  });

  it('goes on where it was when the network is lost for a while', async () => {
    const source = await memoryWith({ 'a.txt': 'A', 'large.bin': content });
    const target = memory({ chunkSize });
    const offsets: number[] = [];
    let small: () => void = () => undefined;
    const moved = new Promise<void>((resolve) => (small = resolve));
    const destination = watched(target, async ({ method, path, offset = 0 }) => {
      if (method !== 'put' || path !== 'large.bin') return;
      await moved;
      offsets.push(offset);
      if (offset !== 900 || offsets.filter((one) => one === 900).length > 1) return;
      throw new Failure('unavailable', 'The network is gone.', { facts: { code: 'ECONNRESET' } });
    });
    const report = await transfer(moveAll(source, destination, { parts: partsFrom([], true) }), {
      onMoved: () => small(),
    });
    assert.deepEqual([report.files, report.failed], [2, []]);
    for (const offset of [0, 100, 200]) assert.equal(offsets.filter((one) => one === offset).length, 1);
    assert.equal((await contentOf(target))['large.bin'], content);
  });

  it('is not written down while it is small, or cannot be known again', async () => {
    const source = await memoryWith({ 'small.bin': 'x'.repeat(999) });
    const parts = partsFrom([], true);
    await transfer(moveAll(source, memory({ chunkSize }), { parts }));
    assert.deepEqual(lines, []);
    const { etag, ...file } = await entryAt(source, 'small.bin');
    assert.ok(etag);
    assert.equal(parts.of({ ...file, size: 2000 }, fileIn(root, 'x')), undefined);
  });
});
