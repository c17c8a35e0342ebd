import assert from 'node:assert/strict';
import { sandbox } from '../support/sandbox.ts';
import { controlOf, errorOf, names, properties, rows, type Control } from './control.ts';

describe('Computes in the sandbox', function () {
  this.timeout(30_000);
  let control: Control;
  const computes = (workspace: string) => `${control.idOf(workspace)}/computes`;
  before(async () => {
    control = controlOf(await sandbox());
  });

  it('lists the clusters and the compute instance of a workspace', async () => {
    const reply = await control.arm(computes('vision-research'));
    assert.deepEqual(names(reply), ['cpu-cluster', 'gpu-cluster', 'vision-research-ci']);
    assert.deepEqual(
      rows(reply).map((row) => properties(row)['computeType']),
      ['AmlCompute', 'AmlCompute', 'ComputeInstance'],
    );
    assert.ok(rows(reply).every((row) => properties(row)['provisioningState'] === 'Succeeded'));
    assert.deepEqual(names(await control.arm(computes('churn-production'))), ['cpu-cluster', 'gpu-cluster']);
  });

  it('gets one by its name in any letter case', async () => {
    const { status, json } = await control.arm(`${computes('forecasting')}/CPU-Cluster`);
    assert.equal(status, 200);
    assert.equal(json['id'], `${computes('forecasting')}/cpu-cluster`);
    assert.equal(properties(properties(json) as never)['vmSize'], 'STANDARD_DS3_V2');
  });

  it('lets a reader read, and says what is not there', async () => {
    assert.equal((await control.arm(computes('vision-research'), { as: 'reader' })).status, 200);
    const missing = await control.arm(`${computes('vision-research')}/nothing`);
    assert.equal(missing.status, 404);
    assert.equal(errorOf(missing).code, 'ResourceNotFound');
    assert.equal((await control.arm(computes('vision-research'), { as: 'platform' })).status, 403);
  });
});
