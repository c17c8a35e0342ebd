import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { probeServer } from '../../../src/azureml/serverProbe.ts';
import { isFailure } from '../../../src/common/failure.ts';

/** A server that takes connections and says nothing. */
async function listening() {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, close: () => server.close() };
}

describe('the test of a database server', () => {
  it('is content with a connection', async () => {
    const { port, close } = await listening();
    await probeServer({ host: 'localhost', port });
    close();
  });

  it('goes through the cloud’s gateway, whatever the server is called', async () => {
    const { port, close } = await listening();
    await probeServer({ host: 'contoso.database.invalid', port: 1433 }, { host: '127.0.0.1', port });
    close();
  });

  it('names the server that nobody knows, and what to look at', async () => {
    await assert.rejects(
      probeServer({ host: 'contoso.database.invalid', port: 1433 }),
      (error) => isFailure(error, 'notFound') && /contoso\.database\.invalid.*endpoint/.test(error.message),
    );
  });

  it('names the port that is closed, and the firewall', async () => {
    const { port, close } = await listening();
    close();
    await assert.rejects(
      probeServer({ host: '127.0.0.1', port }),
      (error) =>
        isFailure(error, 'unavailable') &&
        new RegExp(`port ${port} \\(ECONNREFUSED\\)[^]*firewall`).test(error.message),
    );
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(probeServer({ host: '127.0.0.1', port: 9 }, undefined, stop.signal), (error) =>
      isFailure(error, 'cancelled'),
    );
  });
});
