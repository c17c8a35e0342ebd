import assert from 'node:assert/strict';
import { portalAddress, portalPlace } from '../../../src/commands/portal.ts';
import { Failure } from '../../../src/common/failure.ts';
import { blob } from '../../../src/datastores/blob.ts';
import type { Datastore } from '../../../src/datastores/datastore.ts';
import type { Node } from '../../../src/tree/nodes.ts';
import { azureClouds } from '../../../src/azureml/cloud.ts';
import { workspace } from '../azureml/fixtures.ts';

const datastore = (values: Datastore['values']): Datastore => ({
  name: 'images',
  type: 'AzureBlob',
  kind: blob,
  values,
  credential: { type: 'none' },
  isDefault: false,
});
const account = { accountName: 'contosodata', subscriptionId: 's2', resourceGroup: 'data' };
const accountId =
  '/subscriptions/s2/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/contosodata';
const addressOf = (node: Node): string | undefined => {
  const place = portalPlace(node);
  return place && portalAddress(azureClouds.AzureCloud, place);
};
const portal = 'https://portal.azure.com/#@customer/resource';

describe('the portal', () => {
  it('shows a workspace, in its own tenant', () => {
    assert.equal(addressOf({ kind: 'workspace', workspace }), `${portal}${workspace.id}`);
  });

  it('shows the storage account of data, where the datastore tells it', () => {
    const parent = { kind: 'datastore', workspace, datastore: datastore(account) } as const;
    assert.equal(addressOf(parent), `${portal}${accountId}`);
    const failure = new Failure('permissionDenied', 'No.', { facts: { resource: workspace.id } });
    assert.equal(addressOf({ kind: 'failure', parent, failure }), `${portal}${accountId}`);
    assert.equal(addressOf({ kind: 'empty', parent }), `${portal}${accountId}`);
    const bare = {
      kind: 'datastore',
      workspace,
      datastore: datastore({ accountName: 'contosodata' }),
    } as const;
    assert.equal(addressOf(bare), `${portal}${workspace.id}`);
  });

  it('shows what a failure of its own names, also where it tells of another one', () => {
    const cause = new Failure('permissionDenied', 'No.', { facts: { resource: '/subscriptions/s' } });
    const failure = new Failure('permissionDenied', 'None.', { cause });
    assert.equal(
      addressOf({ kind: 'failure', failure }),
      'https://portal.azure.com/#resource/subscriptions/s',
    );
    assert.equal(addressOf({ kind: 'failure', failure: new Failure('unexpected', 'Oh.') }), undefined);
  });

  it('is led nowhere else by what a file or service says', () => {
    const name = { subscriptionId: 's', resourceGroup: 'g?x#@evil', workspace: 'w&y' };
    const address = addressOf({ kind: 'offer', name, file: 'config.json' }) ?? '';
    assert.equal(new URL(address).origin, 'https://portal.azure.com');
    assert.match(address, /\/resourceGroups\/g%3Fx%23%40evil\/providers\/[^#?]+\/workspaces\/w%26y$/);
  });

  it('is nowhere in a cloud without one', () => {
    assert.equal(portalAddress({}, { resource: workspace.id }), undefined);
  });
});
