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

  it('measures a steady rate', () => {
    const half = [found(1000), tick(0), moved(250), tick(1000), moved(250), tick(2000)];
    assert.equal(after(...half).rate, 250);
  });

  it('smooths the rate', () => {
    const { rate } = after(found(9999), tick(0), moved(100), tick(1000), moved(1000), tick(2000));
    assert.ok(rate > 100 && rate < 1000, `${rate}`);
  });

  it('does not take a moment for a measure', () => {
    assert.equal(after(found(10), tick(0), moved(10), tick(1)).rate, 0);
  });
});

describe('the time that is left', () => {
  const scanned: ProgressEvent = { kind: 'scanned' };
  const finished: ProgressEvent = { kind: 'finished' };
  const times = <T>(count: number, what: (index: number) => readonly T[]) =>
    Array.from({ length: count }, (_, index) => what(index)).flat();
  /** The times left that were told at the ticks among `events`. */
  function told(events: readonly ProgressEvent[]): (number | undefined)[] {
    let progress = noProgress;
    const left: (number | undefined)[] = [];
    for (const event of events) {
      progress = advance(progress, event);
      if (event.kind === 'tick') left.push(progress.timeLeft);
    }
    return left;
  }
  const tiny = 40;
  /** A second in quarters, in which some tiny files come through in bursts: none, many, few, some. */
  const burst = (second: number, counts = [0, 18, 2, 12]) =>
    counts.flatMap((count, quarter) => [
      ...times(count, () => [moved(tiny), finished]),
      tick(second * 1000 + (quarter + 1) * 250),
    ]);

  it('is right once a large file moves steadily, and is not told in the first three seconds', () => {
    const seconds = times(20, (second) => [moved(5e6), tick((second + 1) * 1000)]);
    const left = told([found(100e6), scanned, tick(0), ...seconds]);
    assert.deepEqual(left.slice(0, 4), [undefined, undefined, undefined, undefined]);
    assert.ok(Math.abs((left[5] ?? 0) - 15) < 0.5, `${left[5]}`);
    assert.ok(Math.abs((left[15] ?? 0) - 5) < 0.5, `${left[15]}`);
  });

  it('goes down evenly while tiny files come in bursts', () => {
    const events = [...times(32 * 30, () => [found(tiny)]), scanned, tick(0), ...times(30, (n) => burst(n))];
    const left = told(events);
    const first = left.findIndex((seconds) => seconds !== undefined);
    assert.ok(first > 0 && first <= 40, `told first at ${first / 4} s`);
    for (let at = first; at < left.length - 1; at += 1) {
      const [now, really] = [left[at], (left.length - 1 - at) / 4];
      assert.ok(now !== undefined && Math.abs(now - really) < 2 + really / 3, `${now} instead of ${really}`);
    }
  });

  it('counts files without content, too', () => {
    const seconds = times(10, (second) => [...times(10, () => [finished]), tick((second + 1) * 1000)]);
    const left = told([...times(200, () => [found(0)]), scanned, tick(0), ...seconds]);
    assert.ok(Math.abs((left.at(-1) ?? 0) - 10) < 1, `${left.at(-1)}`);
  });

  it('does not take a large file for so many tiny ones, whichever comes first', () => {
    const large = times(10, (second) => [moved(100e6), tick((second + 1) * 1000)]);
    const left = told([
      found(1e9),
      ...times(1000, () => [found(tiny)]),
      scanned,
      tick(0),
      ...large,
      finished,
    ]);
    assert.ok((left.at(-1) ?? Infinity) < 20, `${left.at(-1)}`);
  });

  it('is not told while the source is still being listed, and not at once after that', () => {
    const seconds = (from: number) => times(6, (n) => [moved(1e6), tick((from + n + 1) * 1000)]);
    const left = told([found(100e6), tick(0), ...seconds(0), scanned, ...seconds(6)]);
    assert.deepEqual(new Set(left.slice(0, 9)), new Set([undefined]));
    assert.notEqual(left.at(-1), undefined);
  });

  it('is taken back when the transfer stalls, and when nothing moves at all', () => {
    const seconds = times(10, (second) => [moved(5e6), tick((second + 1) * 1000)]);
    const stalled = times(10, (second) => [tick((second + 11) * 1000)]);
    const left = told([found(100e6), scanned, tick(0), ...seconds, ...stalled]);
    assert.notEqual(left[10], undefined);
    assert.equal(left.at(-1), undefined);
    assert.deepEqual(new Set(told([scanned, found(10), tick(0), ...stalled])), new Set([undefined]));
  });
});
