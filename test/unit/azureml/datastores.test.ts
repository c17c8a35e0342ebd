import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { isFailure } from '../../../src/common/failure.ts';
import { silentLog } from '../../../src/common/log.ts';
import type { Datastore } from '../../../src/datastores/datastore.ts';
import { azureOver, refused, workspace, type Answer, type Answers } from './fixtures.ts';

const history = 'https://eastus.api.azureml.ms/history';
const armResource = (name: string, isDefault = false, datastoreType = 'AzureBlob') => ({
  name,
  properties: { datastoreType, isDefault, accountName: 'contoso', containerName: 'c', credentials: {} },
});
const dto = (name: string, dataStoreType = 'DBFS') => ({ name, dataStoreType });

interface Contents {
  readonly arm?: readonly object[];
  readonly v1?: readonly unknown[];
  readonly answer?: (url: URL, method: string) => Answer | Promise<Answer> | undefined;
}

/** Both services over one workspace. */
function services({ arm = [], v1 = [], answer }: Contents): Answers {
  return (url, method) => {
    const own = answer?.(url, method);
    if (own) return own;
    if (url.pathname === '/discovery') return { body: { history } };
    if (method !== 'GET') return { body: {} };
    return { body: { value: url.host === 'management.azure.com' ? arm : v1 } };
  };
}

const names = (list: { datastores: readonly Datastore[] }) => list.datastores.map(({ name }) => name);
const find = (list: { datastores: readonly Datastore[] }, name: string): Datastore =>
  list.datastores.find((datastore) => datastore.name === name) ?? assert.fail(`no ${name}`);

/** A promise that the test keeps. */
function opening(): { promise: Promise<Answer>; resolve: (answer: Answer) => void } {
  let resolve: (answer: Answer) => void = () => {};
  const promise = new Promise<Answer>((done) => (resolve = done));
  return { promise, resolve };
}

