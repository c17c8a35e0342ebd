import assert from 'node:assert/strict';
import { giveBuffer, takeBuffer } from '../../../src/common/buffers.ts';

const MiB = 1024 * 1024;

describe('memory that is used again', () => {
  it('is of exactly the length that was asked for', () => {
    giveBuffer(new Uint8Array(3 * MiB));
    assert.equal(takeBuffer(2 * MiB).length, 2 * MiB);
    assert.equal(takeBuffer(10).length, 10);
  });

  it('goes to one user at a time', () => {
    const once = takeBuffer(5 * MiB);
    giveBuffer(once);
    assert.equal(takeBuffer(5 * MiB), once);
    assert.notEqual(takeBuffer(5 * MiB), once);
  });

  it('is kept up to as much as a transfer has in flight', () => {
    const all = Array.from({ length: 20 }, () => takeBuffer(8 * MiB));
    for (const one of all) giveBuffer(one);
    const again = Array.from({ length: 20 }, () => takeBuffer(8 * MiB));
    assert.equal(again.filter((one) => all.includes(one)).length, 12);
  });
});
