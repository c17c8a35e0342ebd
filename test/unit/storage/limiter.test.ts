import assert from 'node:assert/strict';
import { createLimiter, type Release } from '../../../src/storage/limiter.ts';

describe('the limiter of an account', () => {
  let time: number;
  let timers: { at: number; work: () => void }[];
  const later = (milliseconds: number, work: () => void) => {
    const timer = { at: time + milliseconds, work };
    timers.push(timer);
    return () => (timers = timers.filter((other) => other !== timer));
  };
  function pass(milliseconds: number): void {
    time += milliseconds;
    const due = timers.filter(({ at }) => at <= time);
    timers = timers.filter(({ at }) => at > time);
    for (const { work } of due) work();
  }
  const make = () => createLimiter({ later, now: () => time });
  beforeEach(() => {
    [time, timers] = [0, []];
  });

  /** What is let in at once. */
  const here = (entered: Promise<Release> | Release): Release => {
    assert.ok(!(entered instanceof Promise), 'it has to wait');
    return entered;
  };
  /** What waits, and whether it still does. */
  function waits(entered: Promise<Release> | Release) {
    assert.ok(entered instanceof Promise, 'it does not wait');
    const state: { in?: Release; error?: unknown } = {};
    entered.then(
      (release) => (state.in = release),
      (error: unknown) => (state.error = error),
    );
    return state;
  }
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('lets everybody in while nobody was asked to wait', () => {
    const limiter = make();
    for (let count = 0; count < 1000; count++) here(limiter.enter());
  });

  it('lets half as many in after a refusal, and nobody before the pause is over', async () => {
    const limiter = make();
    const inside = Array.from({ length: 32 }, () => here(limiter.enter()));
    inside[0]!({ throttledFor: 1000 });
    const next = Array.from({ length: 20 }, () => waits(limiter.enter()));
    for (const release of inside.slice(1)) release('badly');
    pass(999);
    await settled();
    assert.equal(next.filter((one) => one.in).length, 0);
    pass(1);
    await settled();
    assert.equal(next.filter((one) => one.in).length, 16);
    next[0]!.in!('badly');
    await settled();
    assert.equal(next.filter((one) => one.in).length, 17);
  });

  it('takes many refusals at once for one', async () => {
    const limiter = make();
    const inside = Array.from({ length: 64 }, () => here(limiter.enter()));
    for (const release of inside) release({ throttledFor: 0 });
    pass(1);
    const next = Array.from({ length: 32 }, () => limiter.enter());
    await settled();
    assert.equal(next.filter((entered) => !(entered instanceof Promise)).length, 32);
    waits(limiter.enter());
  });

  it('never lets fewer than a view needs in, and more again with each answer', async () => {
    const limiter = make();
    for (let round = 0; round < 5; round++) {
      pass(1);
      here(limiter.enter())({ throttledFor: 0 });
    }
    pass(1);
    const inside = Array.from({ length: 8 }, () => here(limiter.enter()));
    const waiting = Array.from({ length: 9 }, () => waits(limiter.enter()));
    for (const release of inside) release('well');
    await settled();
    assert.equal(waiting.filter((one) => one.in).length, 8);
    waiting[0]!.in!('well');
    await settled();
    assert.equal(waiting.filter((one) => one.in).length, 9);
  });

  it('forgets a limit that was not asked for again for a minute', () => {
    const limiter = make();
    here(limiter.enter())({ throttledFor: 1000 });
    pass(62_000);
    for (let count = 0; count < 100; count++) here(limiter.enter());
  });

  it('has no limit any more once it has grown large', () => {
    const limiter = make();
    here(limiter.enter())({ throttledFor: 0 });
    pass(1);
    for (let count = 0; count < 40_000; count++) here(limiter.enter())('well');
    for (let count = 0; count < 1000; count++) here(limiter.enter());
  });

  it('forgets who waits no more', async () => {
    const limiter = make();
    here(limiter.enter())({ throttledFor: 10 });
    const stop = new AbortController();
    const gone = waits(limiter.enter(stop.signal));
    const next = waits(limiter.enter());
    stop.abort();
    await settled();
    assert.ok(gone.error);
    pass(10);
    await settled();
    assert.ok(next.in);
  });
});
