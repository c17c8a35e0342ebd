import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Secret } from '../../../src/common/secret.ts';
import { blobEntry, entriesOf } from '../../../src/storage/blobEntries.ts';
import { blockSizeFor } from '../../../src/storage/blobUpload.ts';
import { openStorage } from '../../../src/storage/open.ts';
import type { FolderPath } from '../../../src/storage/path.ts';
import { delayAfter, retrying } from '../../../src/storage/retry.ts';
import { serviceFailure, type Place } from '../../../src/storage/serviceFailures.ts';
import { modifiedOf, mtimeMetadata } from '../../../src/storage/times.ts';
import { file } from '../../contract/support.ts';

const place: Place = {
  service: 'blob',
  credential: 'identity',
  host: 'contoso.blob.core.windows.net',
  account: 'contoso',
  root: 'data',
  where: 'https://contoso.blob.core.windows.net/data/a.csv',
};
const refusal = (code: string, statusCode: number, headers: Record<string, string> = {}): Error =>
  Object.assign(new Error('refused'), {
    statusCode,
    response: { headers: new Map(Object.entries({ 'x-ms-error-code': code, ...headers })) },
  });

describe('what a service refuses', () => {
  it('is said with the thing and the remedy', () => {
    const sentence = (code: string, change: Partial<Place> = {}): string =>
      serviceFailure(refusal(code, 403), { ...place, ...change }).message;
    assert.match(
      sentence('AuthorizationPermissionMismatch'),
      /Storage Blob Data Reader \(to write: Storage Blob Data Contributor\) on container data of account contoso/,
    );
    assert.match(
      sentence('AuthorizationPermissionMismatch', { service: 'file' }),
      /Storage File Data Privileged Reader .*Storage File Data Privileged Contributor\) on file share data/,
    );
    assert.match(
      sentence('AuthorizationPermissionMismatch', { credential: 'sas' }),
      /^The SAS .*a\.csv.*Use a SAS/,
    );
    assert.match(
      sentence('AuthorizationPermissionMismatch', { credential: 'accountKey' }),
      /^The account key/,
    );
    assert.match(sentence('AuthorizationFailure'), /firewall.*role Storage Blob Data Reader.*container data/);
    assert.match(sentence('AuthorizationFailure', { credential: 'sas' }), /firewall.*SAS/);
    assert.doesNotMatch(sentence('AuthorizationFailure', { credential: 'accountKey' }), /role|SAS/);
    assert.match(sentence('AuthenticationFailed', { credential: 'accountKey' }), /key/);
    assert.match(sentence('AuthenticationFailed', { credential: 'sas' }), /expired/);
    for (const [credential, name] of [
      ['accountKey', /account key\. .*your own sign-in.*role Storage Blob Data Reader/],
      ['sas', /a SAS .*your own sign-in.*role Storage Blob Data Reader/],
    ] as const)
      assert.match(sentence('KeyBasedAuthenticationNotPermitted', { credential }), name);
  });

  it('is told by its status when its code is not known', () => {
    const words = [
      [401, 'unauthenticated'],
      [403, 'permissionDenied'],
      [404, 'notFound'],
      [409, 'alreadyExists'],
      [412, 'alreadyExists'],
      [418, 'unexpected'],
      [429, 'throttled'],
      [500, 'unavailable'],
    ] as const;
    for (const [status, word] of words) assert.equal(serviceFailure(refusal('', status), place).word, word);
  });

  it('is told from a lost connection and from a stop', () => {
    const node = (code: string): Error => Object.assign(new Error(code), { code });
    assert.match(serviceFailure(node('ENOTFOUND'), place).message, /private endpoint/);
    assert.match(serviceFailure(node('SELF_SIGNED_CERT_IN_CHAIN'), place).message, /certificate/i);
    assert.equal(serviceFailure(node('ECONNRESET'), place).word, 'unavailable');
    const stopped = Object.assign(new Error('stopped'), { name: 'AbortError' });
    assert.equal(serviceFailure(stopped, place).word, 'unavailable');
    assert.equal(serviceFailure(stopped, place, AbortSignal.abort()).word, 'cancelled');
  });
});

