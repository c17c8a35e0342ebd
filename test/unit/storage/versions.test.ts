import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLog } from '../../../src/common/log.ts';
import { Failure } from '../../../src/common/failure.ts';
import { Secret } from '../../../src/common/secret.ts';
import { openStorage, type StorageService } from '../../../src/storage/open.ts';
import { root } from '../../../src/storage/path.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { refusesVersion } from '../../../src/storage/versions.ts';
import { collect, file, write } from '../../contract/support.ts';

const refusal = `<?xml version="1.0" encoding="utf-8"?><Error><Code>InvalidHeaderValue</Code><Message>The value for one of the HTTP headers is not in the correct format.</Message><HeaderName>x-ms-version</HeaderName><HeaderValue>x</HeaderValue></Error>`;
const inJson =
  '{"error":{"code":"InvalidHeaderValue","message":"The value for one of the HTTP headers is not in the correct format."}}';

/** A service that knows no version after 2024, and nothing else. */
function answer(service: StorageService, request: IncomingMessage, response: ServerResponse): number {
  const version = String(request.headers['x-ms-version']);
  const { searchParams: query } = new URL(request.url ?? '', 'http://a');
  if (version > '2025') {
    const body = service === 'dfs' ? inJson : refusal;
    const type = service === 'dfs' ? 'application/json' : 'application/xml';
    response.writeHead(400, { 'x-ms-error-code': 'InvalidHeaderValue', 'content-type': type }).end(body);
    return 400;
  }
  const known = { etag: '"1"', 'last-modified': new Date(0).toUTCString() };
  if (request.method === 'PUT' || request.method === 'PATCH') {
    const done: Record<string, number> = { rename: 200, flush: 200, append: 202 };
    const status = done[query.get('comp') ?? query.get('action') ?? ''] ?? 201;
    response.writeHead(status, known).end();
    return status;
  }
  if (request.method === 'HEAD') {
    response.writeHead(200, { ...known, 'content-length': '3' }).end();
    return 200;
  }
  const lists = {
    blob: '<EnumerationResults><Blobs></Blobs><NextMarker/></EnumerationResults>',
    file: '<EnumerationResults ShareName="a" DirectoryPath=""><Entries></Entries><NextMarker/></EnumerationResults>',
    dfs: '{"paths":[]}',
  };
  const isList = query.has('comp') || query.has('resource');
  const body = isList ? lists[service] : 'abc';
  const range = isList ? {} : { 'content-range': 'bytes 0-2/3' };
  const type = { 'content-type': isList && service === 'dfs' ? 'application/json' : 'application/xml' };
  response
    .writeHead(isList ? 200 : 206, { ...known, ...range, ...type, 'content-length': String(body.length) })
    .end(body);
  return 200;
}

describe('a service that lags behind the SDKs', () => {
  let server: Server;
  let seen: { version: string; status: number }[];
  let told: string[];

  async function open(service: StorageService): Promise<Storage> {
    seen = [];
    told = [];
    server = createServer((request, response) => {
      request.resume();
      const version = String(request.headers['x-ms-version']);
      seen.push({ version, status: answer(service, request, response) });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return openStorage(service, {
      address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/contosodata/images`,
      credential: { kind: 'sas', token: new Secret('sv=1&sig=hush') },
      log: { ...silentLog, info: (message) => told.push(message) },
    });
  }
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const calls: Readonly<Record<string, (storage: Storage) => Promise<unknown>>> = {
    'is listed': (storage) => storage.list(root),
    'is walked': (storage) => collect(storage.walk(root)),
    'is asked about a file': (storage) => storage.stat(file('a.csv')),
    'takes a small file': (storage) => write(storage, 'a.csv', Buffer.from('abc')),
    'takes a large file': (storage) => write(storage, 'a.csv', Buffer.alloc(9 * 2 ** 20)),
    'makes a folder': (storage) => storage.createFolder('new/' as never),
    'gives a file': async (storage) =>
      assert.equal(
        Buffer.from(await storage.read(file('a.csv'), { offset: 0, length: 3 })).toString(),
        'abc',
      ),
  };
  for (const service of ['blob', 'file', 'dfs'] as const) {
    for (const [what, call] of Object.entries(calls)) {
      it(`of kind ${service} ${what} with an older version, which is logged once and kept`, async () => {
        const storage = await open(service);
        await call(storage);
        const refusals = seen.filter(({ status }) => status === 400).length;
        await call(storage);
        await storage.list(root);
        assert.ok(refusals <= 3, `${refusals} refusals`);
        const later = seen.filter(({ status }) => status === 400).length - refusals;
        // What is asked for without the SDK says the older version from the first.
        assert.ok(later <= (refusals === 0 ? 1 : 0), `${later} refusals later`);
        const news = told.filter((message) => /newest version.*2023-11-03/.test(message));
        assert.equal(news.length, 1);
        assert.ok(seen.some(({ version }) => version === '2023-11-03'));
      });
    }
  }

  it('is told from one that refuses for another reason', () => {
    const failure = (status: number, code: string) =>
      new Failure('unexpected', 'No.', { facts: { status, code } });
    assert.ok(refusesVersion(failure(400, 'InvalidHeaderValue')));
    assert.ok(!refusesVersion(failure(400, 'InvalidInput')));
    assert.ok(!refusesVersion(failure(404, 'BlobNotFound')));
  });
});