describe('the datastores of a workspace', () => {
  it('come from both services, the default first, each once', async () => {
    const { azure } = azureOver(
      services({ arm: [armResource('b'), armResource('z', true)], v1: [dto('a'), dto('z')] }),
    );
    assert.deepEqual(names(await azure.list(workspace)), ['z', 'a', 'b']);
  });

  const onlyOlder = (name: string, answer: () => Answer) =>
    services({
      arm: [armResource('b')],
      v1: [dto(name), dto('other')],
      answer: ({ pathname }) => (pathname.endsWith('/default') ? answer() : undefined),
    });
  const defaults = (list: { datastores: readonly Datastore[] }) =>
    names({ datastores: list.datastores.filter(({ isDefault }) => isDefault) });

  it('have the default that only the older service knows, which is asked once', async () => {
    const { azure, sent } = azureOver(onlyOlder('dbfs', () => ({ body: dto('DBFS') })));
    const list = await azure.list(workspace);
    assert.deepEqual(defaults(list), ['dbfs']);
    assert.equal(names(list)[0], 'dbfs');
    assert.equal(sent.filter(({ url }) => url.endsWith('/default')).length, 1);
  });

  it('have the default of ARM without asking further', async () => {
    const { azure, sent } = azureOver(services({ arm: [armResource('z', true)], v1: [dto('a')] }));
    assert.deepEqual(defaults(await azure.list(workspace)), ['z']);
    assert(sent.every(({ url }) => !url.endsWith('/default')));
  });

  it('are all there when nobody knows the default', async () => {
    const { azure } = azureOver(onlyOlder('dbfs', () => refused(404, 'UserError', 'No default.')));
    const list = await azure.list(workspace);
    assert.deepEqual(names(list), ['b', 'dbfs', 'other']);
    assert.deepEqual(defaults(list), []);
    assert.equal(list.incomplete, undefined);
  });

  it('are not half a list when the caller stops while the default is asked for', async () => {
    const stop = new AbortController();
    const { azure } = azureOver(
      onlyOlder('dbfs', () => {
        stop.abort();
        return refused(404, 'UserError', 'No default.');
      }),
    );
    await assert.rejects(azure.list(workspace, { signal: stop.signal }), (error) =>
      isFailure(error, 'cancelled'),
    );
  });

  it('are the same when only capitals tell their names apart', async () => {
    const { azure } = azureOver(services({ arm: [armResource('Images', true)], v1: [dto('images')] }));
    assert.deepEqual(names(await azure.list(workspace)), ['Images']);
  });

  it('are read with the account and the tenant that listed the workspace', async () => {
    const { azure, sent } = azureOver(services({ arm: [armResource('z', true)] }));
    await azure.list({ ...workspace, via: { account: 'ada', tenantId: 'guest' } });
    const tokens = sent.map(({ authorization }) => authorization).filter(Boolean);
    assert.deepEqual([...new Set(tokens)], ['Bearer guest']);
  });

  it('are shown although the older service sends what is no object', async () => {
    const { azure } = azureOver(services({ arm: [armResource('b')], v1: [null, 'x', [1], dto('a')] }));
    const list = await azure.list(workspace);
    assert.deepEqual(names(list), ['a', 'b']);
    assert.equal(list.incomplete, undefined);
  });

  it('end when the older service repeats its continuation', async () => {
    let pages = 0;
    const { azure } = azureOver(
      services({
        answer: (url) =>
          url.searchParams.has('count')
            ? { body: { value: [dto(`d${++pages}`)], continuationToken: 'again' } }
            : undefined,
      }),
    );
    assert.deepEqual(names(await azure.list(workspace)), ['d1', 'd2']);
  });

  for (const [what, base, host] of [
    ['a foreign host', 'https://evil.example/history', 'evil.example'],
    ['a host without encryption', 'http://eastus.api.azureml.ms', 'http://eastus.api.azureml.ms'],
    ['studio’s host', 'https://evil.ml.azure.com/history', 'evil.ml.azure.com'],
  ] as const) {
    it(`do not take a token to ${what} that the discovery document names`, async () => {
      const { azure, sent } = azureOver(
        services({
          arm: [armResource('b')],
          answer: ({ pathname }) => (pathname === '/discovery' ? { body: { history: base } } : undefined),
        }),
      );
      const { incomplete } = await azure.list(workspace);
      assert.equal(incomplete?.word, 'permissionDenied');
      assert(incomplete.message.includes(host));
      assert(sent.every(({ url }) => !url.startsWith(base)));
      for (const { authorization } of sent.filter(({ url }) => url.endsWith('/discovery')))
        assert.equal(authorization, undefined);
    });
  }

  it('do not ask a foreign host for the discovery document', async () => {
    const { azure, sent } = azureOver(services({}));
    const { incomplete } = await azure.list({ ...workspace, discoveryUrl: 'https://evil.example/discovery' });
    assert.match(incomplete?.message ?? '', /evil\.example/);
    assert(sent.every(({ url }) => !url.includes('evil')));
  });

  it('say so when the workspace does not say where its services are', async () => {
    const { azure } = azureOver(services({}));
    const { incomplete } = await azure.list({ ...workspace, discoveryUrl: '' });
    assert.match(incomplete?.message ?? '', /Workspace “w” does not say where its services are\./);
  });

  it('say so when the older service fails in a way nobody thought of', async () => {
    const warn = (line: string): void => {
      if (line.includes('/datastore/v1.0/')) throw new TypeError('nobody thought of this');
    };
    const circle = ({ searchParams }: URL) =>
      searchParams.has('includeSecret') ? { body: { value: [], continuationToken: 'again' } } : undefined;
    const { azure } = azureOver(services({ arm: [armResource('b')], answer: circle }), {
      log: { ...silentLog, warn },
    });
    const list = await azure.list(workspace);
    assert.deepEqual(names(list), ['b']);
    assert(isFailure(list.incomplete, 'unexpected'));
    assert.match(list.incomplete.message, /workspace “w”/);
  });

  it('are found for everyone who waits although the first to ask has gone', async () => {
    const gate = opening();
    const { azure, sent } = azureOver(
      services({
        v1: [dto('a')],
        answer: ({ pathname }) => (pathname === '/discovery' ? gate.promise : undefined),
      }),
    );
    const stop = new AbortController();
    const first = azure.list(workspace, { signal: stop.signal });
    const gone = assert.rejects(first, (error) => isFailure(error, 'cancelled'));
    const second = azure.list(workspace);
    await setImmediate();
    stop.abort();
    await gone;
    gate.resolve({ body: { history } });
    assert.deepEqual(names(await second), ['a']);
    assert.equal(sent.filter(({ url }) => url.endsWith('/discovery')).length, 1);
  });
});

