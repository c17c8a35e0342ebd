import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createGrowth } from '../../../src/tree/growth.ts';

describe('the top of the tree, while more is found', () => {
  let drawn = 0;
  /** Timers that begin meanwhile count from where they began. */
  const pass = (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 50) mock.timers.tick(50);
  };
  const growth = () => createGrowth(() => drawn++);
  beforeEach(() => {
    drawn = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());

  it('is drawn once for all that comes within half a second', () => {
    const { grown } = growth();
    grown();
    grown();
    mock.timers.tick(499);
    assert.equal(drawn, 0);
    mock.timers.tick(1);
    assert.equal(drawn, 1);
    mock.timers.tick(5000);
    assert.equal(drawn, 1);
  });

  it('is not drawn where the rows would be the same', () => {
    let differs = false;
    const { grown } = createGrowth(
      () => drawn++,
      () => differs,
    );
    grown();
    mock.timers.tick(500);
    assert.equal(drawn, 0);
    differs = true;
    grown();
    mock.timers.tick(500);
    assert.equal(drawn, 1);
  });

  it('is drawn once more where it was drawn while a row was being opened, also if the rows are the same', async () => {
    let differs = true;
    const { grown, during } = createGrowth(
      () => drawn++,
      () => differs,
    );
    let arrive: () => void = () => {};
    const opened = during(new Promise<void>((resolve) => (arrive = resolve)));
    grown();
    pass(3000);
    assert.equal(drawn, 1);
    differs = false;
    arrive();
    await opened;
    pass(1000);
    assert.equal(drawn, 2);
  });

  it('is not drawn while a row is being opened, nor before VS Code has taken its members', async () => {
    const { grown, during } = growth();
    let arrive: (members: string) => void = () => {};
    const opened = during(new Promise<string>((resolve) => (arrive = resolve)));
    grown();
    mock.timers.tick(1500);
    assert.equal(drawn, 0);
    arrive('members');
    assert.equal(await opened, 'members');
    mock.timers.tick(200);
    assert.equal(drawn, 0);
    pass(500);
    assert.equal(drawn, 1);
  });

  it('is drawn two seconds late at most, however long a row takes to open', () => {
    const { grown, during } = growth();
    void during(new Promise<never>(() => {}));
    grown();
    pass(2400);
    assert.equal(drawn, 0);
    pass(400);
    assert.equal(drawn, 1);
    grown();
    mock.timers.tick(500);
    assert.equal(drawn, 1, 'what comes next waits as long');
    pass(2300);
    assert.equal(drawn, 2);
  });

  it('is drawn once more when a row was not there yet at the last time', async () => {
    const { grown, during } = growth();
    let arrive = (): void => {};
    const opened = during(new Promise<void>((resolve) => (arrive = resolve)));
    grown();
    pass(3000);
    assert.equal(drawn, 1);
    arrive();
    await opened;
    pass(3000);
    assert.equal(drawn, 2);
  });

  it('is drawn though a row could not be opened, and not after its end', async () => {
    const { grown, during, dispose } = growth();
    await assert.rejects(during(Promise.reject(new Error('refused'))));
    grown();
    mock.timers.tick(500);
    assert.equal(drawn, 1);
    grown();
    dispose();
    mock.timers.tick(5000);
    assert.equal(drawn, 1);
  });
});
