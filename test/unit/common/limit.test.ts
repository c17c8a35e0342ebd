import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { isFailure } from '../../../src/common/failure.ts';
import { createLimit } from '../../../src/common/limit.ts';

describe('a limit', () => {
  it('lets the others run when one has failed, in the order in which they came', async () => {
    const limit = createLimit(1);
    const order: number[] = [];
    const works = [1, 2, 3].map((number) =>
      limit(() => {
        order.push(number);
        return number === 1 ? Promise.reject(new Error('no')) : Promise.resolve(number);
      }),
    );
    assert.deepEqual(
      (await Promise.allSettled(works)).map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled'],
    );
    assert.deepEqual(order, [1, 2, 3]);
  });

  it('does not begin what was stopped, and does not lose a turn by it', async () => {
    const limit = createLimit(1);
    const stop = new AbortController();
    let open = () => {};
    const first = limit(() => new Promise<void>((done) => (open = done)));
    const second = limit(() => assert.fail('It was stopped.'), stop.signal);
    const third = limit(() => Promise.resolve('third'));
    const stopped = assert.rejects(second, (error) => isFailure(error, 'cancelled'));
    stop.abort();
    await stopped;
    await setImmediate();
    open();
    await first;
    assert.equal(await third, 'third');
    const later = new AbortController();
    const block = limit(() => setImmediate());
    await limit(() => Promise.resolve(), later.signal);
    await block;
    assert.deepEqual(getEventListeners(later.signal, 'abort'), []);
    await assert.rejects(
      limit(() => assert.fail('It was stopped before.'), stop.signal),
      (error) => isFailure(error, 'cancelled'),
    );
  });
});
