import assert from 'node:assert/strict';
import { connect, type Connected } from '../../src/azureml/connect.ts';
import type { Workspace } from '../../src/azureml/workspaces.ts';
import { isFailure } from '../../src/common/failure.ts';
import { root } from '../../src/storage/path.ts';
import { traceLog } from '../support/log.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

const variables = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'] as const;

describe('Azure Machine Learning, signed in as the environment says', function () {
  this.timeout(60_000);
  const outside = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
  let running: Sandbox;
  let azure: Connected;
  let workspace: Workspace;

  before(async () => {
    running = await sandbox();
    const { tenantId, clientId, clientSecret } = running.principals.user;
    for (const [index, value] of [tenantId, clientId, clientSecret].entries())
      process.env[variables[index] ?? ''] = value;
    const settings = { cloud: 'custom', customCloud: running.cloud, authentication: 'environment' } as const;
    azure = await connect(settings, () => assert.fail('Nobody is to be asked.'), traceLog);
    const { workspaces, refused } = await azure.workspaces();
    assert.deepEqual(refused, []);
    workspace = workspaces.find(({ name }) => name === running.workspaces[0]?.name) ?? assert.fail();
  });

  after(() => {
    azure.close();
    for (const [name, value] of Object.entries(outside))
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  });

  it('sees every workspace', async () => {
    const { workspaces } = await azure.workspaces();
    assert.equal(workspaces.length, running.workspaces.length);
  });

  it('sees the datastores of both services and opens those that hold files, but for two with a credential gone bad', async () => {
    const { datastores, incomplete } = await azure.list(workspace);
    assert.equal(incomplete, undefined);
    assert(datastores.some(({ kind }) => kind && !kind.arm));
    const browsable = datastores.filter(({ kind }) => kind?.openStorage);
    const closed: string[] = [];
    for (const datastore of browsable) {
      try {
        await (await azure.openStorage(workspace, datastore)).list(root);
      } catch (error) {
        closed.push(isFailure(error) ? datastore.name : `${datastore.name}: ${String(error)}`);
      }
    }
    assert(browsable.length > 0);
    assert.deepEqual(closed.sort(), ['expired_sas', 'unreadable_certificate']);
  });

  it('sees the computes, clusters before instances', async () => {
    const computes = await azure.computes(workspace);
    const types = computes.map(({ type }) => type);
    assert.ok(
      types.length > 1 && types[0] === 'AmlCompute' && types.at(-1) === 'ComputeInstance',
      types.join(),
    );
    assert.ok(computes.some(({ name }) => name === 'cpu-cluster'));
  });

  it('keeps the default and unregisters what each service lists', async () => {
    const { datastores } = await azure.list(workspace);
    const standard = datastores.find(({ isDefault }) => isDefault) ?? assert.fail();
    await assert.rejects(azure.unregister(workspace, { ...standard, isDefault: false }), (error) =>
      isFailure(error, 'invalidInput'),
    );
    const gone = [
      datastores.find(({ kind, isDefault }) => kind?.arm && !isDefault) ?? assert.fail(),
      datastores.find(({ kind }) => kind && !kind.arm) ?? assert.fail(),
    ];
    try {
      for (const datastore of gone) await azure.unregister(workspace, datastore);
      const left = (await azure.list(workspace)).datastores.map(({ name }) => name);
      assert.equal(left.length, datastores.length - 2);
      for (const { name } of gone) assert(!left.includes(name));
    } finally {
      await running.reset();
    }
  });
});
