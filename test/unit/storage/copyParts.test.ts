import assert from 'node:assert/strict';
import { copyInParts } from '../../../src/storage/copyParts.ts';

const sizes = { size: 2500, partSize: 100 };

describe('copying a file in parts', () => {
  it('copies each part once, eight at once, and tells of each', async () => {
    const parts: [number, number][] = [];
    const moved: number[] = [];
    let running = 0;
    let most = 0;
    const result = await copyInParts(
      { size: 2450, partSize: 100 },
      { onMoved: (bytes) => moved.push(bytes) },
      async (offset, length) => {
        parts.push([offset, length]);
        most = Math.max(most, ++running);
        await Promise.resolve();
        running--;
        return 'copied';
      },
    );
    assert.equal(result, 'copied');
    assert.equal(most, 8);
    const expected = Array.from({ length: 25 }, (_, index) => [index * 100, index === 24 ? 50 : 100]);
    assert.deepEqual(parts, expected);
    assert.equal(
      moved.reduce((sum, bytes) => sum + bytes, 0),
      2450,
    );
  });

  it('begins no part after one that is refused, and stops those under way', async () => {
    let begun = 0;
    let stopped = 0;
    const result = await copyInParts(sizes, {}, async (offset, _, signal) => {
      begun++;
      if (offset === 300) return 'refused';
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      stopped++;
      throw new Error('stopped');
    });
    assert.equal(result, 'refused');
    assert.deepEqual([begun, stopped], [8, 7]);
  });

  it('fails with the first error, after all have ended', async () => {
    let ended = 0;
    const work = copyInParts(sizes, {}, async (offset, _, signal) => {
      try {
        if (offset === 0) throw new Error('first');
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        throw new Error('later');
      } finally {
        ended++;
      }
    });
    await assert.rejects(work, /first/);
    assert.equal(ended, 8);
  });

  it('stops with the signal that it is given', async () => {
    const controller = new AbortController();
    const work = copyInParts(sizes, { signal: controller.signal }, async (_, __, signal) => {
      const stopped = new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve());
      });
      controller.abort();
      await stopped;
      throw new Error('cancelled');
    });
    await assert.rejects(work, /cancelled/);
  });
});
