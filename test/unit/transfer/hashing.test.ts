import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createHashing, type Hashing } from '../../../src/transfer/hashing.ts';
import { createHashThreads } from '../../../src/transfer/hashThreads.ts';

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const own = (length: number) => {
  const bytes = Buffer.allocUnsafeSlow(length);
  randomBytes(length).copy(bytes);
  return bytes;
};

describe('hashing beside a transfer', () => {
  let hashing: Hashing;
  beforeEach(() => {
    hashing = createHashing();
  });
  afterEach(() => hashing.stop());

  for (const size of [0, 1, 128 * 1024, 128 * 1024 + 1, 3_000_000]) {
    it(`gives the MD5 of ${size} bytes, and the bytes`, async () => {
      const bytes = own(size);
      const expected = md5(bytes);
      const copy = Buffer.from(bytes);
      const hashed = await hashing.whole(bytes);
      assert.equal(hex(hashed.md5), expected);
      assert.ok(copy.equals(hashed.bytes));
    });
  }

  it('leaves alone what else is in the buffer that a part of it is of', async () => {
    const all = own(600_000);
    const copy = Buffer.from(all);
    const hashed = await hashing.whole(all.subarray(7, 500_000));
    assert.equal(hex(hashed.md5), md5(copy.subarray(7, 500_000)));
    assert.ok(copy.equals(all));
  });

  for (const chunkSize of [10, 200_000]) {
    it(`hashes chunks of ${chunkSize} bytes in the order of their offsets, however they come`, async () => {
      const files = [own(chunkSize * 5 + 3), own(chunkSize * 7)];
      const expected = files.map(md5);
      const digests = await Promise.all(
        files.map(async (bytes) => {
          const digest = hashing.begin(chunkSize);
          const adds: Promise<void>[] = [];
          for (let at = Math.floor((bytes.length - 1) / chunkSize) * chunkSize; at >= 0; at -= chunkSize)
            adds.push(digest.add(at, bytes.subarray(at, at + chunkSize)));
          await Promise.all(adds);
          const result = await digest.end();
          digest.drop();
          return hex(result);
        }),
      );
      assert.deepEqual(digests, expected);
    });

    it(`lets nobody wait for a file of chunks of ${chunkSize} bytes that is dropped`, async () => {
      const digest = hashing.begin(chunkSize);
      const waiting = digest.add(chunkSize, own(chunkSize));
      digest.drop();
      digest.drop();
      await waiting;
      await digest.add(2 * chunkSize, own(chunkSize));
    });
  }

  it('gives the MD5 of each of many files that come together, whatever their lengths', async () => {
    const chunkSize = 132_000;
    // Around the blocks of MD5 and what is copied to them at once, and beyond.
    const size = fc.oneof(
      fc.integer({ min: 0, max: 3 }).map((off) => 3 * chunkSize + off * 32 - 1),
      fc.integer({ min: 131_000, max: 132_000 }),
      fc.integer({ min: 128 * 1024 + 1, max: 500_000 }),
    );
    const hash = async (bytes: Buffer, inChunks: boolean) => {
      if (!inChunks) return hex((await hashing.whole(Buffer.from(bytes))).md5);
      const digest = hashing.begin(chunkSize);
      const starts = Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, at) => at * chunkSize);
      await Promise.all(starts.map((at) => digest.add(at, bytes.subarray(at, at + chunkSize))));
      const result = await digest.end();
      digest.drop();
      return hex(result);
    };
    const files = fc.array(fc.tuple(size, fc.boolean()), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(files, async (sizes) => {
        const all = sizes.map(([length, inChunks]) => ({ bytes: own(length), inChunks }));
        const expected = all.map(({ bytes }) => md5(bytes));
        assert.deepEqual(
          await Promise.all(all.map(({ bytes, inChunks }) => hash(bytes, inChunks))),
          expected,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('says so when its threads are gone', async () => {
    const hashed = hashing.whole(own(3_000_000));
    await hashing.stop();
    await assert.rejects(hashed, /has ended/);
  });

  it('says so to who comes after that, too', async () => {
    const threads = createHashThreads();
    const thread = threads.pick();
    await threads.stop();
    await assert.rejects(thread.send(1, { end: true }), /has ended/);
  });
});
