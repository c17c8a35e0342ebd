import { createServer } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { familyOf } from './route.ts';

/**
 * An HTTP proxy that leads the hosts of the cloud to `adopt` and nothing anywhere else. `GET /connects` of the proxy itself
 * answers how often each host was asked for, as JSON.
 */
export async function startProxy(
  adopt: (socket: Socket) => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const connects: Record<string, number> = {};
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === 'GET' && request.url === '/connects') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(connects));
      return;
    }
    response
      .writeHead(403, { connection: 'close' })
      .end('This proxy only takes CONNECT to the hosts of the sandbox.\n');
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('connect', (request, stream, head) => {
    // The documentation promises a Duplex; an http server has none but sockets.
    if (!(stream instanceof Socket)) {
      stream.destroy();
      return;
    }
    const socket = stream;
    socket.on('error', () => socket.destroy());
    const [host = '', port = ''] = (request.url ?? '').toLowerCase().split(':', 2);
    connects[host] = (connects[host] ?? 0) + 1;
    if (familyOf(host) === undefined || port !== '443') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n', () => {
      if (head.length > 0) socket.unshift(head);
      adopt(socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
