import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isFailure } from '../../../src/common/failure.ts';
import {
  createBudget,
  schedule,
  type Leave,
  type Limits,
  type Room,
} from '../../../src/transfer/schedule.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Takes a place for each of its chunks; holds it for so many turns. */
interface Chunk {
  readonly bytes: number;
  readonly turns: number;
}
/** A step: the place it begins with, and those it takes afterwards, all at once. */
interface Job {
  readonly first: Chunk;
  readonly chunks: readonly Chunk[];
}

const someLimits = fc
  .record({
    count: fc.integer({ min: 1, max: 4 }),
    more: fc.nat({ max: 4 }),
    bytes: fc.integer({ min: 1, max: 200 }),
  })
  .map(({ count, more, bytes }): Limits => ({ count, maxCount: count + more, bytes }));
const someChunk = fc.record({ bytes: fc.nat({ max: 150 }), turns: fc.nat({ max: 3 }) });
const someJobs = fc.array(fc.record({ first: someChunk, chunks: fc.array(someChunk, { maxLength: 4 }) }), {
  maxLength: 25,
});

async function* stepsOf(jobs: readonly Job[]): AsyncGenerator<Job, void, undefined> {
  for (const job of jobs) {
    await Promise.resolve();
    yield job;
  }
}

/** Sees who is inside, and fails at once when that is more than the limits allow. */
function createWatch({ maxCount, bytes: most }: Limits) {
  const inside: number[] = [];
  return {
    enter(bytes: number): () => void {
      inside.push(bytes);
      assert.ok(inside.length <= maxCount, `${inside.length} in flight, and ${maxCount} are allowed`);
      const sum = inside.reduce((total, one) => total + one, 0);
      const alone = inside.filter((one) => one > 0).length === 1;
      assert.ok(sum <= most || alone, `${sum} bytes in flight, and ${most} are allowed`);
      return () => void inside.splice(inside.indexOf(bytes), 1);
    },
    isEmpty: () => inside.length === 0,
  };
}

type Watch = ReturnType<typeof createWatch>;

/** What the copying of a file does with its places. */
function createWork(watch: Watch, ended: Job[], begun: () => void) {
  const hold = async ({ bytes, turns }: Chunk, leave: Leave): Promise<void> => {
    const out = watch.enter(bytes);
    for (let index = 0; index < turns; index += 1) await turn();
    out();
    leave();
  };
  return async (job: Job, { room, leave }: { room: Room; leave: Leave }): Promise<void> => {
    begun();
    await hold(job.first, leave);
    const chunks = job.chunks.map(async (chunk) => {
      const release = await room.enter(chunk.bytes, 'started');
      await hold(chunk, release);
    });
    // Whatever becomes of one chunk, a step ends after all of them.
    await Promise.allSettled(chunks);
    await Promise.all(chunks);
    ended.push(job);
  };
}

const cost = ({ first }: Job): number => first.bytes;

