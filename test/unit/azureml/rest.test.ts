import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { isFailure } from '../../../src/common/failure.ts';
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

  it('are not sent without a token', async () => {
    const nobody = { ...session, credential: () => ({ getToken: () => Promise.resolve(null) }) };
    const { rest, sent } = restOver(() => ({ body: {} }), { session: nobody });
    await assert.rejects(rest.send('GET', arm, 'your subscriptions'), (error) =>
      isFailure(error, 'unauthenticated'),
    );
    assert.deepEqual(sent, []);
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
