import assert from 'node:assert/strict';
import { challengeOf, claimsIn, wishAfter } from '../../../src/common/challenge.ts';

describe('a challenge', () => {
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
  const encoded = Buffer.from(claims).toString('base64');
  const foreign = `Bearer authorization_uri="https://evil.example/", scope="https://evil.example/.default", claims="${encoded}"`;

  it('hands on its claims and nothing else', () => {
    assert.equal(challengeOf(claimsIn(foreign) ?? ''), `Bearer claims="${encoded}"`);
    assert.deepEqual(wishAfter({ account: 'ada', tenantId: 'home' }, '', foreign), {
      account: 'ada',
      tenantId: 'home',
      claims,
    });
  });

  it('cannot end what it is put into', () => {
    const quoting = 'a", scope="https://evil.example/.default';
    assert.equal(claimsIn(challengeOf(quoting)), quoting);
    assert.doesNotMatch(challengeOf(quoting), /scope=/);
  });

  it('without claims asks for none, at most for another tenant', () => {
    assert.deepEqual(wishAfter({ account: 'ada' }, 'guest', 'Bearer realm=""'), {
      account: 'ada',
      tenantId: 'guest',
    });
  });
});
