import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { nameOf } from '../../../src/azureml/workspaceReference.ts';
import type { Workspace, WorkspaceList } from '../../../src/azureml/workspaces.ts';
import { Failure, isFailure } from '../../../src/common/failure.ts';
import { silentLog } from '../../../src/common/log.ts';
import type { Session } from '../../../src/common/session.ts';
import { claimsOf } from '../../../src/common/tokens.ts';
import { azureOver, refused, tokenOf, type Answer } from './fixtures.ts';

/** What one tenant lists: subscriptions (`owner/id` where another tenant owns it) with their workspaces. */
type Directory = Readonly<Record<string, readonly string[]>>;

interface World {
  /** Tenants by id; those that an account may not enter give it no token. */
  readonly tenants: Readonly<Record<string, Directory>>;
  /** Accounts, each with the tenants it is in, its own first; a leading `!` locks it. */
  readonly accounts: Readonly<Record<string, readonly string[]>>;
  readonly answer?: (url: URL, account: string, tenant: string) => Answer | Promise<Answer> | undefined;
}

const bare = (tenant: string): string => tenant.replace(/^!/, '');

function sessionOf(id: string, tenants: readonly string[], guest: boolean): Session {
  return {
    id,
    account: `${id}@contoso.example`,
    guest,
    credential: (tenantId = bare(tenants[0] ?? '')) => ({
      getToken: () =>
        tenants.includes(tenantId)
          ? Promise.resolve({ token: tokenOf({ tid: tenantId, oid: id }), expiresOnTimestamp: 1e15 })
          : Promise.reject(new Failure('unauthenticated', `${id} is locked out of ${tenantId}.`)),
    }),
  };
}

function world({ tenants, accounts, answer }: World, guest = true) {
  const sessions = Object.entries(accounts).map(([id, own]) => sessionOf(id, own, guest));
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (line: string) => warnings.push(line) };
  const over = azureOver(
    (url, _method, { headers }) => {
      const claims = claimsOf(headers.get('authorization')?.slice('Bearer '.length) ?? '');
      const [account, tenant] = [claims['oid'] as string, claims['tid'] as string];
      const directory = Object.entries(tenants[tenant] ?? {}).map(([key, workspaces]) => {
        const [owner, id] = key.includes('/') ? key.split('/') : [tenant, key];
        return { subscriptionId: id, displayName: `Sub ${id ?? ''}`, tenantId: owner, workspaces };
      });
      const own = answer?.(url, account, tenant);
      if (own) return own;
      if (url.pathname === '/tenants')
        return {
          body: {
            value: (accounts[account] ?? [])
              .map(bare)
              .map((tenantId) => ({ tenantId, displayName: `Name of ${tenantId}` })),
          },
        };
      if (url.pathname === '/subscriptions') return { body: { value: directory } };
      const [, , id = '', , , , , name] = url.pathname.split('/');
      const found = directory.find(({ subscriptionId }) => subscriptionId === id);
      if (!found) return refused(404, 'SubscriptionNotFound');
      const resources = found.workspaces.map((workspace) => ({
        id: `/subscriptions/${id}/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`,
        name: workspace,
        properties: { tenantId: found.tenantId },
      }));
      if (url.pathname.split('/').length === 3) return { body: found };
      if (name === undefined || !url.pathname.includes('/resourceGroups/'))
        return { body: { value: resources } };
      const wanted = url.pathname.split('/').at(-1);
      const resource = resources.find((one) => one.name === wanted);
      return resource ? { body: resource } : refused(404, 'ResourceNotFound');
    },
    { sessions, log },
  );
  return { ...over, warnings };
}

const names = ({ workspaces }: WorkspaceList) => workspaces.map(({ name }) => name);
const ways = ({ workspaces }: WorkspaceList) =>
  Object.fromEntries(workspaces.map(({ name, via }: Workspace) => [name, via]));

