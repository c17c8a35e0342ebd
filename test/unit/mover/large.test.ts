import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forget } from '../../../src/mover/clearing.ts';
import { createMoverHere } from '../../../src/mover/here.ts';
import type { Mover, Moving, Order } from '../../../src/mover/mover.ts';
import { root, type FilePath } from '../../../src/storage/path.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { hang, memory, watched } from '../transfer/fixtures.ts';
import { images } from '../transfers/fixtures.ts';

const MiB = 1024 * 1024;
const size = 72 * MiB;

describe('a large file that is fetched', () => {
  let folder: string;
  let source: Storage;
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += MiB) bytes.write(`here is ${at}`, at);

  before(async () => {
    source = memory();
    const upload = await source.createUpload('large.bin' as FilePath, { size });
    for (let at = 0; at < size; at += 8 * MiB) await upload.put(at, bytes.subarray(at, at + 8 * MiB));
    await upload.commit({ md5: createHash('md5').update(bytes).digest() });
  });
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'azureml-datastores-large-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const order = (): Order => ({
    items: [{ from: images, path: root, kind: 'folder', as: '' }],
    to: { kind: 'local', folder: join(folder, 'to') },
    ...{ into: root, conflict: 'overwrite', ignore: false },
  });
  const moverOver = (storage: Storage) =>
    createMoverHere(() => Promise.resolve(storage), { journals: join(folder, 'journals') });
  const there = () => (existsSync(join(folder, 'to')) ? readdirSync(join(folder, 'to')) : []);
  const journals = () => readdirSync(join(folder, 'journals'));
  /** So many chunks are written down. */
  function arrived(): number {
    const journal = join(folder, 'journals', 't1.jsonl');
    return existsSync(journal) ? readFileSync(journal, 'utf8').split('"chunk"').length - 1 : 0;
  }

  /** Begins, and stops as `how` says when the chunk at 40 MiB hangs and all others have arrived. */
  async function stop(how: (mover: Mover, moving: Moving) => void): Promise<void> {
    const mover = moverOver(
      watched(source, ({ method, offset, signal }) => {
        if (method === 'read' && offset === 40 * MiB) return hang(signal);
        return undefined;
      }),
    );
    let broken: unknown;
    const moving = mover.start('t1', order(), {});
    moving.ended.catch((error: unknown) => (broken = error));
    while (arrived() < 8 && broken === undefined) await new Promise(setImmediate);
    how(mover, moving);
    await assert.rejects(moving.ended, { word: 'cancelled' });
  }
  const closeWindow = (mover: Mover) => mover.dispose();

  it('goes on after its window was closed with what is missing', async () => {
    await stop(closeWindow);
    assert.equal(there().length, 1);
    const offsets: (number | undefined)[] = [];
    const reading = watched(source, ({ method, offset }) => {
      if (method === 'read') offsets.push(offset);
    });
    const report = await moverOver(reading).start('t1', order(), {}, true).ended;
    assert.deepEqual([report.files, report.bytes], [1, size]);
    assert.deepEqual(offsets, [40 * MiB]);
    assert.deepEqual(there(), ['large.bin']);
    assert.ok(readFileSync(join(folder, 'to', 'large.bin')).equals(bytes));
    assert.deepEqual(journals(), []);
  });

  it('begins anew when what is there is not what had been put there', async () => {
    await stop(closeWindow);
    const [part = ''] = there();
    const place = join(folder, 'to', part);
    const damaged = readFileSync(place);
    damaged.fill(0, 8 * MiB, 9 * MiB);
    writeFileSync(place, damaged);
    const report = await moverOver(source).start('t1', order(), {}, true).ended;
    assert.deepEqual([report.files, report.bytes, report.failed], [1, size, []]);
    assert.deepEqual(there(), ['large.bin']);
    assert.ok(readFileSync(join(folder, 'to', 'large.bin')).equals(bytes));
  });

  it('leaves nothing when it is cancelled', async () => {
    await stop((_mover, moving) => moving.cancel());
    assert.deepEqual([there(), journals()], [[], []]);
  });

  it('leaves nothing when it is cleared, or cancelled before it has gone on', async () => {
    for (const end of ['forget', 'cancel'] as const) {
      await stop(closeWindow);
      assert.equal(there().length, 1);
      if (end === 'forget') await forget(join(folder, 'journals'), 't1', () => Promise.resolve(source));
      else {
        const moving = moverOver(source).start('t1', order(), {}, true);
        moving.cancel();
        await assert.rejects(moving.ended, { word: 'cancelled' });
      }
      assert.deepEqual([there(), journals()], [[], []], end);
    }
  });
});
