import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { redact } from '../../../src/common/log.ts';
import { Secret } from '../../../src/common/secret.ts';

describe('a secret', () => {
  const secret = new Secret('hunter2');

  it('reveals itself only when asked', () => {
    assert.equal(secret.reveal(), 'hunter2');
    for (const shown of [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }),
      secret.toString(),
    ]) {
      assert.doesNotMatch(shown, /hunter2/);
    }
  });

  it('is not enumerable on its wrapper', () => {
    assert.deepEqual(Object.entries(secret), []);
  });
});

describe('redact', () => {
  const cases = {
    'a SAS signature': 'https://a.blob.core.windows.net/c?sv=2024&sig=TOPSECRET%3D&sp=r',
    'a signature at the end of the url': 'GET /c?sig=TOPSECRET%3D',
    'a bearer token': 'Authorization: Bearer TOPSECRET.abc',
    'a shared key signature': 'authorization SharedKey contoso:TOPSECRET=',
    'a connection string': 'DefaultEndpointsProtocol=https;AccountKey=TOPSECRET==;EndpointSuffix=x',
    'an account key in JSON': '{"key": "TOPSECRET"}',
    'a client secret in JSON': '{"clientSecret":"TOPSECRET"}',
    'a bare token': 'token eyJTOPSECRET.eyJabc.sig-nature was refused',
  };
  for (const [what, text] of Object.entries(cases)) {
    it(`hides ${what}`, () => assert.doesNotMatch(redact(text), /TOPSECRET/));
  }

  it('leaves everything else as it is', () => {
    const text = 'PUT /images/sig/key.txt 201, 12 files, "keys": 3';
    assert.equal(redact(text), text);
  });
});
