import assert from 'node:assert/strict';
import type { AccessToken } from '@azure/core-auth';
import { isFailure } from '../../../src/common/failure.ts';
import { claimsOf, createCredentials, endOf, type TokenRequest } from '../../../src/common/tokens.ts';

const minutes = 60_000;

/** Tokens are numbered and live for ten minutes of a clock that the test moves. */
function counting() {
  const clock = { now: 0 };
  const asked: TokenRequest[] = [];
  const answers: (() => Promise<AccessToken>)[] = [];
  const credentials = createCredentials(
    (request) => {
      asked.push(request);
      const own = answers.shift();
      if (own) return own();
      return Promise.resolve({ token: String(asked.length), expiresOnTimestamp: clock.now + 10 * minutes });
    },
    () => clock.now,
  );
  const get = async (scope: string, tenantId?: string, options = {}) =>
    (await credentials(tenantId).getToken(scope, options))?.token;
  return { clock, asked, answers, get };
}

describe('credentials', () => {
  it('keep a token for each tenant and scope until shortly before it ends', async () => {
    const { clock, get } = counting();
    assert.deepEqual([await get('arm'), await get('storage'), await get('arm', 'guest')], ['1', '2', '3']);
    clock.now = 7 * minutes;
    assert.equal(await get('arm'), '1');
    clock.now = 8 * minutes;
    assert.equal(await get('arm'), '4');
  });

  it('ask anew for claims, and keep what they get', async () => {
    const { asked, get } = counting();
    await get('arm', 'guest');
    assert.equal(await get('arm', 'guest', { claims: '{}' }), '2');
    assert.equal(await get('arm', 'guest'), '2');
    assert.equal(asked[1]?.claims, '{}');
  });

  it('ask once for all who wait for the same claims', async () => {
    const { asked, get } = counting();
    const waiting = ['{"a":1}', '{"a":1}', '{"b":1}'].map((claims) => get('arm', 'guest', { claims }));
    assert.deepEqual(await Promise.all(waiting), ['1', '1', '2']);
    assert.equal(await get('arm', 'guest', { claims: '{"b":1}' }), '3');
    assert.equal(asked.length, 3);
  });

  it('do not keep a refusal', async () => {
    const { answers, get } = counting();
    answers.push(() => Promise.reject(new Error('no')));
    await assert.rejects(get('arm'));
    assert.equal(await get('arm'), '2');
  });

  it('stop waiting with their caller and ask once for all others', async () => {
    const { asked, answers, get } = counting();
    let give: (token: AccessToken) => void = () => {};
    answers.push(() => new Promise((resolve) => (give = resolve)));
    const stop = new AbortController();
    const gone = assert.rejects(get('arm', undefined, { abortSignal: stop.signal }), (error) =>
      isFailure(error, 'cancelled'),
    );
    const other = get('arm');
    stop.abort();
    await gone;
    give({ token: 'late', expiresOnTimestamp: 10 * minutes });
    assert.equal(await other, 'late');
    assert.equal(asked.length, 1);
  });
});

describe('a token', () => {
  const jwt = (claims: string) => `e30.${Buffer.from(claims).toString('base64url')}.x`;

  it('says when it ends', () => {
    assert.equal(endOf(jwt('{"exp":1700000000}')), 1_700_000_000_000);
  });

  for (const opaque of ['opaque', '', 'a.b.c', jwt('null'), jwt('{"exp":"soon"}')]) {
    it(`that does not say it is taken for good for five minutes: “${opaque}”`, () => {
      assert.equal(endOf(opaque, 0), 5 * minutes);
      assert.doesNotThrow(() => claimsOf(opaque));
    });
  }
});
