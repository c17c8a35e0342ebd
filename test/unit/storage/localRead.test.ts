import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFailure } from '../../../src/common/failure.ts';
import { createPace } from '../../../src/storage/localPace.ts';
import { createLocalReader } from '../../../src/storage/localRead.ts';

describe('reading from a local disk', () => {
  const dir = mkdtempSync(join(tmpdir(), 'local-read-'));
  const path = join(dir, 'file.bin');
  const content = Buffer.from('0123456789');
  before(() => writeFileSync(path, content));
  after(() => rmSync(dir, { recursive: true }));

  async function check(now: () => number): Promise<void> {
    const read = createLocalReader(createPace(now));
    for (let round = 0; round < 2; round++) {
      assert.deepEqual(await read(path, { offset: 2, length: 5 }), content.subarray(2, 7));
      await assert.rejects(read(path, { offset: 8, length: 5 }), (error) => isFailure(error, 'unavailable'));
      await assert.rejects(read(path, { offset: 0, length: 1 }, 'another'), (error) =>
        isFailure(error, 'alreadyExists'),
      );
      await assert.rejects(read(dir, { offset: 0, length: 1 }), (error) => isFailure(error, 'notFound'));
    }
  }

  it('gives exactly what was asked for while the disk is quick', () => check(() => 0));

  it('gives the same from a disk that is too slow to wait for', () => {
    let time = 0;
    return check(() => (time += 1000));
  });
});
