import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { untilAborted } from '../../../src/common/abort.ts';
import { isFailure } from '../../../src/common/failure.ts';

describe('waiting until it is stopped', () => {
  const isCancelled = (error: unknown) => isFailure(error, 'cancelled');

  it('ends at once, and leaves no failure of the work unheard', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => unheard.push(reason);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear);
    try {
      const stop = new AbortController();
      const failing = () => setImmediate().then(() => Promise.reject(new Error('late')));
      const waiting = untilAborted(failing(), stop.signal);
      stop.abort();
      await assert.rejects(waiting, isCancelled);
      await assert.rejects(untilAborted(failing(), stop.signal), isCancelled);
      for (let turn = 0; turn < 3; turn++) await setImmediate();
      assert.deepEqual(unheard, []);
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of others) process.on('unhandledRejection', listener);
    }
  });

  it('gives what the work gives where nobody stops it', async () => {
    assert.equal(await untilAborted(Promise.resolve(1), undefined), 1);
    assert.equal(await untilAborted(Promise.resolve(2), new AbortController().signal), 2);
  });
});
