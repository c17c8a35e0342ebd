import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AzureMl } from '../../../src/azureml/index.ts';
import { Failure } from '../../../src/common/failure.ts';
import { findInterrupted } from '../../../src/mover/journal.ts';
import type { Order } from '../../../src/mover/mover.ts';
import type { RemoteMover } from '../../../src/mover/remote.ts';
import { traceLog } from '../../support/log.ts';
import type { Sandbox } from '../../support/sandbox.ts';
import { downFrom, moverOver, placeIn, upTo, useMover } from './movers.ts';

/** The process itself, over the real control plane and storage of the sandbox. */
describe('the process that moves bytes', function () {
  this.timeout(60_000);
  let box: Sandbox;
  let azure: AzureMl;
  let folder: string;
  let journals: string;
  let mover: RemoteMover;
  const set = useMover(traceLog);
  beforeEach(() => ({ box, azure, folder, journals, mover } = set()));

  const up = (datastore: string, local: string, as = 'moved/'): Order =>
    upTo(placeIn(box, datastore), local, as);
  const down = (datastore: string, local: string, path = 'moved/'): Order =>
    downFrom(placeIn(box, datastore), path, local);

  function files(count: number): string {
    const local = join(folder, 'files');
    mkdirSync(local);
    for (let index = 0; index < count; index++) writeFileSync(join(local, `${index}.txt`), `file ${index}`);
    return local;
  }

  /** Waits until a request for this file is on its way. */
  async function hangs(path: string): Promise<void> {
    while ((await box.requests({ path })).active === 0);
  }

  for (const datastore of ['workspaceblobstore', 'lake', 'team_identity']) {
    it(`carries a folder to ${datastore} and back`, async () => {
      const states: string[] = [];
      const sent = await mover.start('one', up(datastore, files(20)), {
        onState: (state) => states.push(state),
      }).ended;
      assert.equal(sent.files, 20);
      assert.deepEqual(sent.failed, []);
      assert.deepEqual(states, ['running']);
      const back = join(folder, 'back');
      assert.equal((await mover.start('two', down(datastore, back), {}).ended).files, 20);
      assert.equal(readdirSync(back).length, 20);
      assert.equal(readFileSync(join(back, '7.txt'), 'utf8'), 'file 7');
    });
  }

  it('asks what to do with files that exist, and takes the answer', async () => {
    const order = { ...up('workspaceblobstore', files(3)), conflict: 'ask' as const };
    await mover.start('one', { ...order, conflict: 'overwrite' }, {}).ended;
    const examples: string[] = [];
    const report = await mover.start('two', order, {
      onConflict: (example) => {
        examples.push(example);
        return Promise.resolve('skip');
      },
    }).ended;
    assert.equal(examples.length, 1);
    assert.equal(report.skipped.exists, 3);
  });

  it('tells each failure as it happens, with its word and sentence', async () => {
    const local = files(3);
    const { accounts } = box;
    assert.ok(accounts.contosodata);
    await box.addFault({
      ...{ method: 'PUT', path: '1.txt' },
      action: { kind: 'status', status: 409, code: 'LeaseIdMissing', message: 'no' },
    });
    const told: string[] = [];
    const report = await mover.start('one', up('workspaceblobstore', local), {
      onFailed: ({ path, failure }) => {
        assert.ok(failure instanceof Failure);
        told.push(path);
      },
    }).ended;
    assert.deepEqual(told, ['1.txt']);
    assert.equal(report.files, 2);
    assert.equal(report.failed[0]?.failure.facts.status, 409);
  });

  it('stops when it is told to, and says what had been moved', async () => {
    await box.addFault({ method: 'PUT', path: '1.txt', action: { kind: 'hang' } });
    let told: number | undefined;
    const moving = mover.start('one', up('workspaceblobstore', files(3)), {
      onCancelled: ({ files: count }) => (told = count),
    });
    moving.ended.catch(() => undefined);
    await hangs('1.txt');
    moving.cancel();
    await assert.rejects(moving.ended, { word: 'cancelled' });
    assert.ok(told !== undefined && told < 3);
  });

  it('stops before it has begun', async () => {
    const moving = mover.start('one', up('workspaceblobstore', files(1)), {});
    moving.cancel();
    await assert.rejects(moving.ended, { word: 'cancelled' });
  });

  it('hands no token out for an account that is gone, and says so', async () => {
    const empty = moverOver(() => Promise.resolve({ ...azure, sessions: [] }), journals, traceLog);
    await assert.rejects(empty.start('one', up('team_identity', files(1)), {}).ended, {
      word: 'unauthenticated',
    });
    empty.dispose();
    await empty.gone();
  });

  it('says that it was ended, when something ends it, and begins anew the next time', async () => {
    const local = files(3);
    const hang = await box.addFault({ method: 'PUT', path: '1.txt', action: { kind: 'hang' } });
    const moving = mover.start('one', up('workspaceblobstore', local), {});
    moving.ended.catch(() => undefined);
    await hangs('1.txt');
    process.kill(mover.pid()!, 'SIGKILL');
    await assert.rejects(moving.ended, ({ word, message }: Failure) => {
      assert.equal(word, 'unavailable');
      return /has ended \(SIGKILL\)/.test(message);
    });
    await box.removeFault(hang);
    assert.equal((await mover.start('two', up('workspaceblobstore', local), {}).ended).files, 3);
  });

  it('ends with the extension host, and leaves nothing half-written', async () => {
    await mover.start('one', up('lake', files(1)), {}).ended;
    const back = join(folder, 'back');
    await box.addFault({ method: 'GET', path: '0.txt', action: { kind: 'hang' } });
    const moving = mover.start('two', down('lake', back), {});
    moving.ended.catch(() => undefined);
    await hangs('0.txt');
    mover.dispose();
    await mover.gone();
    const left = existsSync(back) ? readdirSync(back) : [];
    assert.deepEqual(
      left.filter((name) => name === '0.txt' || name.includes('azmldata')),
      [],
    );
  });

  for (const datastore of ['workspaceblobstore', 'lake']) {
    it(`goes on after a kill with what is missing, to ${datastore}`, async () => {
      const local = files(40);
      writeFileSync(join(local, 'large.bin'), Buffer.alloc(20 * 1024 * 1024, 'x'));
      const order = up(datastore, local);
      await mover.start('before', up(datastore, local, 'other/'), {}).ended;
      const hang = await box.addFault({ path: 'moved.*33.txt', action: { kind: 'hang' } });
      const moving = mover.start('one', order, {});
      moving.ended.catch(() => undefined);
      await hangs('33.txt');
      const journal = join(journals, 'one.jsonl');
      // Other lines are of the parts of the large file.
      while (readFileSync(journal, 'utf8').split('{"moved"').length < 12) await new Promise(setImmediate);
      process.kill(mover.pid()!, 'SIGKILL');
      await assert.rejects(moving.ended, { word: 'unavailable' });
      await mover.gone();
      await box.removeFault(hang);

      const [interrupted, ...others] = await findInterrupted(journals);
      assert.ok(interrupted && others.length === 0);
      assert.ok(interrupted.files >= 10 && interrupted.files < 41);
      const report = await mover.start('one', interrupted.order, {}, true).ended;
      assert.equal(report.skipped.done, interrupted.files);
      assert.equal(report.files, 41 - interrupted.files);
      assert.deepEqual(await findInterrupted(journals), []);

      const back = join(folder, 'back');
      assert.equal((await mover.start('two', down(datastore, back), {}).ended).files, 41);
      assert.deepEqual(readdirSync(back).sort(), readdirSync(local).sort());
      for (const name of readdirSync(local))
        assert.deepEqual(readFileSync(join(back, name)), readFileSync(join(local, name)), name);
    });
  }

  it('goes on with a download, and leaves nothing of the part that was killed', async () => {
    const local = files(40);
    await mover.start('one', up('workspaceblobstore', local, 'down/'), {}).ended;
    const hang = await box.addFault({ method: 'GET', path: 'down.*33.txt', action: { kind: 'hang' } });
    const back = join(folder, 'back');
    const moving = mover.start('two', down('workspaceblobstore', back, 'down/'), {});
    moving.ended.catch(() => undefined);
    await hangs('33.txt');
    const journal = join(journals, 'two.jsonl');
    while (readFileSync(journal, 'utf8').split('\n').length < 12) await new Promise(setImmediate);
    process.kill(mover.pid()!, 'SIGKILL');
    await assert.rejects(moving.ended, { word: 'unavailable' });
    await mover.gone();
    await box.removeFault(hang);
    const [interrupted] = await findInterrupted(journals);
    assert.ok(interrupted);
    const report = await mover.start('two', interrupted.order, {}, true).ended;
    assert.equal(report.files + report.skipped.done, 40);
    assert.ok(report.skipped.done >= 10);
    assert.deepEqual(readdirSync(back).sort(), readdirSync(local).sort());
  });
});
