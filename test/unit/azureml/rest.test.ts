import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Failure, isFailure } from '../../../src/common/failure.ts';
import { silentLog } from '../../../src/common/log.ts';
import type { Session } from '../../../src/common/session.ts';
import { all, cloud, refused, restOver, session } from './fixtures.ts';

const arm = `${cloud.resourceManager}/subscriptions`;
const abortError = () => Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });

describe('requests to the control plane', () => {
  for (const [where, link, host] of [
    ['a foreign host', 'https://evil.example/next', 'evil.example'],
    ['a host without encryption', 'http://management.azure.com/next', 'http://management.azure.com'],
    ['a storage account', 'https://evil.blob.core.windows.net/next', 'evil.blob.core.windows.net'],
  ] as const) {
    it(`do not follow a next page to ${where}, and say so`, async () => {
      const { rest, sent } = restOver(() => ({ body: { value: [{ a: 1 }], nextLink: link } }));
      await assert.rejects(
        all(rest.list(arm, 'your subscriptions')),
        (error) =>
          isFailure(error, 'permissionDenied') &&
          error.message.includes(host) &&
          error.message.includes('Reading your subscriptions'),
      );
      assert.deepEqual(
        sent.map(({ url }) => url),
        [arm],
      );
    });
  }

  it('end when the pages go round in a circle', async () => {
    const { rest, sent } = restOver((url) => ({
      body: { value: [{ page: url.search }], nextLink: url.search === '?b' ? arm : `${arm}?b` },
    }));
    assert.deepEqual(await all(rest.list(arm, 'your subscriptions')), [{ page: '' }, { page: '?b' }]);
    assert.equal(sent.length, 2);
  });

  it('that time out are unavailable, and cancelled only where the caller has stopped', async () => {
    const { rest } = restOver(() => Promise.reject(abortError()));
    await assert.rejects(
      rest.send('GET', arm, 'your subscriptions'),
      (error) => isFailure(error, 'unavailable') && error.message.includes('management.azure.com'),
    );
    const stop = new AbortController();
    const { rest: other } = restOver(() => {
      stop.abort();
      return Promise.reject(abortError());
    });
    await assert.rejects(other.send('GET', arm, 'your subscriptions', { signal: stop.signal }), (error) =>
      isFailure(error, 'cancelled'),
    );
  });

  it('are given up after half a minute', async () => {
    let timeout = 0;
    const { rest } = restOver((_url, _method, request) => {
      timeout = request.timeout;
      return { body: {} };
    });
    await rest.send('GET', arm, 'your subscriptions');
    assert.equal(timeout, 30_000);
  });

  it('stop at once while a sign-in takes its time', async () => {
    const stop = new AbortController();
    const never = { ...session, credential: () => ({ getToken: () => new Promise<never>(() => {}) }) };
    const { rest, sent } = restOver(() => ({ body: {} }), { session: never });
    const asked = rest.send('GET', arm, 'your subscriptions', { signal: stop.signal });
    const stopped = assert.rejects(asked, (error) => isFailure(error, 'cancelled'));
    await setImmediate();
    stop.abort();
    await stopped;
    assert.deepEqual(sent, []);
  });

  it('are not sent as another account when theirs has been signed out', async () => {
    const { rest, sent } = restOver(() => ({ body: {} }));
    await assert.rejects(
      rest.send('GET', arm, 'your subscriptions', { via: { account: 'bo' } }),
      (error) => isFailure(error, 'unauthenticated') && /has been signed out/.test(error.message),
    );
    assert.deepEqual(sent, []);
  });

  it('are not sent without a token', async () => {
    const nobody = { ...session, credential: () => ({ getToken: () => Promise.resolve(null) }) };
    const { rest, sent } = restOver(() => ({ body: {} }), { session: nobody });
    await assert.rejects(rest.send('GET', arm, 'your subscriptions'), (error) =>
      isFailure(error, 'unauthenticated'),
    );
    assert.deepEqual(sent, []);
  });
});

