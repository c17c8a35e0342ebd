import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isFailure, type Failure } from '../../../src/common/failure.ts';
import { Secret } from '../../../src/common/secret.ts';
import { openStorage, type StorageService } from '../../../src/storage/open.ts';
import { serviceFailure, type Place } from '../../../src/storage/serviceFailures.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { file, folder } from '../../contract/support.ts';

const place: Place = {
  service: 'blob',
  credential: 'identity',
  host: 'contosodata.blob.core.windows.net',
  account: 'contosodata',
  root: 'images',
  where: 'https://contosodata.blob.core.windows.net/images/a.csv',
  signIn: { account: 'ada', tenantId: 'home' },
};
const refused = (code: string, statusCode: number, headers: Record<string, string> = {}): Error =>
  Object.assign(new Error('refused'), {
    statusCode,
    response: {
      headers: new Map(Object.entries({ 'x-ms-error-code': code, 'x-ms-request-id': 'id-1', ...headers })),
    },
  });
const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => assert.fail('It was not refused.'),
    (error: unknown) => (isFailure(error) ? error : assert.fail(String(error))),
  );

describe('a code that nobody has told the meaning of', () => {
  it('is shown with its status and request id, in the words of its status', () => {
    const words = [
      [400, 'unexpected'],
      [401, 'unauthenticated'],
      [403, 'permissionDenied'],
      [404, 'notFound'],
      [409, 'alreadyExists'],
      [412, 'alreadyExists'],
      [429, 'throttled'],
      [503, 'throttled'],
      [504, 'unavailable'],
    ] as const;
    for (const [status, word] of words) {
      const failure = serviceFailure(refused('BrandNew', status), place);
      assert.equal(failure.word, word);
      assert.match(failure.message, new RegExp(`\\(HTTP ${status} BrandNew, request id-1\\)`));
      assert.match(failure.message, /contosodata.*\. .*\.$/);
      assert.deepEqual(
        { ...failure.facts, signIn: undefined },
        { host: place.host, code: 'BrandNew', status, requestId: 'id-1', signIn: undefined },
      );
    }
  });
});

describe('a sign-in that a storage service does not accept', () => {
  const challenge = 'Bearer authorization_uri=https://login.microsoftonline.com/other/oauth2/authorize';

  it('is to be made anew in the tenant that the service names, with the claims that it asks for', () => {
    const claims = `${challenge} claims="e30="`;
    const answers = [
      [refused('InvalidAuthenticationInfo', 401, { 'www-authenticate': challenge }), undefined],
      [refused('InvalidAuthenticationInfo', 401, { 'www-authenticate': claims }), '{}'],
    ] as const;
    for (const [error, asked] of answers) {
      const { signIn } = serviceFailure(error, place).facts;
      assert.deepEqual(signIn, { account: 'ada', tenantId: 'other', ...(asked && { claims: asked }) });
    }
  });

  it('is not mended by the user where it is not the user’s', () => {
    const servicePrincipal: Place = { ...place };
    delete (servicePrincipal as { signIn?: unknown }).signIn;
    const { facts } = serviceFailure(refused('InvalidAuthenticationInfo', 401), servicePrincipal);
    assert.equal(facts.signIn, undefined);
    const denied = serviceFailure(refused('AuthorizationPermissionMismatch', 403), place);
    assert.equal(denied.facts.signIn, undefined);
  });

  it('is the clock’s fault when the service’s is another, also where the answer has no body', () => {
    const at = (minutes: number) => ({ date: new Date(Date.now() + minutes * 60_000).toUTCString() });
    const sentence = (minutes: number): string =>
      serviceFailure(refused('AuthenticationFailed', 403, at(minutes)), place).message;
    for (const minutes of [-20, 20]) assert.match(sentence(minutes), /clock/);
    for (const minutes of [-5, 0, 5]) assert.doesNotMatch(sentence(minutes), /clock/);
  });
});

describe('a role that is missing', () => {
  const missing = (change: Partial<Place>, method = 'GET'): string => {
    const error = Object.assign(refused('AuthorizationPermissionMismatch', 403), {
      request: { method, url: 'https://contosodata.blob.core.windows.net/images/a.csv' },
    });
    return serviceFailure(error, { ...place, ...change }).message;
  };

  it('is named with its scope: the reader’s to read, the contributor’s to write', () => {
    assert.match(
      missing({}),
      /may not read .*Storage Blob Data Reader on container images of account contosodata/,
    );
    assert.match(missing({}, 'PUT'), /may not change .*Storage Blob Data Contributor on container images of/);
    const files = { service: 'file' } as const;
    assert.match(missing(files), /Storage File Data Privileged Reader on file share images of account/);
    assert.match(missing(files, 'DELETE'), /Storage File Data Privileged Contributor on file share images/);
  });

  it('may be an access control list on Data Lake', () => {
    assert.match(missing({ service: 'dfs' }), /Reader on filesystem images .*access control list/);
    assert.doesNotMatch(missing({}), /access control list/);
  });
});

describe('a SAS that is too weak', () => {
  let server: Server;
  let base: string;
  before(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(403, { 'x-ms-error-code': 'AuthorizationPermissionMismatch' }).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/contosodata/images`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const upload = async (storage: Storage, size: number): Promise<void> => {
    const sent = await storage.createUpload(file('a.csv'), { size });
    if (size > 0) await sent.put(0, Buffer.alloc(size));
    await sent.commit();
  };
  const does: Readonly<Record<string, (storage: Storage) => Promise<unknown>>> = {
    list: (storage) => storage.list(folder('')),
    read: (storage) => storage.read(file('a.csv'), { offset: 0, length: 1 }),
    write: (storage) => upload(storage, 3),
    delete: (storage) => storage.delete(file('a.csv')),
  };
  /** What is refused although the SAS allows `given`, and how the lack is called. */
  const cases: readonly (readonly [StorageService, string, string, string])[] = [
    ['blob', 'list', 'r', 'list (l)'],
    ['blob', 'read', 'lw', 'read (r)'],
    ['blob', 'write', 'rl', 'create (c) or write (w)'],
    ['blob', 'write', 'rlc', 'write (w)'],
    ['blob', 'delete', 'rlcw', 'delete (d)'],
    ['file', 'list', 'r', 'list (l)'],
    ['file', 'read', 'lw', 'read (r)'],
    ['file', 'write', 'rl', 'create (c) or write (w)'],
    ['file', 'delete', 'rlcw', 'delete (d)'],
    ['dfs', 'list', 'r', 'list (l)'],
    ['dfs', 'read', 'lw', 'read (r)'],
    ['dfs', 'write', 'rl', 'create (c) or write (w)'],
  ];
  for (const [service, what, given, lack] of cases) {
    it(`lacks ${lack} to ${what} on ${service} with ${given}`, async () => {
      const token = new Secret(`sv=2024-11-04&sp=${given}&sig=hush`);
      const storage = await openStorage(service, { address: base, credential: { kind: 'sas', token } });
      const { word, message } = await failureOf(does[what]?.(storage) ?? assert.fail());
      assert.equal(word, 'permissionDenied');
      assert(message.includes(`lacks the permission ${lack}, which this takes for ${base}`), message);
      assert.doesNotMatch(message, /hush/);
    });
  }

  it('is described in general where a stored access policy says what it allows', async () => {
    const token = new Secret('sv=2024-11-04&si=policy&sig=hush');
    const storage = await openStorage('blob', { address: base, credential: { kind: 'sas', token } });
    const { message } = await failureOf(storage.list(folder('')));
    assert.match(
      message,
      /Use a SAS for container images of account contosodata with the permissions read, list/,
    );
  });
});
