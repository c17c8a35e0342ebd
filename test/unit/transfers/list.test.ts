import assert from 'node:assert/strict';
import { cancelled } from '../../../src/common/abort.ts';
import { Failure } from '../../../src/common/failure.ts';
import { createTransferList } from '../../../src/transfers/list.ts';
import { keptFailures } from '../../../src/transfers/run.ts';
import { abilities } from '../../../src/transfers/transfer.ts';
import { download, failed, fakeMover, progress, report, upload } from './fixtures.ts';

function open() {
  const mover = fakeMover();
  let id = 0;
  let time = 0;
  const list = createTransferList(mover, { now: () => new Date(++time), newId: () => `t${++id}` });
  const changes: (string | undefined)[] = [];
  list.onChange((changed) => changes.push(changed && `${changed.id} ${changed.state}`));
  const state = (of: string) => list.get(of)?.state;
  return { mover, list, changes, state };
}

describe('the list of transfers', () => {
  it('shows a transfer from the moment it is begun until it is cleared', async () => {
    const { mover, list, changes, state } = open();
    const { id, ended } = list.start(upload);
    assert.deepEqual([id, state('t1')], ['t1', 'waiting']);
    mover.at(0).events.onState?.('running');
    mover.at(0).events.onProgress?.(progress());
    assert.equal(list.get('t1')?.progress?.files, 12);
    await mover.at(0).finish(report({ files: 340 }));
    assert.equal((await ended).files, 340);
    assert.deepEqual([state('t1'), list.get('t1')?.report?.files], ['done', 340]);
    assert.ok(list.get('t1')?.ended);
    list.clear('t1');
    assert.deepEqual(list.all(), []);
    assert.deepEqual(mover.forgotten, []);
    assert.deepEqual(changes, [undefined, 't1 running', 't1 running', 't1 done', undefined]);
  });

  it('runs several at once, the newest first, and tells each what it is told', () => {
    const { mover, list } = open();
    list.start(upload);
    list.start(download);
    assert.deepEqual(
      list.all().map(({ id }) => id),
      ['t2', 't1'],
    );
    mover.at(1).events.onState?.('running');
    list.pause('t2');
    mover.at(1).events.onState?.('paused');
    list.pause('t2');
    list.goOn('t2');
    list.cancel('t1');
    assert.deepEqual([mover.at(0).told, mover.at(1).told], [['cancel'], ['pause', 'goOn']]);
  });

  it('counts all failures and keeps the first thousand', async () => {
    const { mover, list } = open();
    list.start(upload);
    const many = Array.from({ length: keptFailures + 5 }, (_, index) => failed(`f${index}`));
    for (const each of many) mover.at(0).events.onFailed?.(each);
    const kept = () => [list.get('t1')?.failures.length, list.get('t1')?.failed];
    assert.deepEqual(kept(), [keptFailures, keptFailures + 5]);
    await mover.at(0).finish(report({ failed: many }));
    assert.deepEqual(kept(), [keptFailures, keptFailures + 5]);
  });

  it('transfers what failed once more as an order of its own, by the answer that was given, and once only', async () => {
    const { mover, list, state } = open();
    list.start(upload, { onConflict: () => Promise.resolve('overwrite' as const) });
    assert.equal(await mover.at(0).events.onConflict?.('a.txt'), 'overwrite');
    await mover.at(0).finish(report({ failed: [failed('labels/leaves.csv')] }));
    assert.deepEqual(list.retryFailed('t1')?.id, 't2');
    const { order, resumed } = mover.at(1);
    assert.deepEqual([order.items.length, order.items[0]?.as], [1, 'data/labels/leaves.csv']);
    assert.deepEqual([order.conflict, order.into, resumed], ['overwrite', 'validation/', false]);
    assert.equal(list.retryFailed('t1'), undefined);
    assert.deepEqual([state('t1'), state('t2')], ['done', 'waiting']);
  });

  it('lets a retry that came to no end be made again', async () => {
    const { mover, list } = open();
    list.start(upload);
    await mover.at(0).finish(report({ failed: [failed('labels/leaves.csv')] }));
    list.retryFailed('t1');
    assert.equal(list.retryFailed('t1'), undefined);
    await mover.at(1).fail(new Failure('cancelled', 'Cancelled.'));
    assert.equal(list.retryFailed('t1')?.id, 't3');
  });

  it('begins one anew that could not be done or was given up, under its own name', async () => {
    const { mover, list, state } = open();
    list.start(upload);
    const failure = new Failure('unavailable', 'The host is not known.');
    await mover.at(0).fail(failure);
    assert.deepEqual([state('t1'), list.get('t1')?.failure], ['failed', failure]);
    list.retryFailed('t1');
    assert.deepEqual([mover.at(1).id, mover.at(1).resumed, state('t1')], ['t1', true, 'waiting']);
    await mover.at(1).finish(report({ failed: [failed('a')], stopped: failure }));
    assert.equal(state('t1'), 'failed');
    list.retryFailed('t1');
    assert.deepEqual([mover.at(2).id, mover.at(2).order.items], ['t1', upload.items]);
  });

  it('keeps what a cancelled transfer had moved, and hears nothing of it afterwards', async () => {
    const { mover, list, changes } = open();
    list.start(upload);
    mover.at(0).events.onCancelled?.(report({ files: 3 }));
    await mover.at(0).fail(cancelled());
    assert.deepEqual([list.get('t1')?.state, list.get('t1')?.report?.files], ['cancelled', 3]);
    const before = changes.length;
    mover.at(0).events.onProgress?.(progress());
    mover.at(0).events.onFailed?.(failed('late'));
    assert.equal(changes.length, before);
  });

  it('takes back a question when the transfer ends before its answer', async () => {
    const { mover, list } = open();
    let aborted = false;
    list.start(upload, {
      onConflict: (_example, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            aborted = true;
            resolve(undefined);
          }),
        ),
    });
    const answer = mover.at(0).events.onConflict?.('a.txt');
    await mover.at(0).fail(cancelled());
    assert.equal(await answer, undefined);
    assert.ok(aborted);
  });

  it('resumes what an earlier window left, and does not clear it with what is finished', async () => {
    const { mover, list, state } = open();
    list.add([{ id: 'old', order: upload, began: new Date(0), files: 7, bytes: 70 }]);
    list.start(download);
    await mover.at(0).finish(report());
    list.clearFinished();
    assert.deepEqual(
      list.all().map(({ id }) => id),
      ['old'],
    );
    assert.deepEqual(abilities(list.all()[0] ?? assert.fail()), ['resume', 'clear']);
    list.resume('old');
    assert.deepEqual([mover.at(1).id, mover.at(1).resumed, state('old')], ['old', true, 'waiting']);
    list.add([{ id: 'old', order: upload, began: new Date(0), files: 7, bytes: 70 }]);
    assert.equal(state('old'), 'waiting');
  });

  it('lets nobody clear what runs, or retry what has not failed', () => {
    const { list } = open();
    list.start(upload);
    list.clear('t1');
    list.clearFinished();
    assert.equal(list.retryFailed('t1'), undefined);
    assert.equal(list.resume('t1'), undefined);
    assert.deepEqual(
      list.all().map((each) => abilities(each)),
      [['pause', 'cancel']],
    );
  });

  it('has what is kept of one forgotten when it is cleared, unless it came to its end', async () => {
    const { mover, list } = open();
    list.add([{ id: 'old', order: upload, began: new Date(0), files: 7, bytes: 70 }]);
    list.start(upload);
    await mover.at(0).fail(new Failure('unavailable', 'The host is not known.'));
    list.clear('old');
    list.clear('t1');
    assert.deepEqual(mover.forgotten, ['old', 't1']);
  });

  it('ends the mover with its window, and cancels nothing: it can be resumed', () => {
    const { mover, list } = open();
    list.start(upload);
    list.dispose();
    assert.deepEqual([mover.at(0).told, mover.forgotten], [['dispose'], []]);
  });
});