describe('trying again', () => {
  it('waits as long as the service asks, else longer each time and never in step', () => {
    assert.equal(
      delayAfter(1, refusal('ServerBusy', 503, { 'retry-after': '7' }), () => 0),
      7000,
    );
    assert(delayAfter(1, refusal('ServerBusy', 503, { 'retry-after': '99999' }), () => 0) <= 120_000);
    assert.equal(
      delayAfter(1, undefined, () => 1),
      500,
    );
    assert.equal(
      delayAfter(4, undefined, () => 1),
      4000,
    );
    assert.equal(
      delayAfter(4, undefined, () => 0),
      2000,
    );
    assert(delayAfter(60, undefined, () => 1) <= 30_000);
  });

  it('does not happen for what will fail again', async () => {
    let tries = 0;
    const work = (): Promise<never> => {
      tries++;
      return Promise.reject(refusal('AuthorizationFailure', 403));
    };
    await assert.rejects(retrying({}, work));
    assert.equal(tries, 1);
  });

  it('ends with the signal, also during a pause', async () => {
    const stop = new AbortController();
    const busy = (): Promise<never> => Promise.reject(refusal('ServerBusy', 503, { 'retry-after': '60' }));
    const work = retrying({ signal: stop.signal, onRetry: () => queueMicrotask(() => stop.abort()) }, busy);
    await assert.rejects(work, { name: 'AbortError' });
  });
});

describe('blobs as entries', () => {
  const blob = (name: string, metadata: Record<string, string> = {}) =>
    ({
      name,
      metadata,
      deleted: false,
      snapshot: '',
      properties: { lastModified: new Date(0), etag: '0x1', contentLength: 0 },
    }) as never;

  it('shows markers as folders, once, and never the folder itself', () => {
    const marker = { hdi_isfolder: 'true' };
    const entries = entriesOf(
      'a/' as FolderPath,
      [
        blob('a/', marker),
        blob('a/b', marker),
        blob('a/c', marker),
        blob('a/d', { Hdi_IsFolder: 'True' }),
        blob('a/f'),
      ],
      [{ name: 'a/b/' }],
    );
    assert.deepEqual(
      entries.map(({ kind, path, name }) => [kind, path, name]),
      [
        ['folder', 'a/b/', 'b'],
        ['folder', 'a/c/', 'c'],
        ['folder', 'a/d/', 'd'],
        ['file', 'a/f', 'f'],
      ],
    );
  });

  it('shows a file whose name ends with a slash as that', () => {
    const entry = blobEntry('a/b/', undefined, { contentLength: 3 });
    assert.deepEqual([entry.kind, entry.path, entry.name], ['file', 'a/b/', 'b/']);
  });

  it('reads and writes the modification time as rclone does', () => {
    const time = new Date('2024-05-06T07:08:09.123Z');
    assert.deepEqual(mtimeMetadata(time), { mtime: '2024-05-06T07:08:09.123000000Z' });
    for (const mtime of ['2024-05-06T07:08:09.123000000Z', '2024-05-06T09:08:09.123456789+02:00']) {
      assert.equal(modifiedOf({ Mtime: mtime }, undefined)?.getTime(), time.getTime());
    }
    assert.equal(modifiedOf({ mtime: 'yesterday' }, time), time);
  });

  it('fits any size into 50,000 blocks', () => {
    assert.equal(blockSizeFor(1), 8 * 2 ** 20);
    for (const size of [8 * 2 ** 20 * 50_000, 2 ** 40, 190 * 2 ** 40])
      assert(Math.ceil(size / blockSizeFor(size)) <= 50_000);
  });
});

describe('a storage on a service', () => {
  it('sends what it was given to the host it was given, and follows no redirect', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const credential = { kind: 'sas', token: new Secret('?sv=1&sig=hush') } as const;
    for (const service of ['blob', 'file', 'dfs'] as const) {
      const storage = await openStorage(service, {
        address: `http://127.0.0.1:${port}/account/data/`,
        credential,
      });
      await assert.rejects(storage.stat(file('a/../b')), (error: Error) => !error.message.includes('hush'));
      await assert.rejects(storage.stat(file('a/b #1')), (error: Error) => !error.message.includes('hush'));
    }
    server.close();
    assert.deepEqual(seen, [
      'HEAD /account/data/a%2F..%2Fb?sv=1&sig=hush',
      'HEAD /account/data/a%2Fb%20%231?sv=1&sig=hush',
      'HEAD /account/data/a%2Fb%20%231?sv=1&sig=hush',
      'HEAD /account/data/a%2Fb%20%231?sv=1&sig=hush',
    ]);
  });
});
