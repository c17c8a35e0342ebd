import assert from 'node:assert/strict';
import {
  isResourceGroup,
  isSubscriptionId,
  isWorkspaceName,
  parseWorkspaceAddress,
  parseWorkspaceConfig,
} from '../../../src/azureml/workspaceReference.ts';

const subscriptionId = '7a2c9b1e-3d4f-4a5b-8c6d-0e1f2a3b4c5d';
const tenantId = '0f9e8d7c-6b5a-4938-8271-605f4e3d2c1b';
const name = { subscriptionId, resourceGroup: 'ml-research', workspace: 'vision-research' };
const short = `/subscriptions/${subscriptionId}/resourcegroups/ml-research/workspaces/vision-research`;
const armId = `/subscriptions/${subscriptionId}/resourceGroups/ml-research/providers/Microsoft.MachineLearningServices/workspaces/vision-research`;

describe('an address that names a workspace', () => {
  const forms: [string, string][] = [
    ['the studio’s home', `https://ml.azure.com/home?wsid=${short}&tid=${tenantId}`],
    ['the studio without a page', `https://ml.azure.com/?tid=${tenantId}&wsid=${short}`],
    ['the studio, with the ARM id', `https://ml.azure.com/data?wsid=${armId}&tid=${tenantId}`],
    [
      'the studio, encoded',
      `https://ml.azure.com/data/datastore/images/edit?wsid=${encodeURIComponent(armId)}&tid=${tenantId}#tab`,
    ],
    ['the studio of China', `https://ml.azure.cn/?wsid=${short}&tid=${tenantId}`],
    ['the studio of the US Government', `https://ml.azure.us/experiments?wsid=${short}&tid=${tenantId}`],
    ['the portal, with a tenant', `https://portal.azure.com/#@${tenantId}/resource${armId}/overview`],
  ];
  for (const [what, address] of forms) {
    it(`may be that of ${what}`, () => {
      assert.deepEqual(parseWorkspaceAddress(address), { ...name, tenantId });
    });
  }

  const withoutTenant: [string, string][] = [
    ['an ARM id', armId],
    ['an ARM id with white space around it', `  ${armId}\n`],
    ['an ARM id in lower case', armId.toLowerCase()],
    ['the id of something below the workspace', `${armId}/datastores/images`],
    ['the portal', `https://portal.azure.com/#@contoso.onmicrosoft.com/resource${armId}/overview`],
    [
      'a blade of the portal',
      `https://portal.azure.com/#view/Microsoft_Azure_ML/Overview/id/${encodeURIComponent(armId)}`,
    ],
    [
      'a blade of the portal, encoded twice',
      `https://portal.azure.com/#view/X/id/${encodeURIComponent(encodeURIComponent(armId))}`,
    ],
    ['a datastore URI', `azureml:/${short}/datastores/images/paths/train/`],
    ['a workspace’s URI', `azureml:/${short}`],
  ];
  for (const [what, address] of withoutTenant) {
    it(`may be ${what}`, () => {
      assert.deepEqual(parseWorkspaceAddress(address), name);
    });
  }

  it('keeps the letters of other alphabets and the brackets that a group’s name may hold', () => {
    const group = 'Größe (ml).x';
    const address = `https://ml.azure.com/?wsid=${encodeURIComponent(short.replace('ml-research', group))}`;
    assert.equal(parseWorkspaceAddress(address), undefined, 'a blank is not allowed');
    const fine = `https://ml.azure.com/?wsid=${encodeURIComponent(short.replace('ml-research', 'Größe(ml).x'))}`;
    assert.equal(parseWorkspaceAddress(fine)?.resourceGroup, 'Größe(ml).x');
  });

  const none = [
    '',
    'vision-research',
    'https://ml.azure.com/',
    'azureml://datastores/images/paths/train/',
    armId.replace(subscriptionId, 'mine'),
    armId.replace('vision-research', 'v'),
    armId.replace('ml-research', '..'),
    armId.replace('Microsoft.MachineLearningServices', 'Microsoft.Storage'),
    `/subscriptions/${subscriptionId}/resourceGroups/ml-research`,
    '%E0%A4%A',
    'x'.repeat(100_000),
  ];
  for (const address of none) {
    it(`is not “${address.slice(0, 60)}”`, () => {
      assert.equal(parseWorkspaceAddress(address), undefined);
    });
  }
});

describe('a config.json', () => {
  const config = {
    subscription_id: subscriptionId,
    resource_group: 'ml-research',
    workspace_name: 'vision-research',
  };

  it('names a workspace, with a byte order mark and other members too', () => {
    assert.deepEqual(parseWorkspaceConfig(JSON.stringify(config, null, 4)), name);
    assert.deepEqual(parseWorkspaceConfig(`\ufeff${JSON.stringify({ ...config, note: [1] })}`), name);
  });

  const others: [string, string][] = [
    ['has a comment', `// mine\n${JSON.stringify(config)}`],
    ['is of something else', '{"model_type": "bert", "hidden_size": 768}'],
    ['lacks a member', JSON.stringify({ ...config, workspace_name: undefined })],
    ['has a member of another type', JSON.stringify({ ...config, resource_group: 7 })],
    ['has a subscription that is none', JSON.stringify({ ...config, subscription_id: '<id>' })],
    ['is a list', '[]'],
    ['is nothing', 'null'],
    ['is cut off', JSON.stringify(config).slice(0, -1)],
    ['is empty', ''],
    ['is very long', JSON.stringify({ ...config, note: 'x'.repeat(100_000) })],
  ];
  for (const [what, content] of others) {
    it(`that ${what} names none`, () => {
      assert.equal(parseWorkspaceConfig(content), undefined);
    });
  }
});

describe('the rules for names', () => {
  it('are those of Azure', () => {
    assert.ok(isSubscriptionId(subscriptionId.toUpperCase()));
    assert.ok(!isSubscriptionId(`${subscriptionId}0`));
    assert.ok(isResourceGroup('a') && isResourceGroup('x'.repeat(90)) && isResourceGroup('_(.-)'));
    assert.ok(!isResourceGroup('') && !isResourceGroup('x'.repeat(91)) && !isResourceGroup('x.'));
    assert.ok(!isResourceGroup('a/b') && !isResourceGroup('a?b'));
    assert.ok(isWorkspaceName('abc') && isWorkspaceName('x'.repeat(33)) && isWorkspaceName('0_a-b'));
    assert.ok(!isWorkspaceName('ab') && !isWorkspaceName('x'.repeat(34)) && !isWorkspaceName('-abc'));
  });
});
