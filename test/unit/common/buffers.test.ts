import assert from 'node:assert/strict';
import { giveBuffer, isShared, takeBuffer } from '../../../src/common/buffers.ts';

const MiB = 1024 * 1024;
const give = ({ buffer }: Buffer) => giveBuffer(buffer as unknown as SharedArrayBuffer);

describe('memory that is used again', () => {
  it('is of exactly the length that was asked for', () => {
    give(takeBuffer(3 * MiB));
    for (const length of [0, 10, 2 * MiB, 3 * MiB - 5]) assert.equal(takeBuffer(length).length, length);
  });

  it('is shared with other threads if it is large', () => {
    assert.equal(isShared(takeBuffer(MiB)), true);
    assert.equal(isShared(takeBuffer(10)), false);
  });

  it('goes to one user at a time, also for something a little shorter', () => {
    const once = takeBuffer(5 * MiB);
    give(once);
    assert.equal(takeBuffer(5 * MiB - 7).buffer, once.buffer);
    assert.notEqual(takeBuffer(5 * MiB).buffer, once.buffer);
  });

  it('does not begin where a page of memory does, nor a little after it', () => {
    assert.equal(takeBuffer(5 * MiB).byteOffset, 64);
  });

  it('is kept for all chunks that a transfer has on its way at once', () => {
    const all = Array.from({ length: 20 }, () => takeBuffer(8 * MiB));
    for (const one of all) give(one);
    const memory = new Set(all.map(({ buffer }) => buffer));
    const again = Array.from({ length: 20 }, () => takeBuffer(8 * MiB));
    assert.equal(again.filter(({ buffer }) => memory.has(buffer)).length, 12);
  });

  it('is given up for other sizes as they are asked for', () => {
    const all = Array.from({ length: 12 }, () => takeBuffer(8 * MiB));
    for (const one of all) give(one);
    // Each takes the place of the one that has been kept the longest.
    for (let count = 0; count < 5; count++) takeBuffer(7 * MiB);
    const memory = new Set(all.slice(5).map(({ buffer }) => buffer));
    const again = Array.from({ length: 12 }, () => takeBuffer(8 * MiB));
    assert.equal(again.filter(({ buffer }) => memory.has(buffer)).length, 7);
  });
});
