import assert from 'node:assert/strict';
import { createPace } from '../../../src/storage/localPace.ts';

describe('the pace of a local disk', () => {
  const elsewhere = (): Promise<string> => Promise.resolve('elsewhere');

  it('has this thread make the calls of a quick disk, and another those that follow a slow one', async () => {
    let time = 0;
    let took = 1;
    const pace = createPace(() => time);
    const call = () => {
      time += took;
      return 'here';
    };
    assert.equal(pace(call, elsewhere), 'here');
    took = 3;
    assert.equal(pace(call, elsewhere), 'here');
    took = 1;
    const found: string[] = [];
    for (let count = 0; count < 102; count++) found.push(await pace(call, elsewhere));
    assert.deepEqual([found.indexOf('here'), found.lastIndexOf('elsewhere')], [100, 99]);
  });

  it('also when the slow call has failed', () => {
    let time = 0;
    const pace = createPace(() => time);
    const failing = () => {
      time += 3;
      throw new Error('full');
    };
    assert.throws(() => pace(failing, elsewhere), /full/);
    assert.ok(pace(() => 'here', elsewhere) instanceof Promise);
  });
});
