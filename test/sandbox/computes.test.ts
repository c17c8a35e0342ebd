import assert from 'node:assert/strict';
import { sandbox } from '../support/sandbox.ts';
import { controlOf, errorOf, names, properties, rows, type Control } from './control.ts';

describe('Computes in the sandbox, and what the SDKs ask first', function () {
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

  it('answers azureml-core in the region, without the identity that it has not', async () => {
    const path = `/rp/workspaces${computes('vision-research')}`;
    const reply = await control.raw('eastus.api.azureml.ms.localhost', `${path}?api-version=2020-02-02`);
    assert.deepEqual(names(reply), names(await control.arm(computes('vision-research'))));
    assert.ok(rows(reply).every((row) => !('identity' in row)));
  });

  it('tells anybody where the services of the cloud are', async () => {
    const path = '/metadata/endpoints?api-version=2019-05-01';
    const { json } = await control.raw('management.azure.com.localhost', path, { as: null });
    const [cloud] = json as unknown as Record<string, unknown>[];
    assert.equal(cloud!['name'], 'AzureCloud');
    assert.equal(cloud!['resourceManager'], 'https://management.azure.com.localhost/');
  });
});