describe('workspaces in several tenants', () => {
  it('are all listed, each with the account and the tenant that listed it', async () => {
    const { azure } = world({
      tenants: { home: { s1: ['a'] }, guest: { s2: ['b'] } },
      accounts: { ada: ['home', 'guest'] },
    });
    const list = await azure.workspaces();
    assert.deepEqual(ways(list), { a: { account: 'ada' }, b: { account: 'ada', tenantId: 'guest' } });
    assert.deepEqual(
      list.workspaces.map(({ tenantId }) => tenantId),
      ['home', 'guest'],
    );
    assert.equal(list.complete, true);
  });

  it('are only those of the account’s own tenant where it is no guest', async () => {
    const { azure, sent } = world(
      { tenants: { home: { s1: ['a'] }, guest: { s2: ['b'] } }, accounts: { robot: ['home', 'guest'] } },
      false,
    );
    assert.deepEqual(names(await azure.workspaces()), ['a']);
    assert(sent.every(({ url }) => !url.includes('/tenants')));
  });

  it('are there although other tenants are locked, which say how people call them and who is locked out', async () => {
    const { azure, warnings } = world({
      tenants: { home: { s1: ['a'] }, mfa: { s2: ['b'] }, open: { s3: ['c'] } },
      accounts: { ada: ['home', '!mfa', 'open'] },
    });
    const list = await azure.workspaces();
    assert.deepEqual(names(list), ['a', 'c']);
    assert.deepEqual(list.refused, []);
    assert.deepEqual(
      list.locked.map(({ via, name, account }) => ({ via, name, account })),
      [{ via: { account: 'ada', tenantId: 'mfa' }, name: 'Name of mfa', account: 'ada@contoso.example' }],
    );
    assert.equal(list.locked[0]?.failure.message, 'ada is locked out of mfa.');
    assert.deepEqual(list.locked[0].failure.facts.signIn, { account: 'ada', tenantId: 'mfa' });
    assert.equal(warnings.length, 1);
  });

  it('are there although Azure does not answer for another tenant, which is refused and not locked', async () => {
    const { azure } = world({
      tenants: { home: { s1: ['a'] }, slow: {} },
      accounts: { ada: ['home', 'slow'] },
      answer: ({ pathname }, _account, tenant) =>
        tenant === 'slow' && pathname === '/subscriptions' ? refused(429, 'TooManyRequests') : undefined,
    });
    const { locked, refused: missing } = await azure.workspaces();
    assert.deepEqual(locked, []);
    assert.deepEqual(
      missing.map(({ word }) => word),
      ['throttled'],
    );
    assert.match(missing[0]?.message ?? '', /“Name of slow”/);
  });

  it('are there although the account’s own tenant is locked', async () => {
    const { azure } = world({
      tenants: { home: {}, guest: { s2: ['b'] } },
      accounts: { ada: ['home', 'guest'] },
      answer: ({ pathname }, _account, tenant) =>
        tenant === 'home' && pathname === '/subscriptions' ? refused(403, 'AuthorizationFailed') : undefined,
    });
    const list = await azure.workspaces();
    assert.deepEqual(names(list), ['b']);
    assert.deepEqual(
      list.locked.map(({ name }) => name),
      ['Name of home'],
    );
  });

  it('are there although the tenants cannot be listed, which is told', async () => {
    const { azure } = world({
      tenants: { home: { s1: ['a'] } },
      accounts: { ada: ['home'] },
      answer: ({ pathname }) => (pathname === '/tenants' ? refused(403, 'AuthorizationFailed') : undefined),
    });
    const list = await azure.workspaces();
    assert.deepEqual(names(list), ['a']);
    assert.match(list.refused[0]?.message ?? '', /tenants of ada@contoso\.example/);
  });

  it('cannot be read when the only account is locked out of its own tenant', async () => {
    const { azure } = world({ tenants: { home: {} }, accounts: { ada: ['!home'] } });
    await assert.rejects(azure.workspaces(), (error) => isFailure(error, 'unauthenticated'));
  });

  it('are none, with the locked tenants, where all others are empty', async () => {
    const { azure } = world({ tenants: { home: {}, mfa: {} }, accounts: { ada: ['home', '!mfa'] } });
    const list = await azure.workspaces();
    assert.deepEqual(names(list), []);
    assert.equal(list.locked.length, 1);
  });

  it('are none, with the locked tenants, where all subscriptions refuse', async () => {
    const { azure } = world({
      tenants: { home: { s1: [] }, mfa: {} },
      accounts: { ada: ['home', '!mfa'] },
      answer: ({ pathname }) => (pathname.includes('/s1/') ? refused(403, 'AuthorizationFailed') : undefined),
    });
    const { refused: missing, locked } = await azure.workspaces();
    assert.deepEqual([missing.length, locked.length], [1, 1]);
  });
});

