import assert from 'node:assert/strict';
import { advance, noProgress, type ProgressEvent } from '../../../src/transfer/progress.ts';

const after = (...events: ProgressEvent[]) => events.reduce(advance, noProgress);
const tick = (now: number): ProgressEvent => ({ kind: 'tick', now });
const found = (bytes: number): ProgressEvent => ({ kind: 'found', bytes });
const moved = (bytes: number): ProgressEvent => ({ kind: 'moved', bytes });

describe('progress', () => {
  it('counts what is found and what is done', () => {
    const { files, totalFiles, bytes, totalBytes, scanning } = after(found(10), found(20), moved(10), {
      kind: 'finished',
    });
    assert.deepEqual([files, totalFiles, bytes, totalBytes, scanning], [1, 2, 10, 30, true]);
  });

  it('forgets a file that failed, with what of it had been moved', () => {
    const { files, totalFiles, bytes, totalBytes } = after(found(10), found(20), moved(5), moved(-5), {
      kind: 'dropped',
      size: 10,
    });
    assert.deepEqual([files, totalFiles, bytes, totalBytes], [0, 1, 0, 20]);
  });

  it('measures a steady rate, and the time that is left once everything is known', () => {
    const half = [found(1000), tick(0), moved(250), tick(1000), moved(250), tick(2000)];
    assert.equal(after(...half).rate, 250);
    assert.equal(after(...half).timeLeft, undefined);
    assert.equal(after({ kind: 'scanned' }, ...half).timeLeft, 2);
  });

  it('smooths the rate', () => {
    const { rate } = after(found(9999), tick(0), moved(100), tick(1000), moved(1000), tick(2000));
    assert.ok(rate > 100 && rate < 1000, `${rate}`);
  });

  it('does not take a moment for a measure', () => {
    assert.equal(after(found(10), tick(0), moved(10), tick(1)).rate, 0);
  });

  it('knows no time left when nothing moves', () => {
    const { rate, timeLeft } = after({ kind: 'scanned' }, found(10), tick(0), tick(1000));
    assert.deepEqual([rate, timeLeft], [0, undefined]);
  });
});
