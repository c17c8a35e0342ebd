import assert from 'node:assert/strict';
import type { Order } from '../../../src/mover/mover.ts';
import { contextOf, rowId, rowsBelow } from '../../../src/transfers/rows.ts';
import { failedName, rowLabel, sentenceOf, spokenOf, statusParts } from '../../../src/transfers/sentences.ts';
import { statusOf } from '../../../src/transfers/status.ts';
import type { Transfer } from '../../../src/transfers/transfer.ts';
import { Failure } from '../../../src/common/failure.ts';
import { download, failed, images, progress, report, upload } from './fixtures.ts';

const of = (order: Order, more: Partial<Transfer> = {}): Transfer => ({
  ...{ id: 't1', order, state: 'running', failures: [], failed: 0, began: new Date(0), progress: progress() },
  ...more,
});
const status = (more: Partial<Transfer>) => statusParts(of(upload, more)).join(' · ');

describe('what is said of a transfer', () => {
  it('names what goes where, short in its row and whole for those who hear it', () => {
    assert.equal(rowLabel(of(upload)), 'data → images/validation');
    assert.equal(sentenceOf(of(upload)), 'Upload of data to “validation” of datastore “images”');
    assert.equal(rowLabel(of(download)), 'train → me');
    assert.equal(sentenceOf(of(download)), 'Download of train to /home/me');
    const several = { ...download, items: [...download.items, ...download.items] };
    assert.equal(rowLabel(of(several)), '2 items → me');
    assert.equal(sentenceOf(of({ ...download, to: images })), 'Copy of train to datastore “images”');
  });

  it('says how far it is while it runs, and what it waits for', () => {
    assert.equal(status({}), '12 of 340 files · 3.4 MB of 1.2 GB · 12 MB/s · 3 min left');
    assert.equal(
      status({ failed: 2 }),
      '12 of 340 files · 3.4 MB of 1.2 GB · 12 MB/s · 3 min left · 2 failed',
    );
    assert.equal(status({ state: 'paused' }), 'paused · 12 of 340 files · 3.4 MB of 1.2 GB');
    assert.equal(
      status({ state: 'offline' }),
      'waiting for the network · 12 of 340 files · 3.4 MB of 1.2 GB',
    );
    assert.equal(status({ state: 'waiting' }), 'waiting');
    assert.equal(status({ state: 'interrupted' }), 'interrupted · 12 files · 3.4 MB');
    assert.match(
      status({ progress: progress({ scanning: true }) }),
      /^12 of 340\+ files · 3\.4 MB of 1\.2 GB\+/,
    );
  });

  it('counts one file as one', () => {
    assert.match(status({ progress: progress({ files: 0, totalFiles: 1 }) }), /^0 of 1 file · /);
  });

  it('gives no numbers while none is known', () => {
    const scanning = { scanning: true, files: 0, totalFiles: 0, bytes: 0, totalBytes: 0, rate: 0 };
    assert.equal(status({ progress: scanning }), 'looking for files');
    assert.equal(status({ state: 'paused', progress: scanning }), 'paused · looking for files');
  });

  it('says to those who hear it what it does, once', () => {
    const sentence = 'Upload of data to “validation” of datastore “images”';
    const spoken = (more: Partial<Transfer>) => spokenOf(of(upload, more));
    assert.equal(spoken({ state: 'paused' }), `${sentence}, paused, 12 of 340 files, 3.4 MB of 1.2 GB`);
    assert.equal(spoken({ state: 'cancelled' }), `${sentence}, cancelled`);
    assert.match(spoken({}), /“images”, running, 12 of 340 files, /);
    const done = { files: 1, bytes: 1 };
    assert.equal(spoken({ state: 'done', report: report(done) }), `${sentence}, done, 1 file, 1 byte`);
  });

  it('calls what has failed by its path, and a source that could not be listed by its address', () => {
    assert.equal(failedName(of(upload), 'labels/leaves.csv'), 'labels/leaves.csv');
    assert.equal(failedName(of(upload), '/home/me/data'), '/home/me/data');
    assert.equal(failedName(of(upload), 'labels/'), 'labels');
    assert.equal(failedName(of(download), 'a//b\n'), 'a/(no name)/b␣');
    const address = 'https://account.blob.core.windows.net/images';
    assert.equal(failedName(of(download), address), address);
  });

  it('says what became of it', () => {
    const skipped = { ...report().skipped, exists: 3, link: 1, done: 12 };
    assert.equal(status({ state: 'done', report: report({ files: 1, bytes: 1 }) }), '1 file · 1 byte');
    assert.equal(
      status({ state: 'done', failed: 2, report: report({ files: 17, bytes: 1024, skipped }) }),
      '17 files · 1.0 KB · 12 moved before · 4 left out · 2 failed',
    );
    assert.equal(status({ state: 'cancelled' }), 'cancelled');
    const failure = new Failure('notFound', 'The container is gone.');
    assert.equal(status({ state: 'failed', failure }), 'failed · The container is gone.');
  });

  it('has a row for each failure that is kept, one for the rest, and one for why it was given up', () => {
    const row = { kind: 'transfer', id: 't1' } as const;
    const failure = new Failure('unavailable', 'The host does not answer.');
    const stopped = of(upload, {
      ...{ state: 'failed', failures: [failed('a'), failed('b')], failed: 7 },
      report: report({ stopped: failure }),
    });
    const rows = rowsBelow(row, stopped);
    assert.deepEqual(rows.map(rowId), ['t1/reason', 't1/0', 't1/1', 't1/rest']);
    assert.deepEqual(rows.at(-1), { kind: 'rest', transfer: row, count: 5 });
    assert.deepEqual(rowsBelow(row, of(upload)), []);
    const [unknown] = rowsBelow(row, of(upload, { state: 'failed' }));
    assert.match(unknown?.kind === 'reason' ? unknown.message : '', /in the log/);
  });

  it('has words for menus on what can be done now', () => {
    const row = { kind: 'transfer', id: 't1' } as const;
    assert.equal(contextOf(row, of(upload)), 'transfer pause cancel');
    assert.equal(contextOf(row, of(upload, { state: 'paused' })), 'transfer resume cancel');
    const done = { state: 'done', failed: 1, report: report() } as const;
    assert.equal(contextOf(row, of(upload, done)), 'transfer retry report clear');
    assert.equal(contextOf(row, of(upload, { ...done, retried: true })), 'transfer report clear');
    assert.equal(contextOf({ kind: 'reason', transfer: row, message: '' }, of(upload)), 'reason');
  });
});

