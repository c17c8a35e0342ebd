import assert from 'node:assert/strict';
import { isFailure } from '../../../src/common/failure.ts';
import { finishCopy, type Copying } from '../../../src/storage/copyWait.ts';

interface State {
  copyId: string;
  copyStatus: string;
  etag: string;
}

/** A copy that answers with `states`, one a look, the last for ever. */
function copying(states: readonly Partial<State>[], more: Partial<Copying> = {}) {
  const did: string[] = [];
  const pauses: number[] = [];
  let looks = 0;
  const given: Copying = {
    copyId: 'mine',
    signal: undefined,
    clock: {
      now: () => 0,
      later: () => () => undefined,
      delay: (milliseconds) => {
        pauses.push(milliseconds);
        return Promise.resolve();
      },
    },
    look: () => {
      const state = states[Math.min(looks++, states.length - 1)];
      return Promise.resolve({ copyId: 'mine', copyStatus: 'pending', etag: '"1"', ...state });
    },
    abort: (id) => {
      did.push(`abort ${id}`);
      return Promise.resolve();
    },
    remove: (etag) => {
      did.push(`remove ${etag}`);
      return Promise.resolve();
    },
    ...more,
  };
  return { given, did, pauses };
}

describe('a copy that a service has not finished at once', () => {
  it('is waited for, longer each time', async () => {
    const pending = Array.from({ length: 7 }, () => ({}));
    const { given, did, pauses } = copying([...pending, { copyStatus: 'success' }]);
    assert.equal(await finishCopy(given), 'copied');
    assert.deepEqual(pauses, [250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
    assert.deepEqual(did, []);
  });

  it('is refused when it fails, and what it left is removed', async () => {
    const { given, did } = copying([{}, { copyStatus: 'failed', etag: '"2"' }]);
    assert.equal(await finishCopy(given), 'refused');
    assert.deepEqual(did, ['remove "2"']);
  });

  it('is refused when somebody else has written there meanwhile, whose file stays', async () => {
    const { given, did } = copying([{ copyId: 'other' }]);
    assert.equal(await finishCopy(given), 'refused');
    assert.deepEqual(did, []);
  });

  it('is stopped at the service when it is cancelled, and what it left is removed', async () => {
    const controller = new AbortController();
    const { given, did } = copying([{ copyStatus: 'aborted', etag: '"3"' }], { signal: controller.signal });
    const clock = {
      now: () => 0,
      later: () => () => undefined,
      delay: () => {
        controller.abort();
        return Promise.reject(new Error('aborted'));
      },
    };
    await assert.rejects(finishCopy({ ...given, clock }), (error) => isFailure(error, 'cancelled'));
    assert.deepEqual(did, ['abort mine', 'remove "3"']);
  });

  it('is left as it is when it came to its end before it could be stopped', async () => {
    const controller = new AbortController();
    const { given, did } = copying([{ copyStatus: 'success' }], { signal: controller.signal });
    const look = given.look;
    const clock = {
      now: () => 0,
      later: () => () => undefined,
      delay: () => {
        controller.abort();
        return Promise.reject(new Error('aborted'));
      },
    };
    await assert.rejects(finishCopy({ ...given, look, clock }), (error) => isFailure(error, 'cancelled'));
    assert.deepEqual(did, ['abort mine']);
  });

  it('fails with what the look at it fails with, after trying to clear up', async () => {
    const { given } = copying([], { look: () => Promise.reject(new Error('gone')) });
    await assert.rejects(finishCopy(given), /gone/);
  });
});
