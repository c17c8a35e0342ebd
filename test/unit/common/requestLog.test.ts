import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Agent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createHttpHeaders, createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
import { transportPolicy } from '../../../src/azureml/transportPolicy.ts';
import { silentLog, type Log } from '../../../src/common/log.ts';
import { logRequest } from '../../../src/common/requestLog.ts';
import { Secret } from '../../../src/common/secret.ts';
import { openStorage } from '../../../src/storage/open.ts';
import { file } from '../../contract/support.ts';

function tracing(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log: Log = { ...silentLog, traces: true, trace: (line) => void lines.push(line) };
  return { log, lines: lines };
}
const untimed = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/ \d+ ms/, ' 0 ms'));

describe('the log of requests', () => {
  it('says what was asked of whom and how it went, and nothing of the query', () => {
    const { log, lines } = tracing();
    const url = 'https://contosodata.blob.core.windows.net/images/a%20b.csv?sig=hush&comp=block';
    logRequest(log, { method: 'PUT', url, begun: performance.now() - 34, status: 201, requestId: 'id-1' });
    logRequest(log, { method: 'GET', url, begun: performance.now(), error: { code: 'ECONNRESET' } });
    assert.match(
      lines[0] ?? '',
      /^PUT contosodata\.blob\.core\.windows\.net\/images\/a%20b\.csv 201 3\d ms id-1$/,
    );
    assert.match(lines[1] ?? '', /^GET contosodata\S+csv ECONNRESET \d ms$/);
  });

  it('is silent where nobody keeps it', () => {
    const { log, lines } = tracing();
    logRequest(
      { ...log, traces: false },
      { method: 'GET', url: 'https://a.example/', begun: 0, status: 200 },
    );
    assert.deepEqual(lines, []);
  });

  it('has each try of a storage service, and stops when traces are no longer kept', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      request.resume();
      const headers = {
        'x-ms-request-id': `id-${++asked}`,
        'x-ms-error-code': 'ServerBusy',
        'retry-after-ms': '0',
      };
      response.writeHead(asked === 1 ? 503 : 200, { ...headers, etag: '"1"' }).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { log, lines } = tracing();
    let traces = true;
    const switched: Log = {
      ...log,
      get traces() {
        return traces;
      },
    };
    const storage = await openStorage('blob', {
      address: `http://127.0.0.1:${port}/contosodata/images`,
      credential: { kind: 'sas', token: new Secret('sv=1&sig=hush') },
      log: switched,
    });
    await storage.stat(file('a.csv'));
    traces = false;
    await storage.stat(file('a.csv'));
    server.close();
    server.closeAllConnections();
    const line = `HEAD 127.0.0.1:${port}/contosodata/images/a.csv`;
    assert.deepEqual(untimed(lines), [`${line} 503 0 ms id-1`, `${line} 200 0 ms id-2`]);
  });

  it('has the requests of sign-in libraries, also those that fail', async () => {
    const { log, lines } = tracing();
    const agent = new Agent();
    const policy = transportPolicy({ agent }, log);
    const request = createPipelineRequest({
      url: 'https://login.example/t/token?client_secret=hush',
      method: 'POST',
    });
    const headers = createHttpHeaders({ 'x-ms-request-id': 'id-1' });
    await policy.sendRequest(request, () => Promise.resolve({ request, headers, status: 200 }));
    const lost = new RestError('lost', { code: 'ENOTFOUND' });
    await assert.rejects(
      policy.sendRequest(request, () => Promise.reject(lost)),
      lost,
    );
    assert.deepEqual(untimed(lines), [
      'POST login.example/t/token 200 0 ms id-1',
      'POST login.example/t/token ENOTFOUND 0 ms',
    ]);
  });
});
