import assert from 'node:assert/strict';
import { fileIn, root } from '../../../src/storage/path.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { lookAt } from '../../../src/transfer/destination.ts';
import { readAhead } from '../../../src/transfer/lookahead.ts';
import { plan } from '../../../src/transfer/plan.ts';
import { memory, memoryWith, moveAll } from './fixtures.ts';

/** A source of `count` files in folders of a hundred, made up as they are asked for; `taken` counts them. */
function endless(count: number): { storage: Storage; taken: () => number } {
  let taken = 0;
  const walk: Storage['walk'] = async function* () {
    for (; taken < count; taken += 1) {
      const path = fileIn(root, `${Math.floor(taken / 100)}/${taken}.txt`);
      if (taken % 100 === 0) await Promise.resolve();
      yield { kind: 'file', path, name: `${taken}.txt`, size: 1 };
    }
  };
  return { storage: { ...memory(), walk }, taken: () => taken };
}

describe('plan', () => {
  for (const policy of ['overwrite', 'skip'] as const) {
    it(`never holds more than a few of 100,000 files (${policy})`, async () => {
      const { storage, taken } = endless(100_000);
      const destination = memory({ folders: 'implied' });
      const request = moveAll(storage, destination, { conflict: policy });
      let steps = 0;
      let most = 0;
      for await (const step of plan(request, policy, lookAt(destination))) {
        assert.equal(step.kind, 'copyFile');
        steps += 1;
        most = Math.max(most, taken() - steps);
      }
      assert.equal(steps, 100_000);
      assert.ok(most <= 100, `${most} files were held`);
    });
  }

  it('keeps the order of the source, and creates folders that stay empty at the end', async () => {
    const source = await memoryWith({ 'a/1': '', 'b/': '', 'c/d/': '', 'c/e/2': '' });
    const destination = memory();
    const names: string[] = [];
    for await (const step of plan(moveAll(source, destination), 'overwrite', lookAt(destination))) {
      names.push('to' in step ? `${step.kind} ${step.to}` : step.kind);
    }
    assert.deepEqual(names, ['copyFile a/1', 'copyFile c/e/2', 'createFolder b/', 'createFolder c/d/']);
  });

  it('makes the file absent or unchanged a condition, except when it overwrites', async () => {
    const source = await memoryWith({ a: '', b: '' });
    const destination = await memoryWith({ a: 'old' });
    const conditions = async (policy: 'overwrite' | 'overwriteIfNewer') => {
      const found: unknown[] = [];
      for await (const step of plan(moveAll(source, destination), policy, lookAt(destination))) {
        found.push(step.kind === 'copyFile' ? step.condition : step.kind);
      }
      return found;
    };
    assert.deepEqual(await conditions('overwrite'), [undefined, undefined]);
    assert.deepEqual((await conditions('overwriteIfNewer'))[1], 'absent');
  });
});

describe('readAhead', () => {
  it('takes no more than it may ahead of the reader', async () => {
    const { storage, taken } = endless(100_000);
    let read = 0;
    let most = 0;
    for await (const entry of readAhead(storage.walk(root), 1000)) {
      assert.ok(entry.path.endsWith(`/${read}.txt`));
      read += 1;
      most = Math.max(most, taken() - read);
    }
    assert.equal(read, 100_000);
    assert.ok(most > 900 && most <= 2001, `${most} were taken ahead`);
  });

  it('hands on what its source throws, after what came before', async () => {
    async function* broken() {
      yield 1;
      await Promise.resolve();
      throw new Error('broken');
    }
    const read: number[] = [];
    await assert.rejects(async () => {
      for await (const item of readAhead(broken(), 10)) read.push(item);
    }, /broken/);
    assert.deepEqual(read, [1]);
  });

  it('ends its source when the reader stops', async () => {
    let ended = false;
    async function* numbers() {
      try {
        for (let number = 0; ; number += 1) {
          await Promise.resolve();
          yield number;
        }
      } finally {
        ended = true;
      }
    }
    for await (const number of readAhead(numbers(), 10)) if (number === 25) break;
    assert.ok(ended);
  });
});
