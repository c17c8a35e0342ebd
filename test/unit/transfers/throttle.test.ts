import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createThrottle } from '../../../src/transfers/throttle.ts';

describe('drawing anew what has changed', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('begins at once, then waits, and takes together what changed meanwhile', () => {
    const drawn: string[] = [];
    const throttle = createThrottle<string>((changed) => drawn.push([...changed].join()), 250);
    for (const one of ['a', 'b', 'a', 'b', 'c']) throttle.add(one);
    assert.deepEqual(drawn, ['a']);
    mock.timers.tick(249);
    assert.deepEqual(drawn, ['a']);
    mock.timers.tick(1);
    assert.deepEqual(drawn, ['a', 'b,a,c']);
    mock.timers.tick(1000);
    throttle.add('d');
    assert.deepEqual(drawn, ['a', 'b,a,c', 'd']);
  });

  it('draws nothing once it is disposed of', () => {
    const drawn: string[] = [];
    const throttle = createThrottle<string>((changed) => drawn.push([...changed].join()), 250);
    throttle.add('a');
    throttle.add('b');
    throttle.dispose();
    mock.timers.tick(1000);
    assert.deepEqual(drawn, ['a']);
  });
});