describe('scheduling, whatever comes', () => {
  it('never has more in flight than its limits, runs every step once and ends', async () => {
    await fc.assert(
      fc.asyncProperty(someLimits, someJobs, async (limits, jobs) => {
        const watch = createWatch(limits);
        const ended: Job[] = [];
        const work = createWork(watch, ended, () => undefined);
        const controller = new AbortController();
        await schedule(stepsOf(jobs), { controller, budget: createBudget(limits), cost, work });
        assert.deepEqual(new Set(ended), new Set(jobs));
        assert.equal(ended.length, jobs.length);
        assert.ok(watch.isEmpty());
      }),
    );
  });

  it('keeps several transfers within one budget, and ends them all, one that is cancelled too', async () => {
    const several = fc.array(someJobs, { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(someLimits, several, fc.nat({ max: 20 }), async (limits, transfers, turns) => {
        const watch = createWatch(limits);
        const budget = createBudget(limits);
        const ended: Job[][] = transfers.map(() => []);
        const controllers = transfers.map(() => new AbortController());
        const runs = transfers.map((jobs, index) => {
          const work = createWork(watch, ended[index]!, () => undefined);
          return schedule(stepsOf(jobs), { controller: controllers[index]!, budget, cost, work });
        });
        const settled = Promise.allSettled(runs);
        for (let index = 0; index < turns; index += 1) await turn();
        controllers[0]!.abort();
        const [first, ...others] = await settled;
        assert.ok(first?.status === 'fulfilled' || isFailure(first?.reason, 'cancelled'));
        for (const [index, other] of others.entries()) {
          assert.equal(other.status, 'fulfilled');
          assert.equal(ended[index + 1]!.length, transfers[index + 1]!.length);
        }
        assert.ok(watch.isEmpty());
      }),
    );
  });

  it('begins nothing after it was cancelled, and waits for what had begun', async () => {
    await fc.assert(
      fc.asyncProperty(someLimits, someJobs, fc.nat({ max: 20 }), async (limits, jobs, turns) => {
        const watch = createWatch(limits);
        const controller = new AbortController();
        const begun = () => assert.ok(!controller.signal.aborted, 'a step began after the end');
        const work = createWork(watch, [], begun);
        const run = schedule(stepsOf(jobs), { controller, budget: createBudget(limits), cost, work });
        const ended = run.then(
          () => 'done',
          (error: unknown) => error,
        );
        for (let index = 0; index < turns; index += 1) await turn();
        controller.abort();
        const outcome = await ended;
        assert.ok(outcome === 'done' || isFailure(outcome, 'cancelled'), String(outcome));
        assert.ok(watch.isEmpty(), 'it ended before what it had begun');
      }),
    );
  });

  it('ends with the first error after all that had begun', async () => {
    await fc.assert(
      fc.asyncProperty(someLimits, someJobs, fc.nat({ max: 24 }), async (limits, jobs, which) => {
        fc.pre(which < jobs.length);
        const watch = createWatch(limits);
        const inner = createWork(watch, [], () => undefined);
        const broken = new Error('broken');
        const controller = new AbortController();
        const run = schedule(stepsOf(jobs), {
          ...{ controller, budget: createBudget(limits), cost },
          work: async (job, place) => {
            await inner(job, place);
            if (job === jobs[which]) throw broken;
          },
        });
        await assert.rejects(run, (error) => error === broken);
        assert.ok(controller.signal.aborted && watch.isEmpty());
      }),
    );
  });
});

/** What happens to a room: somebody wants in, or the one who has been inside for the n-th longest goes. */
type Move =
  | { readonly kind: 'fresh' | 'started'; readonly bytes: number; readonly room: number }
  | { readonly kind: 'leave'; readonly which: number };

const someMove: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('fresh' as const, 'started' as const),
    bytes: fc.nat({ max: 150 }),
    room: fc.nat({ max: 2 }),
  }),
  fc.record({ kind: fc.constant('leave' as const), which: fc.nat({ max: 7 }) }),
);

interface Guest {
  readonly kind: 'fresh' | 'started';
  readonly room: number;
  leave?: Leave;
}

describe('the places in flight', () => {
  it('go to steps that run before new ones, in turn and to somebody whenever all are free', async () => {
    const moves = fc.array(someMove, { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(someLimits, fc.integer({ min: 1, max: 3 }), moves, async (limits, count, all) => {
        const budget = createBudget(limits);
        const { signal } = new AbortController();
        const rooms = Array.from({ length: count }, () => budget.room(signal));
        const [waiting, inside]: [Guest[], Guest[]] = [[], []];
        const make = (move: Move): void => {
          if (move.kind === 'leave') {
            inside.splice(move.which % Math.max(1, inside.length), 1)[0]?.leave?.();
            return;
          }
          const guest: Guest = { kind: move.kind, room: move.room % count };
          waiting.push(guest);
          void rooms[guest.room]!.enter(move.bytes, move.kind === 'started' ? 'started' : undefined).then(
            (leave) => {
              guest.leave = leave;
              inside.push(...waiting.splice(waiting.indexOf(guest), 1));
            },
          );
        };
        const check = async (move: Move): Promise<void> => {
          const before = new Set(inside);
          make(move);
          await turn();
          const admitted = inside.filter((guest) => !before.has(guest));
          if (admitted.some(({ kind }) => kind === 'fresh'))
            assert.ok(
              waiting.every(({ kind }) => kind === 'fresh'),
              'a new step went before one that runs',
            );
          assert.ok(inside.length > 0 || waiting.length === 0, 'all places are free, and somebody waits');
        };
        for (const move of all) await check(move);
        while (inside.length > 0) await check({ kind: 'leave', which: 0 });
        assert.deepEqual(waiting, []);
      }),
    );
  });
});