describe('workspaces of several accounts', () => {
  it('are listed together, and those that both see once', async () => {
    const { azure, sent } = world({
      tenants: { home: { s1: ['a'], s2: ['b'] }, other: { s3: ['c'] } },
      accounts: { ada: ['home'], bo: ['home', 'other'] },
    });
    assert.deepEqual(names(await azure.workspaces()), ['a', 'b', 'c']);
    assert.equal(sent.filter(({ url }) => url.includes('/s1/')).length, 1);
  });

  it('are there although another account is not signed in any more, which is told', async () => {
    const { azure } = world({
      tenants: { home: { s1: ['a'] } },
      accounts: { ada: ['home'], gone: ['!home'] },
    });
    const list = await azure.workspaces();
    assert.deepEqual(names(list), ['a']);
    assert.deepEqual(
      list.refused.map(({ message }) => message),
      ['gone is locked out of home.'],
    );
  });

  it('are none where one account sees nothing and another is not signed in any more', async () => {
    const { azure } = world({ tenants: { home: {} }, accounts: { ada: ['home'], gone: ['!home'] } });
    const { workspaces, refused: missing } = await azure.workspaces();
    assert.deepEqual([workspaces.length, missing.length], [0, 1]);
  });

  it('are read as the second account although the first was refused long before', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const { azure, warnings } = world({
      tenants: { home: { s1: ['a'] } },
      accounts: { ada: ['home'], bo: ['home'] },
      answer({ pathname }, account) {
        if (account === 'ada' && pathname.includes('/s1/')) return refused(403, 'AuthorizationFailed');
        if (account === 'ada' || pathname !== '/subscriptions') return undefined;
        const value = [{ subscriptionId: 's1', displayName: 'Sub s1', tenantId: 'home' }];
        return gate.then(() => ({ body: { value } }));
      },
    });
    const list = azure.workspaces();
    while (warnings.length === 0) await setImmediate();
    open();
    assert.deepEqual(ways(await list), { a: { account: 'bo' } });
    assert.deepEqual((await list).refused, []);
  });

  it('are read as the second account where the first may not', async () => {
    const { azure } = world({
      tenants: { home: { s1: ['a'] } },
      accounts: { ada: ['home'], bo: ['home'] },
      answer: ({ pathname }, account) =>
        account === 'ada' && pathname.includes('/s1/') ? refused(403, 'AuthorizationFailed') : undefined,
    });
    const list = await azure.workspaces();
    assert.deepEqual(ways(list), { a: { account: 'bo' } });
    assert.deepEqual(list.refused, []);
  });
});

describe('a subscription that another tenant owns', () => {
  const delegated = { home: { 'customer/s1': ['a'] }, customer: { s1: ['a'] } };

  it('is read in the tenant that lists it', async () => {
    const { azure } = world({ tenants: delegated, accounts: { ada: ['home'] } });
    const { workspaces } = await azure.workspaces();
    assert.deepEqual(workspaces[0]?.via, { account: 'ada' });
    assert.equal(workspaces[0].tenantId, 'customer');
  });

  it('is read once, in its own tenant, where the account is a guest there', async () => {
    const { azure, sent } = world({ tenants: delegated, accounts: { ada: ['home', 'customer'] } });
    assert.deepEqual(ways(await azure.workspaces()), { a: { account: 'ada', tenantId: 'customer' } });
    assert.equal(sent.filter(({ url }) => url.includes('/s1/')).length, 1);
  });
});

