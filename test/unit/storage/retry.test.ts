import assert from 'node:assert/strict';
import fc from 'fast-check';
import { throwIfAborted } from '../../../src/common/abort.ts';
import { delayAfter, retrying, type Clock } from '../../../src/storage/retry.ts';

/** A clock whose pauses end at once and are written down, and whose patience ends when the test says so. */
function testClock() {
  const pauses: number[] = [];
  const patience: number[] = [];
  const waiting = new Set<() => void>();
  const clock: Clock = {
    now: () => 0,
    delay: async (milliseconds, signal) => {
      pauses.push(milliseconds);
      await Promise.resolve();
      throwIfAborted(signal);
    },
    later: (milliseconds, work) => {
      patience.push(milliseconds);
      waiting.add(work);
      return () => waiting.delete(work);
    },
  };
  const expire = () => {
    for (const work of [...waiting]) work();
  };
  return { clock, pauses, patience, waiting, expire };
}

const refusal = (status: number, headers: Record<string, string> = {}): Error =>
  Object.assign(new Error(`answered ${status}`), {
    statusCode: status,
    response: { headers: new Map(Object.entries(headers)) },
  });

/** Fails with each of these in turn, then succeeds. */
function failing(...errors: unknown[]) {
  let tries = 0;
  const work = async (): Promise<string> => {
    await Promise.resolve();
    tries += 1;
    if (tries <= errors.length) throw errors[tries - 1] as Error;
    return 'done';
  };
  return { work, tries: () => tries };
}

/** What gets no answer. */
const stopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = () => reject(Object.assign(new Error('stopped'), { name: 'AbortError' }));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });

describe('retrying', () => {
  it('tries again after what may pass, pausing each time', async () => {
    const { clock, pauses, waiting } = testClock();
    const errors = [
      refusal(503),
      refusal(429),
      refusal(500),
      Object.assign(new Error(), { code: 'ECONNRESET' }),
    ];
    const { work, tries } = failing(...errors);
    assert.equal(await retrying({ clock }, work), 'done');
    assert.equal(tries(), 5);
    assert.equal(pauses.length, 4);
    for (const [index, pause] of pauses.entries()) {
      const longest = 500 * 2 ** index;
      assert.ok(pause >= longest / 2 && pause <= longest, `pause ${index + 1} took ${pause} ms`);
    }
    assert.equal(waiting.size, 0, 'no timer is left');
  });

  it('gives up after five tries, with what the last one failed with', async () => {
    const { clock, pauses, waiting } = testClock();
    const errors = Array.from({ length: 6 }, () => refusal(503));
    const { work, tries } = failing(...errors);
    await assert.rejects(retrying({ clock }, work), (error) => error === errors[4]);
    assert.deepEqual([tries(), pauses.length, waiting.size], [5, 4, 0]);
  });

  it('never asks again sooner than it was told', async () => {
    const { clock, pauses } = testClock();
    const told = [
      refusal(503, { 'retry-after': '7' }),
      refusal(429, { 'retry-after-ms': '900' }),
      refusal(503, { 'x-ms-retry-after-ms': '40' }),
    ];
    await retrying({ clock }, failing(...told).work);
    const wishes = [7000, 900, 40];
    for (const [index, pause] of pauses.entries()) {
      const wish = wishes[index]!;
      assert.ok(pause >= wish && pause < wish + 500, `${pause} ms where ${wish} were asked for`);
    }
  });

  it('stops a try in which nothing comes, and counts it as failed', async () => {
    const { clock, pauses, expire } = testClock();
    let tries = 0;
    const work = retrying({ clock }, (signal) => {
      tries += 1;
      if (tries > 2) return Promise.resolve('done');
      queueMicrotask(expire);
      return stopped(signal);
    });
    assert.equal(await work, 'done');
    assert.deepEqual([tries, pauses.length], [3, 2]);
  });

  it('has more patience with more bytes', async () => {
    const { clock, patience } = testClock();
    for (const bytes of [0, 1, 8 * 2 ** 20]) await retrying({ clock, bytes }, failing().work);
    const [none, one, many] = patience;
    assert.ok(none! >= 30_000 && one! >= none! && many! > 2 * one!, patience.join(', '));
  });

  it('ends with the signal, in a try as in a pause, and leaves no timer', async () => {
    const { clock, waiting } = testClock();
    const inTry = new AbortController();
    const hanging = retrying({ clock, signal: inTry.signal }, stopped);
    inTry.abort();
    await assert.rejects(hanging, { name: 'AbortError' });
    const inPause = new AbortController();
    const onRetry = () => inPause.abort();
    const { work, tries } = failing(refusal(503), refusal(503));
    await assert.rejects(retrying({ clock, signal: inPause.signal, onRetry }, work));
    assert.deepEqual([tries(), waiting.size], [1, 0]);
  });
});

describe('the pause before another try', () => {
  it('is bounded, grows with the tries and is never in step', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), chance, (failed, random) => {
        const pause = delayAfter(failed, undefined, () => random);
        const longest = Math.min(500 * 2 ** (failed - 1), 30_000);
        assert.ok(pause >= longest / 2 && pause <= longest);
      }),
    );
  });

  it('is never shorter than the service asked for, up to two minutes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 600 }), (seconds) => {
        const pause = delayAfter(1, refusal(503, { 'retry-after': String(seconds) }));
        assert.ok(pause >= Math.min(seconds * 1000, 120_000) && pause <= 120_500);
      }),
    );
  });
});
