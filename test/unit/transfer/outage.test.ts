import assert from 'node:assert/strict';
import { Failure } from '../../../src/common/failure.ts';
import { createOutage, isLost, type Outage } from '../../../src/transfer/outage.ts';

const gone = () => new Failure('unavailable', 'There is no network.', { facts: { code: 'ENOTFOUND' } });

describe('a network that is lost', () => {
  let pauses: number[];
  let told: boolean[];
  let outage: Outage;
  /** What each look at the other side says; the last holds on. */
  let looks: boolean[];
  let looked: number;
  beforeEach(() => {
    [pauses, told, looks, looked] = [[], [], [true], 0];
    outage = createOutage({
      signal: new AbortController().signal,
      onOffline: (offline) => told.push(offline),
      pause: (milliseconds) => {
        pauses.push(milliseconds);
        return Promise.resolve();
      },
    });
  });

  /** Leads to these outcomes one after the other. */
  function through(...outcomes: (Failure | 'moved')[]) {
    return outage.through<Failure | 'moved'>({
      make: () => Promise.resolve(outcomes.shift() ?? assert.fail('it was tried too often')),
      failureIn: (outcome) => outcome,
      reachable: () => {
        looked++;
        const answer = looks.length > 1 ? looks.shift() : looks[0];
        return Promise.resolve(answer ?? true);
      },
    });
  }

  it('is told from what a service answers', () => {
    assert.ok(isLost(gone()));
    const reset = { code: 'ECONNRESET' };
    assert.ok(isLost(new Failure('unavailable', '', { facts: reset })));
    assert.ok(!isLost(new Failure('unavailable', '', { facts: { code: 'InternalError', status: 500 } })));
    assert.ok(!isLost(new Failure('notFound', '', { facts: reset })));
    assert.ok(!isLost(new Error('ENOTFOUND')));
  });

  it('is waited for, longer and longer, and then the file is tried again', async () => {
    outage.moved();
    looks = [false, false, false, true];
    assert.equal(await through(gone(), 'moved'), 'moved');
    assert.deepEqual(told, [true, false]);
    assert.deepEqual(pauses, [2000, 4000, 8000]);
  });

  it('is not assumed before anything has been moved: the address may be wrong', async () => {
    assert.equal(isLost(await through(gone())), true);
    assert.equal(looked, 0);
  });

  it('is no excuse for a file that alone fails, which is tried once more', async () => {
    outage.moved();
    assert.equal(isLost(await through(gone(), gone())), true);
    assert.equal(looked, 2);
    assert.deepEqual(told, []);
  });

  it('is looked for once by all that wait', async () => {
    outage.moved();
    looks = [false, true];
    const all = await Promise.all([
      through(gone(), 'moved'),
      through(gone(), 'moved'),
      through(gone(), 'moved'),
    ]);
    assert.deepEqual(all, ['moved', 'moved', 'moved']);
    assert.equal(looked, 2);
    assert.deepEqual(told, [true, false]);
  });

  it('is waited for aside, so that others go on', async () => {
    outage.moved();
    looks = [false, true];
    const events: string[] = [];
    const outcomes = [gone(), 'moved' as const];
    await outage.through<Failure | 'moved'>({
      make: () => {
        events.push('try');
        return Promise.resolve(outcomes.shift() ?? assert.fail());
      },
      failureIn: (outcome) => outcome,
      reachable: () => Promise.resolve(looks.shift() ?? true),
      async aside(wait) {
        events.push('leave');
        const result = await wait();
        events.push('enter');
        return result;
      },
    });
    assert.deepEqual(events, ['try', 'leave', 'enter', 'try']);
  });

  it('may be lost again', async () => {
    outage.moved();
    looks = [false, true, false, true];
    assert.equal(await through(gone(), gone(), 'moved'), 'moved');
    assert.deepEqual(told, [true, false, true, false]);
  });

  it('is waited for no longer when the transfer is stopped', async () => {
    const stop = new AbortController();
    const stopped = createOutage({ signal: stop.signal, onOffline: (offline) => told.push(offline) });
    stopped.moved();
    const waiting = stopped.through<Failure>({
      make: () => Promise.resolve(gone()),
      failureIn: (outcome) => outcome,
      reachable: () => {
        setImmediate(() => stop.abort());
        return Promise.resolve(false);
      },
    });
    await assert.rejects(waiting, { name: 'AbortError' });
    assert.deepEqual(told, [true, false]);
  });
});