describe('a list of workspaces that takes its time', () => {
  const teams = Object.fromEntries(
    Array.from({ length: 10 }, (_, team) => [
      `team${team}`,
      Array.from({ length: 25 }, (_, index) => `t${team}-${index}`),
    ]),
  );

  it('shows the first of 250 workspaces after two answers, and all of them in the end', async () => {
    const held = new Map<string, () => void>();
    const { azure } = world({
      tenants: { home: teams, slow: {} },
      accounts: { ada: ['home', 'slow'] },
      answer(url, _account, tenant) {
        const waits =
          tenant === 'slow' || (url.pathname.includes('/workspaces') && !url.pathname.includes('/team0/'));
        if (!waits) return undefined;
        const answer =
          url.pathname === '/subscriptions' ? {} : { value: teams[url.pathname.split('/')[2] ?? ''] };
        const value = (answer.value ?? []).map((name) => ({
          id: `/subscriptions/x/resourceGroups/g/${name}`,
          name,
        }));
        return new Promise((resolve) => held.set(url.pathname, () => resolve({ body: { value } })));
      },
    });
    const told: WorkspaceList[] = [];
    const list = azure.workspaces({ onProgress: (found) => told.push(found) });
    while (told.length === 0) await setImmediate();
    assert.equal(names(told[0] ?? assert.fail()).length, 25);
    assert.equal(told[0]?.complete, false);
    // Everything that waits holds one of the eight places, so they open one after the other.
    const state = { done: false };
    void list.finally(() => (state.done = true));
    while (!state.done) {
      for (const [path, open] of held) {
        held.delete(path);
        open();
      }
      await setImmediate();
    }
    assert.equal(names(await list).length, 250);
    assert.equal((await list).complete, true);
    const count = told.length;
    await setImmediate();
    assert.equal(told.length, count);
    assert(
      told.every((found, index) => index === 0 || names(found).length >= names(told[index - 1]!).length),
    );
  });

  it('tells once of all that comes at a time', async () => {
    const { azure } = world({ tenants: { home: teams }, accounts: { ada: ['home'] } });
    let told = 0;
    await azure.workspaces({ onProgress: () => told++ });
    assert(told < 10, `${told} times`);
    const before = told;
    await setImmediate();
    assert.equal(told, before);
  });

  it('tells nobody who has stopped, whatever still answers', async () => {
    const stop = new AbortController();
    const held: (() => void)[] = [];
    const { azure } = world({
      tenants: { home: teams },
      accounts: { ada: ['home'] },
      answer: ({ pathname }) =>
        pathname.includes('/workspaces') && !pathname.includes('/team0/')
          ? new Promise((resolve) =>
              held.push(() => resolve({ body: { value: [{ id: 'late', name: 'late' }] } })),
            )
          : undefined,
    });
    let told = 0;
    const onProgress = () => {
      told++;
      stop.abort();
    };
    const stopped = assert.rejects(azure.workspaces({ signal: stop.signal, onProgress }), (error) =>
      isFailure(error, 'cancelled'),
    );
    while (told === 0) await setImmediate();
    held.shift()?.();
    await setImmediate();
    await setImmediate();
    for (const open of held) open();
    await stopped;
    assert.equal(told, 1);
  });

  it('asks for the chosen subscriptions only', async () => {
    const { azure, sent } = world({ tenants: { home: teams }, accounts: { ada: ['home'] } });
    const list = await azure.workspaces({ subscriptions: ['TEAM3'] });
    assert.equal(names(list).length, 25);
    assert.deepEqual(
      sent.filter(({ url }) => url.includes('/workspaces')).map(({ url }) => url.split('/')[4]),
      ['team3'],
    );
  });
});

