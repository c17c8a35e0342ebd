import assert from 'node:assert/strict';
import { isFailure } from '../../../src/common/failure.ts';
import { silentLog } from '../../../src/common/log.ts';
import { azureOver, refused, type Answers } from './fixtures.ts';

const subscription = (subscriptionId: string, tenantId = 'home') => ({
  subscriptionId,
  displayName: `Sub ${subscriptionId}`,
  tenantId,
});

/** Subscriptions by id, each with workspaces or a refusal. */
function subscriptions(
  members: Readonly<Record<string, readonly string[] | ReturnType<typeof refused>>>,
): Answers {
  return ({ pathname }) => {
    if (pathname === '/subscriptions')
      return { body: { value: Object.keys(members).map((id) => subscription(id, 'customer')) } };
    const id = pathname.split('/')[2] ?? '';
    const answer = members[id] ?? [];
    if ('status' in answer) return answer;
    const value = answer.map((name) => ({
      id: `/subscriptions/${id}/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/${name}`,
      name,
    }));
    return { body: { value } };
  };
}

describe('the workspaces', () => {
  for (const [status, code] of [
    [403, 'AuthorizationFailed'],
    [404, 'SubscriptionNotFound'],
    [401, 'InvalidAuthenticationTokenTenant'],
  ] as const) {
    it(`of other subscriptions are there when one answers ${code}, which is told and logged`, async () => {
      const warnings: string[] = [];
      const log = { ...silentLog, warn: (message: string) => warnings.push(message) };
      const { azure } = azureOver(subscriptions({ one: refused(status, code), two: ['w2', 'w1'] }), { log });
      const list = await azure.workspaces();
      assert.deepEqual(
        list.workspaces.map(({ name }) => name),
        ['w1', 'w2'],
      );
      assert.equal(list.refused.length, 1);
      assert.match(list.refused[0]?.message ?? '', /“Sub one”/);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /“Sub one”/);
    });
  }

  it('cannot be read when every subscription refuses', async () => {
    const { azure } = azureOver(subscriptions({ one: refused(403, 'AuthorizationFailed') }));
    await assert.rejects(azure.workspaces(), (error) => isFailure(error, 'permissionDenied'));
  });

  it('are none where there is no subscription', async () => {
    const { azure } = azureOver(subscriptions({}));
    assert.deepEqual(await azure.workspaces(), { workspaces: [], refused: [], locked: [], complete: true });
  });

  it('are not half a list when the caller has stopped', async () => {
    const stop = new AbortController();
    const { azure } = azureOver((url, method, request) => {
      if (url.pathname.includes('/two/')) {
        stop.abort();
        return Promise.reject(Object.assign(new Error('stopped'), { name: 'AbortError' }));
      }
      return subscriptions({ one: ['w1'], two: [] })(url, method, request);
    });
    await assert.rejects(azure.workspaces({ signal: stop.signal }), (error) => isFailure(error, 'cancelled'));
  });

  it('are asked for in the tenant that sees them, not in the customer’s that owns them', async () => {
    const { azure, sent } = azureOver(subscriptions({ one: ['w1'] }));
    const { workspaces } = await azure.workspaces();
    assert.equal(workspaces[0]?.tenantId, 'customer');
    await azure.list(workspaces[0]).catch(() => {});
    const tokens = sent.map(({ authorization }) => authorization).filter(Boolean);
    assert.deepEqual([...new Set(tokens)], ['Bearer own']);
    assert(tokens.length >= 3);
  });
});
