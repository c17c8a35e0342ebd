import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpHeaders, createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
import { asFailure, networkFailure, refusal, type Asked } from '../../../src/azureml/failures.ts';
import { cancelled } from '../../../src/common/abort.ts';
import { Failure, isFailure } from '../../../src/common/failure.ts';
import { plainCause } from '../../../src/common/plainCause.ts';
import { proxyFailure } from '../../../src/common/proxy.ts';
import { Secret } from '../../../src/common/secret.ts';
import { signInFailure } from '../../../src/common/signInFailure.ts';
import { openStorage } from '../../../src/storage/open.ts';
import { leadsAway } from '../../../src/storage/redirects.ts';
import { serviceFailure, type Place } from '../../../src/storage/serviceFailures.ts';
import { folder } from '../../contract/support.ts';

const hidden = 'hush4hush4hush4hush4';
const host = 'contosodata.blob.core.windows.net';
const url = `https://${host}/images/a.csv?sv=1&sig=${hidden}`;

/** All texts that can be reached from `value`: over its own members and those it inherits, whatever they are called. */
function textsIn(value: unknown, seen = new Set<unknown>()): readonly string[] {
  if (typeof value === 'string') return [value];
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
    return [];
  seen.add(value);
  const inner: readonly unknown[] = value instanceof Map ? Array.from(value.entries()) : [];
  const members = Reflect.ownKeys(value).flatMap((name): unknown[] => {
    try {
      return [typeof name === 'string' ? name : '', (value as Record<PropertyKey, unknown>)[name]];
    } catch {
      return []; // a getter of a prototype
    }
  });
  return [...inner, ...members, Reflect.getPrototypeOf(value)].flatMap((one) => textsIn(one, seen));
}
const tells = (value: unknown): boolean => textsIn(value).some((text) => text.includes(hidden));

/** What the SDKs throw: with the request, and what it was signed with. */
function thrown(statusCode: number, answer: Record<string, string> = {}, message = 'refused'): RestError {
  const request = createPipelineRequest({
    url,
    headers: createHttpHeaders({ authorization: `Bearer ${hidden}` }),
    body: `grant_type=client_credentials&client_secret=${hidden}`,
  });
  const response = { request, status: statusCode, headers: createHttpHeaders(answer) };
  const error = new RestError(`${message} ${url}`, {
    statusCode,
    request,
    response,
    ...(statusCode === 0 && { code: 'ECONNRESET' }),
  });
  return Object.assign(error, { cause: new RestError('below', { request }) });
}

const place: Place = {
  service: 'blob',
  credential: 'identity',
  host,
  account: 'contosodata',
  root: 'images',
  where: `https://${host}/images/a.csv`,
};
const asked: Asked = { method: 'GET', what: 'datastore “d”', signInRemedy: 'Sign in again.' };
const who = { who: 'the service principal 1234', remedy: 'Update the credential.' };

describe('no secret can be reached from a failure', () => {
  const failures: Readonly<Record<string, () => Failure | undefined>> = {
    'of storage that is known': () =>
      serviceFailure(thrown(403, { 'x-ms-error-code': 'AuthorizationFailure' }), place),
    'of storage that nobody knows': () => serviceFailure(thrown(418), place),
    'of the network to storage': () => serviceFailure(thrown(0), place),
    'of the sign-in for storage': () =>
      serviceFailure(Object.assign(thrown(0), { name: 'AuthenticationError', code: undefined }), place),
    'of a redirect': () => leadsAway(thrown(307, { location: 'https://evil.example/' }), place.where),
    'of a proxy': () => proxyFailure(thrown(407), host),
    'of a dead proxy': () =>
      proxyFailure(thrown(0, {}, 'Failed to establish a socket connection to proxies:'), host),
    'of the network to ARM': () => networkFailure(thrown(0), url, asked),
    'of ARM': () => refusal(thrown(403).response ?? assert.fail(), { error: { message: url } }, asked),
    'of ARM that nobody knows': () => asFailure(thrown(418), asked),
    'of Entra': () => signInFailure(thrown(401, {}, 'AADSTS7000215: Invalid client secret.'), undefined, who),
    'of the network to Entra': () => signInFailure(thrown(0, {}, 'ENOTFOUND login.example'), undefined, who),
    'of Entra that nobody knows': () => signInFailure(thrown(418), undefined, who),
    'of a stop': () => cancelled(thrown(0)),
    'that tells of another one': () =>
      new Failure('unexpected', 'No.', { cause: asFailure(thrown(1), asked) }),
  };
  for (const [what, failure] of Object.entries(failures))
    it(what, () => {
      assert(tells(thrown(403)), 'There was nothing to find.');
      const found = failure() ?? assert.fail('There is no failure.');
      assert(
        !tells(found),
        textsIn(found).find((text) => text.includes(hidden)),
      );
      assert(found.cause !== undefined);
    });

  it('of a storage that is opened with a SAS', async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(403, { 'x-ms-error-code': 'AuthorizationFailure' }).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/contosodata/images`;
    const token = new Secret(`sv=1&sp=r&sig=${hidden}`);
    for (const service of ['blob', 'file', 'dfs'] as const) {
      const storage = await openStorage(service, { address, credential: { kind: 'sas', token } });
      await assert.rejects(storage.list(folder('')), (error) => isFailure(error) && !tells(error));
    }
    server.close();
    server.closeAllConnections();
  });
});

describe('the cause of a failure', () => {
  it('keeps what helps to find out: name, place in the code, code, status and the causes below', () => {
    const plain = plainCause(
      Object.assign(new TypeError('mistake', { cause: new RangeError('first') }), {
        code: 'E',
        statusCode: 418,
      }),
    ) as Error & { code: string; statusCode: number };
    assert.deepEqual(
      [plain.name, plain.message, plain.code, plain.statusCode],
      ['TypeError', 'mistake', 'E', 418],
    );
    assert.match(plain.stack ?? '', /plainCause\.test/);
    assert.match(String(plain.cause), /^RangeError: first$/);
  });

  it('may go round in a circle, or be no error', () => {
    const error = new Error('round');
    error.cause = error;
    assert.match(String(plainCause(error)), /round/);
    assert.equal(plainCause(`?sig=${hidden}`), '?sig=***');
    assert(!tells(plainCause({ headers: { authorization: `Bearer ${hidden}` } })));
    assert.equal(plainCause(undefined), undefined);
  });
});
