import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { afterwards } from '../../../src/common/calm.ts';

describe('what is done after a storm of calls', () => {
  let done = 0;
  beforeEach(() => {
    done = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());
  const calm = () => afterwards(() => done++, 300);

  it('is done once, when nobody has called for a moment', () => {
    const storm = calm();
    for (let count = 0; count < 5; count++) {
      storm.call();
      mock.timers.tick(299);
    }
    assert.equal(done, 0);
    mock.timers.tick(1);
    assert.equal(done, 1);
    storm.call();
    mock.timers.tick(300);
    assert.equal(done, 2);
  });

  it('is not done when it was taken back', () => {
    const storm = calm();
    storm.call();
    storm.cancel();
    mock.timers.tick(300);
    assert.equal(done, 0);
  });
});