describe('the datastores of a workspace whose older service takes its time', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  /** The older service never answers; it tells what became of the request. */
  function slow(arm: () => Answer | Promise<Answer> | undefined) {
    let aborted = 0;
    const never = (request: PipelineRequest) =>
      new Promise<never>((_resolve, reject) =>
        request.abortSignal?.addEventListener('abort', () => {
          aborted++;
          reject(Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' }));
        }),
      );
    const { azure } = azureOver((url, method, request) => {
      if (url.searchParams.has('includeSecret')) return never(request);
      const own = url.host === 'management.azure.com' ? arm() : undefined;
      return own ?? services({ arm: [armResource('b')] })(url, method, request);
    });
    return { azure, aborted: () => aborted };
  }

  it('are shown without it soon after the others are there, and say what may be missing', async () => {
    const { azure, aborted } = slow(() => undefined);
    const listed = azure.list(workspace);
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    mock.timers.tick(2999);
    await setImmediate();
    assert.equal(aborted(), 0);
    mock.timers.tick(1);
    const { datastores, incomplete } = await listed;
    assert.deepEqual(names({ datastores }), ['b']);
    assert(isFailure(incomplete, 'unavailable'));
    assert.match(incomplete.message, /databases and Databricks datastores of workspace “w”.* 3 seconds/);
    assert.equal(aborted(), 1);
  });

  it('do not wait for it when they are refused', async () => {
    const gate = opening();
    const { azure, aborted } = slow(() => gate.promise);
    const rejected = assert.rejects(azure.list(workspace), (error) => isFailure(error, 'permissionDenied'));
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    gate.resolve(refused(403, 'AuthorizationFailed', 'No.'));
    await rejected;
    assert.equal(aborted(), 1);
  });

  it('stop with their caller', async () => {
    const stop = new AbortController();
    const { azure, aborted } = slow(() => undefined);
    const listed = azure.list(workspace, { signal: stop.signal });
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    stop.abort();
    await assert.rejects(listed, (error) => isFailure(error, 'cancelled'));
    assert.equal(aborted(), 1);
  });

  it('give the older service all the time that Azure Resource Manager takes', async () => {
    const gate = opening();
    const { azure, aborted } = slow(() => gate.promise);
    const listed = azure.list(workspace);
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    mock.timers.tick(20_000);
    assert.equal(aborted(), 0);
    gate.resolve({ body: { value: [armResource('late')] } });
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    mock.timers.tick(3000);
    assert.deepEqual(names(await listed), ['late']);
  });
});

describe('unregistering a datastore', () => {
  const deletions = (sent: readonly { method: string; url: string }[]) =>
    sent.filter(({ method }) => method === 'DELETE').map(({ url }) => new URL(url).host);

  it('goes to the service that listed it, whatever its type', async () => {
    const { azure, sent } = azureOver(
      services({ arm: [armResource('z', true), armResource('odd', false, 'Holodeck')], v1: [dto('dbfs')] }),
    );
    const list = await azure.list(workspace);
    await azure.unregister(workspace, find(list, 'odd'));
    await azure.unregister(workspace, find(list, 'dbfs'));
    assert.deepEqual(deletions(sent), ['management.azure.com', 'eastus.api.azureml.ms']);
  });

  it('is refused when it has become the default meanwhile', async () => {
    let isDefault = false;
    const { azure, sent } = azureOver(
      services({
        answer: ({ host }, method) =>
          host === 'management.azure.com' && method === 'GET'
            ? { body: { value: [armResource('b', isDefault)] } }
            : undefined,
      }),
    );
    const list = await azure.list(workspace);
    isDefault = true;
    await assert.rejects(
      azure.unregister(workspace, find(list, 'b')),
      (error) =>
        isFailure(error, 'invalidInput') && /Set another datastore as default first/.test(error.message),
    );
    assert.deepEqual(deletions(sent), []);
  });

  it('is refused for a default that only the older service knows', async () => {
    const { azure, sent } = azureOver(
      services({
        arm: [armResource('b')],
        v1: [dto('dbfs')],
        answer: ({ pathname }) => (pathname.endsWith('/default') ? { body: dto('dbfs') } : undefined),
      }),
    );
    const list = await azure.list(workspace);
    await assert.rejects(azure.unregister(workspace, find(list, 'dbfs')), (error) =>
      isFailure(error, 'invalidInput'),
    );
    assert.deepEqual(deletions(sent), []);
  });

  it('that somebody else has unregistered says so', async () => {
    let there = [armResource('b'), armResource('z', true)];
    const { azure } = azureOver(
      services({
        answer: ({ host }, method) =>
          host === 'management.azure.com' && method === 'GET' ? { body: { value: there } } : undefined,
      }),
    );
    const list = await azure.list(workspace);
    there = there.slice(1);
    await assert.rejects(azure.unregister(workspace, find(list, 'b')), (error) =>
      isFailure(error, 'notFound'),
    );
  });
});

