import assert from 'node:assert/strict';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { controlOf, names, properties, rows, type Control, type Reply } from './control.ts';

const provider = 'providers/Microsoft.MachineLearningServices/workspaces';

describe('The platform team of the sandbox', () => {
  let box: Sandbox;
  let control: Control;
  before(async () => {
    box = await sandbox();
    control = controlOf(box);
  });

  const arm = (target: string, method = 'GET'): Promise<Reply> =>
    control.arm(target, { as: 'platform', method });
  const subscriptions = async (): Promise<Record<string, unknown>[]> => rows(await arm('/subscriptions'));
  /** The rows of all pages and how many pages they came in. */
  async function pages(reply: Reply, more: (link: string) => Promise<Reply>) {
    let [found, count, last] = [rows(reply), 1, reply];
    for (let link = last.json['nextLink']; typeof link === 'string'; link = last.json['nextLink']) {
      last = await more(link);
      [found, count] = [[...found, ...rows(last)], count + 1];
    }
    return { found, count };
  }

  it('has 250 workspaces in ten subscriptions, which nobody else sees', async () => {
    const teams = await subscriptions();
    assert.deepEqual(
      teams.map((row) => row['displayName']),
      Array.from({ length: 10 }, (_, index) => `Team ${String(index + 1).padStart(2, '0')}`),
    );
    const lists = await Promise.all(teams.map(({ id }) => arm(`${String(id)}/${provider}`)));
    const all = lists.flatMap((list) => names(list));
    assert.equal(new Set(all).size, 250);
    assert.ok(lists.every((list) => rows(list).length === 25));
    for (const as of ['user', 'reader'] as const) {
      assert.equal(rows(await control.arm('/subscriptions', { as })).length, 2);
      const refused = await control.arm(`${String(teams[0]!['id'])}/${provider}`, { as });
      assert.equal(refused.status, 403);
    }
  });

  it('has 120 datastores in one of them, in pages of ARM and of v1, over containers that are there', async () => {
    const [first] = await subscriptions();
    const id = `${String(first!['id'])}/resourceGroups/team-01-ml/${provider}/team-01-ws-01`;
    const host = 'management.azure.com.localhost';
    const byArm = await pages(await arm(`${id}/datastores`), (link) =>
      control.raw(host, link.slice(`https://${host}`.length), { as: 'platform' }),
    );
    assert.deepEqual([byArm.found.length, byArm.count], [120, 4]);
    const region = 'eastus.api.azureml.ms.localhost';
    const v1 = (target: string) => control.raw(region, target, { as: 'platform' });
    const byV1 = await pages(await v1(`/datastore/v1.0${id}/datastores?includeSecret=false`), (link) =>
      v1(link.slice(`https://${region}`.length)),
    );
    assert.deepEqual([byV1.found.length, byV1.count], [120, 4]);
    assert.deepEqual(
      byArm.found.map((row) => row['name']),
      byV1.found.map((row) => row['name']),
    );
    const account = `/subscriptions/${box.workspaces[0]!.subscriptionId}/resourceGroups/ml-research/providers/Microsoft.Storage/storageAccounts/contosodata`;
    const there = names(await control.arm(`${account}/blobServices/default/containers`));
    const used = new Set(byArm.found.map((row) => properties(row)['containerName']));
    assert.ok([...used].every((container) => there.includes(container)));
  });
});
