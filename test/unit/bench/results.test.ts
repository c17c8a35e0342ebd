import assert from 'node:assert/strict';
import { median, type Measurement, type Run } from '../../../bench/measurements.ts';
import { tableOf, withSections } from '../../../bench/results.ts';
import { targetOf, verdict } from '../../../bench/targets.ts';

function run(wallSeconds: number, cpuSeconds: number, peakRssBytes = 1e8): Run {
  return { wallSeconds, cpuSeconds, peakRssBytes, served: { requests: 3, cpuSeconds: 1 } };
}

function measurement(client: string, ...runs: Run[]): Measurement {
  return { row: '4 x 1 KiB up', client, runs, median: median(runs) };
}

describe('results of the bench', () => {
  it('tell the middle of each number', () => {
    const { wallSeconds, cpuSeconds } = median([run(3, 10), run(1, 30), run(2, 20)]);
    assert.deepEqual([wallSeconds, cpuSeconds], [2, 20]);
  });

  it('hold ours to a part of what AzCopy takes, near and far', () => {
    assert.deepEqual(targetOf('small', 'up', 0), { wall: 2 / 3, cpu: 1 / 2 });
    assert.deepEqual(targetOf('small', 'up', 30), { wall: 1 / 6 });
    assert.deepEqual(targetOf('fixed', 'up', 0), {});
  });

  it('say of each target whether it is met', () => {
    const text = verdict(measurement('ours', run(2, 6)), measurement('AzCopy', run(4, 8)), {
      wall: 2 / 3,
      cpu: 1 / 2,
    });
    assert.match(text, /^wall 0\.50 \(at most 0\.67\): met; CPU 0\.75 \(at most 0\.50\): \*\*not met\*\*;/);
  });

  it('judge memory by the worst run', () => {
    const ours = measurement('ours', run(1, 1), run(1, 1, 3e8), run(1, 1));
    assert.match(verdict(ours, undefined, {}), /^memory .*\*\*not met\*\*$/);
  });

  it('show what a client takes as a part of what AzCopy takes in the same row', () => {
    const table = tableOf([measurement('ours', run(1, 1)), measurement('AzCopy', run(4, 2))], () => '');
    assert.match(table, /\| ours \| 1\.00 \| 1\.00 \| 100 \| 3 \| 1\.00 \| 0\.25 \| 0\.50 \|/);
    assert.match(table, /\| AzCopy \| 4\.00 \| 2\.00 \| 100 \| 3 \| 1\.00 \| {2}\| {2}\|/);
  });

  it('name the reason where a client could not be measured', () => {
    const failed: Measurement = { row: 'x', client: 'rclone', runs: [], failed: 'It broke.' };
    assert.match(
      tableOf([failed], () => ''),
      /\| x \| rclone \|.*It broke\./,
    );
  });
});

describe('the file of the results', () => {
  const order = ['One', 'Two'];

  it('keeps the parts of a former run that were not measured again, in its order', () => {
    const former = withSections('', [{ name: 'Two', text: 'old two' }], order);
    const text = withSections(former, [{ name: 'One', text: 'new one' }], order);
    assert.match(text, /## One\n\nnew one\n\n## Two\n\nold two\n$/);
  });

  it('puts a part that was measured again in place of the former', () => {
    const former = withSections('', [{ name: 'One', text: 'old' }], order);
    assert.doesNotMatch(withSections(former, [{ name: 'One', text: 'new' }], order), /old/);
  });

  it('forgets what another machine has said', () => {
    const text = withSections('# Speed\n\n- Machine: another\n\n## Two\n\nold', [], order);
    assert.doesNotMatch(text, /old/);
  });
});
