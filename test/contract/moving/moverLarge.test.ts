import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { findInterrupted } from '../../../src/mover/journal.ts';
import type { Order } from '../../../src/mover/mover.ts';
import type { RemoteMover } from '../../../src/mover/remote.ts';
import type { Sandbox } from '../../support/sandbox.ts';
import { downFrom, placeIn, upTo, useMover } from './movers.ts';

const MiB = 1024 * 1024;
const size = 88 * MiB + 5;
/** So many requests with a chunk are answered before the process is killed. */
const answered = 9;

/** For each step, in milliseconds; the test's own limit would not say which. */
const patience = 50_000;

async function soon<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${patience} ms for ${what}.`)), patience);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Of a request that carries a chunk up, by what the datastore stands on; and in how many chunks the file goes. */
const services = {
  workspaceblobstore: { chunk: 'comp=block&', chunks: 12, saved: [9] },
  workspacefilestore: { chunk: 'comp=range$|comp=range&', chunks: 23, saved: [9] },
  // What has been appended is saved every 64 MiB.
  lake: { chunk: 'action=append', chunks: 12, saved: [8, 9] },
} as const;

/** What happens to a file of many chunks when the process that moves it is killed. */
describe('a large file whose process was killed', function () {
  this.timeout(120_000);
  let box: Sandbox;
  let folder: string;
  let journals: string;
  let mover: RemoteMover;
  const set = useMover();
  beforeEach(() => ({ box, folder, journals, mover } = set()));

  const up = (datastore: string, as: string): Order =>
    upTo(placeIn(box, datastore), join(folder, 'from'), as);
  const down = (datastore: string, path: string): Order =>
    downFrom(placeIn(box, datastore), path, join(folder, 'back'));

  /** Nearly all zeros, which take no place on the disk, and another number in each MiB. */
  function makeLarge(first = 0): void {
    mkdirSync(join(folder, 'from'), { recursive: true });
    const fd = openSync(join(folder, 'from', 'large.bin'), 'w');
    ftruncateSync(fd, size);
    for (let at = 0; at < 88; at++) writeSync(fd, `chunk ${first + at}`, at * MiB + 17);
    closeSync(fd);
  }

  async function hashOf(...path: string[]): Promise<string> {
    const hash = createHash('md5');
    for await (const bytes of createReadStream(join(folder, ...path))) hash.update(bytes as Buffer);
    return hash.digest('hex');
  }

  /** Runs `order` until some chunks have arrived and the others hang, and kills its process. */
  async function kill(id: string, order: Order, fault: { method: string; path: string }): Promise<void> {
    const hang = await box.addFault({ ...fault, skip: answered, action: { kind: 'hang' } });
    const moving = mover.start(id, order, {});
    let broken: unknown;
    moving.ended.then(
      ({ failed }) => (broken = failed),
      (error: unknown) => (broken = error),
    );
    const arrived = () => readFileSync(join(journals, `${id}.jsonl`), 'utf8').split('"chunk"').length - 1;
    const began = Date.now();
    for (;;) {
      const { active, count } = await box.requests(fault);
      const chunks = active > 0 ? arrived() : 0;
      if (chunks >= answered) break;
      assert.equal(broken, undefined);
      const found = `${count} requests, ${active} of them hang, ${chunks} chunks are written down`;
      assert.ok(Date.now() - began < patience, found);
    }
    process.kill(mover.pid()!, 'SIGKILL');
    await assert.rejects(soon('the end of the killed process', moving.ended), { word: 'unavailable' });
    await soon('nothing left of the killed process', mover.gone());
    await box.removeFault(hang);
    await box.clearRequests();
  }

  async function resume(id: string): Promise<void> {
    const [interrupted] = await findInterrupted(journals);
    assert.equal(interrupted?.id, id);
    const report = await soon('the rest', mover.start(id, interrupted.order, {}, true).ended);
    assert.deepEqual([report.files, report.bytes, report.failed], [1, size, []]);
    assert.deepEqual(readdirSync(journals), []);
  }

  /** Fetches what has arrived, which is compared with the MD5 that is kept with it. */
  async function fetchBack(datastore: string, path: string): Promise<void> {
    const report = await soon('the way back', mover.start('back', down(datastore, path), {}).ended);
    assert.deepEqual([report.failed, report.lengthOnly], [[], undefined]);
    assert.deepEqual(readdirSync(join(folder, 'back')), ['large.bin']);
    assert.equal(await hashOf('back', 'large.bin'), await hashOf('from', 'large.bin'));
  }

  for (const [datastore, { chunk, chunks, saved }] of Object.entries(services)) {
    it(`goes on to ${datastore} with the chunks that are missing, and keeps the right MD5`, async () => {
      makeLarge();
      const put = { method: datastore === 'lake' ? 'PATCH' : 'PUT', path: chunk };
      await kill('one', up(datastore, 'large/'), put);
      await resume('one');
      const { count } = await box.requests(put);
      assert.ok((saved as readonly number[]).includes(chunks - count), `${count} of ${chunks} were put`);
      await fetchBack(datastore, 'large/');
    });

    it(`goes on from ${datastore} with the ranges that are missing`, async () => {
      makeLarge();
      await mover.start('zero', up(datastore, 'down/'), {}).ended;
      const get = { method: 'GET', path: 'down/large.bin|down%2Flarge.bin' };
      await kill('one', down(datastore, 'down/'), get);
      await resume('one');
      assert.equal((await box.requests(get)).count, 12 - answered);
      assert.deepEqual(readdirSync(join(folder, 'back')), ['large.bin']);
      assert.equal(await hashOf('back', 'large.bin'), await hashOf('from', 'large.bin'));
    });

    // What decides about that knows no service.
    if (datastore !== Object.keys(services)[0]) continue;
    it(`begins anew to ${datastore} when the file has changed, and leaves nothing of the other`, async () => {
      makeLarge();
      const put = { method: datastore === 'lake' ? 'PATCH' : 'PUT', path: chunk };
      await kill('one', up(datastore, 'changed/'), put);
      makeLarge(1000);
      await resume('one');
      // Not fewer; what the killed process had under way may be counted late.
      assert.ok((await box.requests(put)).count >= chunks);
      await fetchBack(datastore, 'changed/');
    });

    it(`begins anew from ${datastore} when the file has changed`, async () => {
      makeLarge();
      await mover.start('zero', up(datastore, 'again/'), {}).ended;
      const get = { method: 'GET', path: 'again/large.bin|again%2Flarge.bin' };
      await kill('one', down(datastore, 'again/'), get);
      makeLarge(1000);
      await mover.start('two', up(datastore, 'again/'), {}).ended;
      await box.clearRequests();
      await resume('one');
      assert.equal((await box.requests(get)).count, 12);
      assert.deepEqual(readdirSync(join(folder, 'back')), ['large.bin']);
      assert.equal(await hashOf('back', 'large.bin'), await hashOf('from', 'large.bin'));
    });
  }
});
