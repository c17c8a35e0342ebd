import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Secret } from '../../../src/common/secret.ts';

describe('a secret', () => {
  const secret = new Secret('hunter2');

  it('reveals itself only when asked', () => {
    assert.equal(secret.reveal(), 'hunter2');
    for (const shown of [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }),
      secret.toString(),
    ]) {
      assert.doesNotMatch(shown, /hunter2/);
    }
  });

  it('is not enumerable on its wrapper', () => {
    assert.deepEqual(Object.entries(secret), []);
  });
});
