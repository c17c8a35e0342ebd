import assert from 'node:assert/strict';
import { proxyFailure } from '../../../src/common/proxy.ts';

const host = 'contosodata.blob.core.windows.net';

describe('a request that ends at a proxy', () => {
  const outside = process.env['HTTPS_PROXY'];
  afterEach(() => {
    if (outside === undefined) Reflect.deleteProperty(process.env, 'HTTPS_PROXY');
    else process.env['HTTPS_PROXY'] = outside;
  });

  const word = (outcome: unknown) => proxyFailure(outcome, host)?.message.match(/wants|answer/)?.[0];

  it('is told from others by what VS Code’s agent and Node’s say', () => {
    const node = `Failed to establish tunnel to ${host}:443 via http://127.0.0.1:8080/: HTTP/1.1`;
    assert.equal(word({ status: 407 }), 'wants');
    assert.equal(word({ statusCode: 407, message: '' }), 'wants');
    assert.equal(word({ message: `${node} 407 Proxy Authentication Required` }), 'wants');
    assert.equal(word({ message: `${node} 403 Forbidden` }), 'answer');
    assert.equal(
      word({ message: 'Failed to establish a socket connection to proxies: PROXY 127.0.0.1:8080' }),
      'answer',
    );
  });

  it('is known by the address of the proxy that the environment names', () => {
    process.env['HTTPS_PROXY'] = 'http://somebody:password@proxy.example:8080';
    const failure = proxyFailure({ message: 'getaddrinfo ENOTFOUND proxy.example', code: 'ENOTFOUND' }, host);
    assert.match(failure?.message ?? '', /^contosodata\.blob.*HTTPS_PROXY/);
    assert.doesNotMatch(failure?.message ?? '', /password/);
    assert.equal(word({ message: 'connect ECONNREFUSED 10.0.0.1:8080' }), 'answer');
    assert.equal(word({ message: 'connect ECONNREFUSED 10.0.0.1:443' }), undefined);
    assert.equal(word({ message: `getaddrinfo ENOTFOUND ${host}` }), undefined);
  });

  it('is known by the port that its address leaves out', () => {
    for (const [protocol, own, other] of [
      ['http', 80, 443],
      ['https', 443, 80],
    ] as const) {
      process.env['HTTPS_PROXY'] = `${protocol}://proxy.example`;
      assert.equal(word({ message: `connect ECONNREFUSED 10.0.0.1:${own}` }), 'answer');
      assert.equal(word({ message: `connect ECONNREFUSED 10.0.0.1:${other}` }), undefined);
    }
  });

  it('is not what a refusal of the service is', () => {
    Reflect.deleteProperty(process.env, 'HTTPS_PROXY');
    for (const outcome of [{ status: 403 }, { message: 'connect ECONNREFUSED 10.0.0.1:8080' }, undefined])
      assert.equal(word(outcome), undefined);
  });
});