describe('one workspace by its name', () => {
  const two: World = {
    tenants: { home: { s1: ['a'] }, guest: { s2: ['b'] } },
    accounts: { ada: ['home', 'guest'], bo: ['guest'] },
    answer: ({ pathname }, _account, tenant) =>
      pathname === '/subscriptions' || pathname === '/tenants'
        ? refused(403, 'AuthorizationFailed')
        : pathname.includes('/s2') && tenant === 'home'
          ? refused(401, 'InvalidAuthenticationTokenTenant', 'wrong')
          : undefined,
  };
  const named = (subscriptionId: string, workspace: string, tenantId?: string) => ({
    ...{ subscriptionId, resourceGroup: 'g', workspace },
    ...(tenantId === undefined ? {} : { tenantId }),
  });

  it('is read without listing subscriptions or tenants', async () => {
    const { azure } = world(two);
    const { name, subscription, tenantId, via, resourceGroup } = await azure.workspace(named('s1', 'a'));
    assert.deepEqual(
      { name, subscription, tenantId, via, resourceGroup },
      { name: 'a', subscription: 'Sub s1', tenantId: 'home', via: { account: 'ada' }, resourceGroup: 'g' },
    );
  });

  it('is read in the tenant that the name says', async () => {
    const { azure } = world(two);
    assert.deepEqual((await azure.workspace(named('s2', 'b', 'guest'))).via, {
      account: 'ada',
      tenantId: 'guest',
    });
  });

  it('is read as whichever account may', async () => {
    const { azure } = world(two);
    assert.deepEqual((await azure.workspace(named('s2', 'b'))).via, { account: 'bo' });
  });

  it('is read in the tenant that Azure names, and says so', async () => {
    const guest = '11111111-2222-4333-8444-555555555555';
    const { azure } = world({
      tenants: { home: {}, [guest]: { s2: ['b'] } },
      accounts: { ada: ['home', guest] },
      answer: (_url, _account, tenant) =>
        tenant === 'home'
          ? refused(
              401,
              'InvalidAuthenticationTokenTenant',
              `It must match the tenant 'https://sts.windows.net/${guest}/'.`,
            )
          : undefined,
    });
    const { via, tenantId } = await azure.workspace(named('s2', 'b'));
    assert.deepEqual(via, { account: 'ada', tenantId: guest });
    assert.equal(tenantId, guest);
  });

  it('calls the subscription by its id where that may not be read', async () => {
    const { azure } = world({
      ...two,
      answer: ({ pathname }) =>
        pathname === '/subscriptions/s1' ? refused(403, 'AuthorizationFailed') : undefined,
    });
    const { subscription, tenantId } = await azure.workspace(named('s1', 'a'));
    assert.deepEqual([subscription, tenantId], ['s1', 'home']);
  });

  it('belongs to the tenant that it names, where its subscription may not be read', async () => {
    const { azure } = world({
      tenants: { home: { 'customer/s1': ['a'] } },
      accounts: { ada: ['home'] },
      answer: ({ pathname }) =>
        pathname === '/subscriptions/s1' ? refused(403, 'AuthorizationFailed') : undefined,
    });
    assert.equal((await azure.workspace(named('s1', 'a'))).tenantId, 'customer');
  });

  it('is found again by its name, also where its owner does not know the account', async () => {
    const { azure } = world({
      tenants: { home: { 'customer/s1': ['a'] }, customer: { s1: ['a'] }, guest: { 'customer/s2': ['b'] } },
      accounts: { ada: ['home', 'guest'] },
    });
    for (const name of [named('s1', 'a'), named('s2', 'b', 'guest')]) {
      const first = await azure.workspace(name);
      assert.equal(first.tenantId, 'customer');
      assert.deepEqual(await azure.workspace(nameOf(first)), first);
    }
  });

  it('that is not there says so, and not that another account is not signed in', async () => {
    const { azure } = world({ ...two, accounts: { gone: ['!home'], ada: ['home'], late: ['!guest'] } });
    await assert.rejects(
      azure.workspace(named('s1', 'missing')),
      (error) => isFailure(error, 'notFound') && error.message.includes('“missing”'),
    );
  });

  it('stops with its caller', async () => {
    const stop = new AbortController();
    const { azure } = world({
      ...two,
      answer: () => {
        stop.abort();
        return refused(403, 'AuthorizationFailed');
      },
    });
    await assert.rejects(azure.workspace(named('s1', 'a'), { signal: stop.signal }), (error) =>
      isFailure(error, 'cancelled'),
    );
  });
});
