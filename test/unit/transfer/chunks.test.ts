import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { moveChunks } from '../../../src/transfer/chunks.ts';
import { firstPlaceOf, schedule } from '../../../src/transfer/schedule.ts';

const MiB = 1024 * 1024;
const file = { size: 400 * MiB, chunkSize: 8 * MiB };

/** How many chunks of each of so many large files are on their way, the most first, after so many have been moved. */
async function underWay(files: number, lands: boolean, after: number): Promise<number[]> {
  const controller = new AbortController();
  const { signal } = controller;
  const moving: { readonly index: number; readonly end: () => void }[] = [];
  async function* steps() {
    for (let index = 0; index < files; index++) {
      await turn();
      yield index;
    }
  }
  const ended = schedule(steps(), {
    controller,
    cost: () => firstPlaceOf(file.size),
    work: (index, place) => {
      const around = { ...place, signal, lands, after: () => Promise.resolve(), onBroken: () => undefined };
      return moveChunks(file, around, () => new Promise<void>((end) => moving.push({ index, end })));
    },
  });
  for (let moved = 0; moved < after; moved++) {
    for (let turns = 0; turns < 5; turns++) await turn();
    moving.shift()?.end();
  }
  for (let turns = 0; turns < 5; turns++) await turn();
  const counts = Array.from(
    { length: files },
    (_, file) => moving.filter(({ index }) => index === file).length,
  );
  controller.abort();
  for (const { end } of moving) end();
  await ended.catch(() => undefined);
  return counts.filter((count) => count > 0).sort((one, other) => other - one);
}

describe('the chunks of large files', () => {
  it('are as many of one file as may be when there is no other', async () => {
    assert.deepEqual([await underWay(1, false, 20), await underWay(1, true, 20)], [[8], [12]]);
  });

  it('are of several files while there are more, which are hashed beside each other', async () => {
    assert.deepEqual(await underWay(9, false, 60), [2, 2, 2, 2]);
    assert.deepEqual(await underWay(9, true, 60), [3, 3, 3, 3]);
  });
});