describe('requests that are refused at first', () => {
  const tenant = '11111111-2222-4333-8444-555555555555';
  const wrongTenant = refused(
    401,
    'InvalidAuthenticationTokenTenant',
    `The access token is from the wrong issuer 'https://sts.windows.net/99999999-2222-4333-8444-555555555555/'. It must match the tenant 'https://sts.windows.net/${tenant}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${tenant}' to get the token.`,
  );
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
  const challenge = `Bearer authorization_uri="https://login.windows.net/", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
  const insufficient = {
    ...refused(401, 'InvalidAuthenticationToken', 'claims'),
    headers: { 'www-authenticate': challenge },
  };

  it('for the tenant are sent once more with tokens of the one that Azure names', async () => {
    const { rest, sent } = restOver((_url, _method, { headers }) =>
      headers.get('authorization') === `Bearer ${tenant}` ? { body: { yes: 1 } } : wrongTenant,
    );
    const told: string[] = [];
    const onTenant = (id: string) => told.push(id);
    assert.deepEqual(await rest.send('GET', arm, 'a', { onTenant }), { yes: 1 });
    assert.deepEqual(told, [tenant]);
    assert.equal(sent.length, 2);
  });

  it('for the tenant again end there, with the sign-in that would mend it', async () => {
    const { rest, sent } = restOver(() => wrongTenant);
    await assert.rejects(
      rest.send('GET', arm, 'a'),
      (error) =>
        isFailure(error, 'unauthenticated') &&
        error.facts.signIn?.account === 'ada' &&
        error.facts.signIn.tenantId === tenant,
    );
    assert.equal(sent.length, 2);
  });

  it('for one tenant after the other are not sent round in a circle', async () => {
    const other = tenant.replaceAll('1', '2');
    const { rest, sent } = restOver((_url, _method, { headers }) => {
      const next = headers.get('authorization') === `Bearer ${tenant}` ? other : tenant;
      return refused(401, 'InvalidAuthenticationTokenTenant', `It must match the tenant '${next}'.`);
    });
    await assert.rejects(rest.send('GET', arm, 'a'), (error) => isFailure(error, 'unauthenticated'));
    assert.equal(sent.length, 2);
  });

  it('for claims ask the sign-in for these once, silently', async () => {
    const asked: unknown[] = [];
    const stepping: Session = {
      ...session,
      credential: () => ({
        getToken: (_scopes, options) => {
          asked.push(options?.claims);
          return Promise.resolve({ token: options?.claims ? 'good' : 'weak', expiresOnTimestamp: 1e15 });
        },
      }),
    };
    const { rest } = restOver(
      (_url, _method, { headers }) =>
        headers.get('authorization') === 'Bearer good' ? { body: { yes: 1 } } : insufficient,
      { session: stepping },
    );
    assert.deepEqual(await rest.send('GET', arm, 'a'), { yes: 1 });
    assert.deepEqual(asked, [undefined, claims]);
  });

  for (const [what, answer] of [
    ['that the sign-in has not', () => Promise.reject(new Failure('unauthenticated', 'Sign in again.'))],
    ['that are not enough', () => Promise.resolve({ token: 'weak', expiresOnTimestamp: 1e15 })],
  ] as const) {
    it(`for claims ${what} end with the claims to sign in with`, async () => {
      const weak: Session = {
        ...session,
        credential: () => ({
          getToken: (_scopes, options) =>
            options?.claims ? answer() : Promise.resolve({ token: 'weak', expiresOnTimestamp: 1e15 }),
        }),
      };
      const { rest, sent } = restOver(() => insufficient, { session: weak });
      const via = { account: 'ada', tenantId: 'guest' };
      await assert.rejects(rest.send('GET', arm, 'a', { via }), (error) => {
        assert(isFailure(error, 'unauthenticated'));
        assert.deepEqual(error.facts.signIn, { ...via, claims });
        return true;
      });
      assert(sent.length <= 2);
    });
  }

  it('for their version are sent with the newest stable one that the cloud knows, then always', async () => {
    const workspaces = `${cloud.resourceManager}/subscriptions/s/providers/Microsoft.MachineLearningServices/workspaces`;
    const old = refused(
      400,
      'NoRegisteredProviderFound',
      "No registered resource provider found for location 'chinaeast2' and API version '2025-09-01' for type 'workspaces'. The supported api-versions are '2024-04-01, 2024-10-01, 2023-10-01, 2025-01-01-preview'. The supported locations are 'chinaeast2'.",
    );
    const { rest, sent } = restOver(({ searchParams }) =>
      searchParams.get('api-version') === '2024-10-01' ? { body: { yes: 1 } } : old,
    );
    const url = `${workspaces}?api-version=2025-09-01`;
    assert.deepEqual(await rest.send('GET', url, 'a'), { yes: 1 });
    assert.deepEqual(await rest.send('GET', url, 'a'), { yes: 1 });
    assert.deepEqual(
      sent.map((request) => new URL(request.url).searchParams.get('api-version')),
      ['2025-09-01', '2024-10-01', '2024-10-01'],
    );
  });

  it('for their version by a cloud that knows only previews stay refused', async () => {
    const none = refused(400, 'InvalidResourceType', "The supported api-versions are '2024-01-01-preview'.");
    const { rest, sent } = restOver(() => none);
    await assert.rejects(rest.send('GET', `${arm}?api-version=2025-09-01`, 'a'), (error) =>
      isFailure(error, 'invalidInput'),
    );
    assert.equal(sent.length, 1);
  });

  for (const location of ['https://evil.example/next', 'http://management.azure.com/', '//evil.example']) {
    it(`by a redirect to ${location} say where it leads, and do not go there`, async () => {
      const { rest, sent } = restOver(() => ({ status: 307, headers: { location } }));
      await assert.rejects(
        rest.send('GET', arm, 'your subscriptions'),
        (error) =>
          isFailure(error, 'permissionDenied') &&
          error.message.includes(location.startsWith('http:') ? 'http://management' : 'evil.example'),
      );
      assert.equal(sent.length, 1);
    });
  }
});

describe('requests that Azure has too many of', () => {
  const throttled = (after: string) => ({
    ...refused(429, 'TooManyRequests'),
    headers: { 'retry-after': after },
  });

  it('are sent again after the pause that it asks for', async () => {
    let left = 2;
    const { rest, sent } = restOver(() => (left-- > 0 ? throttled('0') : { body: { yes: 1 } }));
    assert.deepEqual(await rest.send('GET', arm, 'a'), { yes: 1 });
    assert.equal(sent.length, 3);
  });

  for (const pause of ['3600', new Date(Date.now() + 3_600_000).toUTCString()]) {
    it(`say so at once when the pause would be ${pause.length > 5 ? 'until another time' : 'an hour'}`, async () => {
      const { rest, sent } = restOver(() => throttled(pause));
      await assert.rejects(rest.send('GET', arm, 'a'), (error) => isFailure(error, 'throttled'));
      assert.equal(sent.length, 1);
    });
  }
});

describe('many requests at a time', () => {
  it('are eight in flight, and those that wait stop when their caller does', async () => {
    let [inFlight, most] = [0, 0];
    const gates: (() => void)[] = [];
    const { rest } = restOver(async () => {
      most = Math.max(most, ++inFlight);
      await new Promise<void>((open) => gates.push(open));
      inFlight--;
      return { body: {} };
    });
    const stop = new AbortController();
    const works = Array.from({ length: 20 }, (_, index) =>
      rest.send('GET', `${arm}/${index}`, 'a', index < 15 ? {} : { signal: stop.signal }),
    );
    const stopped = works
      .slice(15)
      .map((work) => assert.rejects(work, (error) => isFailure(error, 'cancelled')));
    stop.abort();
    await Promise.all(stopped);
    for (let left = 15; left > 0; left--) {
      while (gates.length === 0) await setImmediate();
      gates.shift()?.();
    }
    await Promise.all(works.slice(0, 15));
    assert.equal(most, 8);
  });

  it('are traced with host, path, status and request id, and without what may be secret', async () => {
    const lines: string[] = [];
    const log = { ...silentLog, traces: true, trace: (line: string) => lines.push(line) };
    const { rest } = restOver(() => ({ body: {}, headers: { 'x-ms-request-id': 'r-1' } }), { log });
    await rest.send('GET', `${arm}?sig=TOPSECRET`, 'a');
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^GET management\.azure\.com\/subscriptions 200 \d+ ms r-1$/);
  });
});

describe('what Azure refuses', () => {
  const asks = async (
    method: 'GET' | 'PUT' | 'DELETE',
    answer: ReturnType<typeof refused>,
    remedy?: string,
  ) => {
    const own = remedy === undefined ? session : { ...session, remedy };
    const { rest } = restOver(() => answer, { session: own });
    return rest.send(method, arm, 'datastore “d”').then(
      () => assert.fail('It was accepted.'),
      (error: unknown) => (isFailure(error) ? error : assert.fail(String(error))),
    );
  };

  it('says whether it was read, changed or removed, and which permission is missing', async () => {
    const said = "The client does not have authorization to perform action 'Microsoft.X/read' over scope";
    const messages = await Promise.all(
      (['GET', 'PUT', 'DELETE'] as const).map((method) =>
        asks(method, refused(403, 'AuthorizationFailed', said)),
      ),
    );
    for (const [index, verb] of ['Reading', 'Changing', 'Removing'].entries()) {
      const { word, message } = messages[index] ?? assert.fail();
      assert.equal(word, 'permissionDenied');
      assert(message.startsWith(`${verb} datastore “d” `));
      assert(message.includes('Microsoft.X/read'));
    }
  });

  it('says how this sign-in is mended', async () => {
    const failure = await asks('GET', refused(401, 'InvalidAuthenticationToken'), 'Renew the robot.');
    assert.equal(failure.word, 'unauthenticated');
    assert(failure.message.endsWith('Renew the robot.'));
    assert.equal(failure.facts.signIn, undefined);
  });

  it('names the status where there is no code', async () => {
    const failure = await asks('GET', { status: 418, body: { error: { code: '', message: '' } } });
    assert.match(failure.message, /HTTP 418/);
  });

  it('by a lock is not mended by a role', async () => {
    const failure = await asks('DELETE', refused(409, 'ScopeLocked', 'locked'));
    assert.match(failure.message, /lock/);
    assert.doesNotMatch(failure.message, /role/);
  });
});
