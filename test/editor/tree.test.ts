import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FailureNode, MoreNode, Node } from '../../src/tree/nodes.ts';
import { sandbox } from '../support/sandbox.ts';
import { children, label, nodeAt, run, treeItem } from './support.ts';

const labels = async (nodes: readonly Node[]) => Promise.all(nodes.map(label));

describe('the tree', () => {
  beforeEach(async () => {
    await (await sandbox()).clearFaults();
    await run('azuremlDatastores.refresh');
  });
  after(async () => (await sandbox()).clearFaults());

  it('lists the workspaces of both subscriptions by name', async () => {
    assert.deepEqual(await labels(await children()), ['churn-production', 'forecasting', 'vision-research']);
  });

  it('lists the datastores of both services once each, the default first', async () => {
    const nodes = await children(await nodeAt('vision-research'));
    const shown = await labels(nodes);
    assert.equal(shown[0], 'workspaceblobstore');
    assert.equal(new Set(shown).size, shown.length);
    for (const name of [
      'workspacefilestore',
      'lake',
      'legacy_lake',
      'sales_sql',
      'events_postgres',
      'inventory_mysql',
      'databricks_fs',
    ]) {
      assert.ok(shown.includes(name), `${name} is missing`);
    }
  });

  it('marks the default, and says by ability words what can be done', async () => {
    const context = async (name: string) =>
      (await treeItem(await nodeAt('vision-research', name))).contextValue;
    assert.equal(
      await context('workspaceblobstore'),
      'datastore browsable writable credential exportable default',
    );
    assert.equal(await context('lake'), 'datastore browsable writable credential exportable settable');
    assert.equal(await context('sales_sql'), 'datastore writable credential settable');
    const item = await treeItem(await nodeAt('vision-research', 'workspaceblobstore'));
    assert.match(String(item.description), /^default · /);
    assert.match(item.accessibilityInformation?.label ?? '', /Azure Blob container/);
  });

  for (const [datastore, what] of [
    ['images', 'a Blob container, with its account key'],
    ['shared_readonly', 'a Blob container, with a SAS'],
    ['team_identity', 'a Blob container, as the user'],
    ['workspacefilestore', 'a file share'],
    ['lake', 'a Data Lake, as a service principal'],
    ['lake_identity', 'a Data Lake, as the user'],
  ] as const) {
    it(`lists ${what}`, async () => {
      const nodes = await children(await nodeAt('vision-research', datastore));
      const kinds = new Set(nodes.map(({ kind }) => kind));
      assert.ok(kinds.has('folder') || kinds.has('file'), (await labels(nodes)).join('\n'));
    });
  }

  it('opens a folder of 20,000 blobs with exactly one request, and one more for “Load more…”', async () => {
    const box = await sandbox();
    await children(await nodeAt('vision-research', 'big_folder'));
    const many = await nodeAt('vision-research', 'big_folder', 'many');
    await box.clearRequests();
    const first = await children(many);
    assert.equal(first.length, 201);
    const lists = async () => (await box.requests({ host: '\\.blob\\.' })).count;
    assert.equal(await lists(), 1);
    await run('azuremlDatastores.loadMore', first.at(-1) as MoreNode);
    assert.equal((await children(many)).length, 401);
    assert.equal(await lists(), 2);
  });

  it('shows every awkward name as it is', async () => {
    const shown = await labels(await children(await nodeAt('vision-research', 'awkward_names')));
    for (const name of ['..', '.', '(no name)', '日本語', 'con.txt', 'victim'])
      assert.ok(shown.includes(name), `${name} in ${shown.join(', ')}`);
  });

  it('shows a refusal in place with its remedy, leaves the rest alone, and recovers by Retry', async () => {
    const box = await sandbox();
    await box.addFault({
      host: '\\.blob\\.',
      action: { kind: 'status', status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const [failed] = await children(await nodeAt('vision-research', 'team_identity'));
    assert.equal(failed?.kind, 'failure');
    assert.match(String((await treeItem(failed)).description), /Storage Blob Data/);
    const files = await children(await nodeAt('vision-research', 'workspacefilestore'));
    assert.notEqual(files[0]?.kind, 'failure');
    await box.clearFaults();
    await run('azuremlDatastores.refresh', failed);
    const [mended] = await children(await nodeAt('vision-research', 'team_identity'));
    assert.notEqual(mended?.kind, 'failure');
  });

  it('copies what is known of a refusal: the role with its scope, the code, the request, and no secret', async () => {
    const box = await sandbox();
    await box.addFault({
      host: '\\.blob\\.',
      action: { kind: 'status', status: 403, code: 'AuthorizationPermissionMismatch' },
    });
    const [failed] = await children(await nodeAt('vision-research', 'team_identity'));
    await run('azuremlDatastores.copyDetails', failed as FailureNode);
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, /role Storage Blob Data Reader on container \S+ of account contosodata/);
    assert.match(copied, /^Code: AuthorizationPermissionMismatch$/m);
    assert.match(copied, /^Status: 403$/m);
    assert.match(copied, /^Request id: \S+$/m);
    assert.match(copied, /^Host: contosodata\.blob\.\S+$/m);
    assert.match(copied, /^Time: \d{4}-\d\d-\d\dT\S+Z$/m);
    assert.match(copied, /^Extension: Azure ML Datastores \d+\.\d+\.\d+$/m);
  });

  it('goes on with what ARM knows while the older service is down, and says so', async () => {
    const box = await sandbox();
    await box.addFault({ path: '/datastore/v1\\.0/', action: { kind: 'status', status: 404 } });
    const nodes = await children(await nodeAt('vision-research'));
    const shown = await labels(nodes);
    assert.ok(shown.includes('images'));
    assert.ok(!shown.includes('sales_sql'));
    assert.equal(nodes.at(-1)?.kind, 'failure');
  });
});