describe('what the status bar says of transfers', () => {
  const text = (...transfers: Transfer[]) => statusOf(transfers)?.text;
  it('is nothing while none goes on', () => {
    assert.equal(text(), undefined);
    assert.equal(text(of(upload, { state: 'done' }), of(upload, { state: 'interrupted' })), undefined);
  });

  it('counts them, and sums up their bytes and rates', () => {
    const half = of(upload, { progress: progress({ bytes: 50, totalBytes: 100, rate: 2048 }) });
    const whole = of(download, { progress: progress({ bytes: 300, totalBytes: 300, rate: 1024 }) });
    assert.equal(text(half), '1 transfer · 50% · 2.0 KB/s');
    assert.equal(text(half, whole), '2 transfers · 87% · 3.0 KB/s');
    assert.deepEqual(statusOf([half])?.lines, [
      'Upload of data to “validation” of datastore “images”: 12 of 340 files, 50 bytes of 100 bytes, 2.0 KB/s, 3 min left',
    ]);
  });

  it('shows which way they go', () => {
    assert.equal(statusOf([of(upload)])?.icon, 'cloud-upload');
    assert.equal(statusOf([of(download)])?.icon, 'cloud-download');
    assert.equal(statusOf([of(download), of(upload)])?.icon, 'arrow-swap');
  });

  it('gives no share of a whole that is not known yet, and no rate of what is paused', () => {
    const scanning = of(upload, { progress: progress({ scanning: true, rate: 0 }) });
    assert.equal(text(scanning), '1 transfer');
    const paused = of(upload, { state: 'paused', progress: progress({ bytes: 1, totalBytes: 3 }) });
    assert.equal(text(paused), '1 transfer · paused · 33%');
    assert.equal(statusOf([paused])?.icon, 'debug-pause');
    const begun = {
      id: 't1',
      order: upload,
      state: 'waiting',
      failures: [],
      failed: 0,
      began: new Date(0),
    } as const;
    assert.equal(text(begun), '1 transfer');
  });
});
