import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '../../../src/common/secret.ts';
import { openStorage } from '../../../src/storage/open.ts';
import { file } from '../../contract/support.ts';

describe('a small file that goes to a file service', () => {
  for (const code of ['UnsupportedHeader', ''])
    it(`which takes no content with the creation (“${code}”) is written in steps, and so are the next`, async () => {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        request.resume();
        const step = new URL(request.url ?? '', 'http://a').searchParams.get('comp') ?? 'create';
        const refused = step === 'create' && Number(request.headers['content-length'] ?? 0) > 0;
        asked.push(refused ? 'create with content' : step);
        const answer = refused
          ? { ...(code && { 'x-ms-error-code': code }) }
          : { etag: '"1"', 'last-modified': new Date(0).toUTCString() };
        const done = step === 'rename' ? 200 : 201;
        response.writeHead(refused ? 400 : done, answer).end();
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        const storage = await openStorage('file', {
          address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/contosodata/images`,
          credential: { kind: 'sas', token: new Secret('sv=1&sig=hush') },
        });
        for (const name of ['a.csv', 'b.csv']) {
          const upload = await storage.createUpload(file(name), { size: 3 });
          await upload.put(0, Buffer.from('abc'));
          await upload.commit();
        }
      } finally {
        server.close();
        server.closeAllConnections();
      }
      const steps = ['create', 'range', 'rename'];
      assert.deepEqual(asked, ['create with content', ...steps, ...steps]);
    });
});
