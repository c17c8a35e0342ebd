import assert from 'node:assert/strict';
import {
  createBudget,
  createRoom,
  finishOne,
  firstPace,
  schedule,
  type Limits,
} from '../../../src/transfer/schedule.ts';

const limits: Limits = { count: 3, maxCount: 3, bytes: 100 };
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function* stepsOf(...costs: number[]) {
  for (const cost of costs) {
    await Promise.resolve();
    yield cost;
  }
}

describe('schedule', () => {
  it('keeps within its count and its bytes, and uses them', async () => {
    let count = 0;
    let bytes = 0;
    const most = { count: 0, bytes: 0 };
    await schedule(stepsOf(...Array.from({ length: 50 }, (_, index) => (index * 37) % 60)), {
      controller: new AbortController(),
      budget: createBudget(limits),
      cost: (cost) => cost,
      work: async (cost) => {
        count += 1;
        bytes += cost;
        most.count = Math.max(most.count, count);
        most.bytes = Math.max(most.bytes, bytes);
        await turn();
        count -= 1;
        bytes -= cost;
      },
    });
    assert.equal(most.count, 3);
    assert.ok(most.bytes > 80 && most.bytes <= 100, `${most.bytes} bytes`);
  });

  it('lets in alone what is larger than all bytes', async () => {
    const room = createRoom(limits, new AbortController().signal);
    const small = await room.enter(1);
    let entered = false;
    const large = room.enter(1000).then((leave) => {
      entered = true;
      return leave;
    });
    await turn();
    assert.equal(entered, false);
    small();
    (await large)();
  });

  it('lets the parts of a step that has started go before new steps', async () => {
    const room = createRoom({ ...limits, count: 1, maxCount: 1 }, new AbortController().signal);
    const order: string[] = [];
    const first = await room.enter(1);
    const fresh = room.enter(1).then((leave) => {
      order.push('new step');
      leave();
    });
    const part = room.enter(1, 'started').then((leave) => {
      order.push('part');
      leave();
    });
    first();
    await Promise.all([fresh, part]);
    assert.deepEqual(order, ['part', 'new step']);
  });

  it('takes no further step after one threw, and ends when all have ended', async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    let ended = 0;
    const work = async (step: number) => {
      begun.push(step);
      await turn();
      ended += 1;
      if (step === 2) throw new Error('broken');
    };
    const all = schedule(stepsOf(1, 2, 3, 4, 5, 6, 7, 8), {
      controller,
      budget: createBudget(limits),
      cost: () => 1,
      work,
    });
    await assert.rejects(all, /broken/);
    assert.equal(ended, begun.length);
    assert.ok(begun.length < 8);
    assert.ok(controller.signal.aborted);
  });

  it('stops waiting when it is aborted', async () => {
    const controller = new AbortController();
    const room = createRoom({ ...limits, count: 1 }, controller.signal);
    await room.enter(1);
    const waiting = room.enter(1);
    controller.abort();
    await assert.rejects(waiting, { word: 'cancelled' });
    await assert.rejects(room.enter(1), { word: 'cancelled' });
  });
});

describe('the pace', () => {
  const bounds: Limits = { count: 32, maxCount: 128, bytes: 1 };

  /** After so many windows of a service that is so quick, in completions per millisecond, with so many in flight. */
  function after(windows: number, speedOf: (count: number, window: number) => number): number {
    let clock = 0;
    let pace = firstPace(bounds, clock);
    for (let window = 1; window <= windows; window += 1) {
      const completions = pace.count * 4;
      clock += completions / speedOf(pace.count, window);
      for (let index = 0; index < completions; index += 1) pace = finishOne(pace, bounds, () => clock);
    }
    return pace.count;
  }

  it('grows while it gets faster, up to its bound, and stays there', () => {
    const far = (count: number) => count / 30;
    assert.deepEqual(
      [1, 2, 3, 4, 50].map((windows) => after(windows, far)),
      [64, 128, 128, 128, 128],
    );
  });

  it('does not grow where it gets no faster, but for a try now and then', () => {
    const near = () => 3;
    assert.deepEqual(
      [1, 2, 3, 9, 10, 11].map((windows) => after(windows, near)),
      [64, 32, 32, 32, 64, 32],
    );
  });

  it('finds its count where a window was by chance much faster, or slower, than the others', () => {
    for (const strange of [1, 2, 3, 4])
      for (const factor of [10, 0.1]) {
        const far = (count: number, window: number) => (count / 30) * (window === strange ? factor : 1);
        assert.equal(after(30, far), 128, `window ${strange}, times ${factor}`);
      }
  });

  it('serves transfers in turn that share a budget, whoever came first with more', async () => {
    const budget = createBudget({ ...limits, count: 1, maxCount: 1 });
    const [one, other] = [new AbortController(), new AbortController()];
    const [large, small] = [budget.room(one.signal), budget.room(other.signal)];
    const served: string[] = [];
    const first = await large.enter(1);
    const waiting = ['a', 'b', 'c'].map((name) =>
      large.enter(1).then((leave) => {
        served.push(name);
        leave();
      }),
    );
    const late = small.enter(1).then((leave) => {
      served.push('other');
      leave();
    });
    first();
    await Promise.all([...waiting, late]);
    assert.deepEqual(served, ['a', 'other', 'b', 'c']);
  });

  it('has others go on when one of those who share is stopped, and closes twice', async () => {
    const budget = createBudget({ ...limits, count: 1, maxCount: 1 });
    const [one, other] = [new AbortController(), new AbortController()];
    const [stopped, goesOn] = [budget.room(one.signal), budget.room(other.signal)];
    const leave = await goesOn.enter(1);
    const waits = stopped.enter(1);
    one.abort();
    await assert.rejects(waits, { word: 'cancelled' });
    stopped.close();
    const next = goesOn.enter(1);
    leave();
    (await next)();
    await assert.rejects(stopped.enter(1), { word: 'cancelled' });
  });
});