describe('opening a datastore’s storage', () => {
  const held = (url: URL): Answer | undefined =>
    url.pathname.endsWith('/listSecrets') ? { body: { sasToken: 'sv=1&sig=c2VjcmV0' } } : undefined;
  const signed = (name: string): object => {
    const resource = armResource(name);
    return {
      ...resource,
      properties: { ...resource.properties, credentials: { credentialsType: 'Sas' } },
    };
  };
  const secrets = (sent: readonly { url: string }[]) =>
    sent.filter(({ url }) => url.includes('/listSecrets')).length;

  it('reads the secret once, and again after it was unregistered or forgotten', async () => {
    const { azure, sent } = azureOver(services({ arm: [signed('b'), armResource('z', true)], answer: held }));
    const store = find(await azure.list(workspace), 'b');
    const first = await azure.openStorage(workspace, store);
    assert.equal(await azure.openStorage(workspace, store), first);
    assert.equal(secrets(sent), 1);
    await azure.unregister(workspace, store);
    assert.notEqual(await azure.openStorage(workspace, store), first);
    azure.forgetStorages();
    await azure.openStorage(workspace, store);
    assert.equal(secrets(sent), 3);
  });

  it('takes the secret that its credential is made of, and no other', async () => {
    const answers: Record<string, object> = {
      both: { key: 'c2VjcmV0', sasToken: 'sv=1&sig=c2VjcmV0' },
      other: { key: 'c2VjcmV0' },
    };
    const { azure } = azureOver(
      services({
        arm: [signed('both'), signed('other')],
        answer: ({ pathname }) => {
          const [, name = ''] = /datastores\/(\w+)\/listSecrets$/.exec(pathname) ?? [];
          return name === '' ? undefined : { body: answers[name] };
        },
      }),
    );
    const list = await azure.list(workspace);
    await azure.openStorage(workspace, find(list, 'both'));
    await assert.rejects(
      azure.openStorage(workspace, find(list, 'other')),
      (error) => isFailure(error, 'notFound') && /“other” holds no credential/.test(error.message),
    );
  });

  it('that was forgotten and fails late does not take its follower away', async () => {
    const gate = opening();
    let asked = 0;
    const { azure, sent } = azureOver(
      services({
        arm: [signed('b')],
        answer: (url) => (url.pathname.endsWith('/listSecrets') && ++asked === 1 ? gate.promise : held(url)),
      }),
    );
    const store = find(await azure.list(workspace), 'b');
    const late = assert.rejects(azure.openStorage(workspace, store));
    await setImmediate();
    azure.forgetStorages();
    const follower = await azure.openStorage(workspace, store);
    gate.resolve(refused(403, 'AuthorizationFailed'));
    await late;
    await setImmediate();
    assert.equal(await azure.openStorage(workspace, store), follower);
    assert.equal(secrets(sent), 2);
  });

  it('gives nobody the secret itself', () => {
    assert(!('secret' in azureOver(services({})).azure));
  });

  it('with a sign-in elsewhere names the datastore and keeps its secret', async () => {
    const resource = armResource('b');
    const credentials = {
      credentialsType: 'ServicePrincipal',
      ...{ clientId: 'c', tenantId: 't', authorityUrl: 'https://login.evil.example/' },
    };
    const arm = [{ ...resource, properties: { ...resource.properties, credentials } }];
    const { azure } = azureOver(
      services({
        arm,
        answer: ({ pathname }) =>
          pathname.endsWith('/listSecrets') ? { body: { clientSecret: 'TOPSECRET' } } : undefined,
      }),
    );
    const store = find(await azure.list(workspace), 'b');
    await assert.rejects(
      azure.openStorage(workspace, store),
      (error) =>
        isFailure(error, 'permissionDenied') &&
        error.message.includes('“b”') &&
        error.message.includes('login.evil.example') &&
        !error.message.includes('TOPSECRET'),
    );
  });
});
