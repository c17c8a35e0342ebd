import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Sandbox, SandboxDescription } from './sandbox.ts';

/**
 * The sandbox under the names of the public cloud, which only its proxy leads to it. No name of a real host is looked up.
 */
export function cloudBehindProxy({ cloud }: Sandbox): Partial<SandboxDescription['cloud']> {
  const { name, caFile } = cloud;
  return {
    ...{ name, caFile },
    resourceManager: 'https://management.azure.com',
    login: 'https://login.microsoftonline.com',
    storageSuffix: 'core.windows.net',
    dataPlaneSuffixes: ['api.azureml.ms'],
  };
}

/** How often each host was asked for at the sandbox's proxy. */
export async function connects({ proxy }: Sandbox): Promise<Readonly<Record<string, number>>> {
  return (await (await fetch(`${proxy}/connects`)).json()) as Record<string, number>;
}

/** A proxy that wants a password before anything else. */
export async function startRefusingProxy(): Promise<{
  readonly url: string;
  readonly stop: () => Promise<void>;
}> {
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.once('close', () => sockets.delete(socket))));
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n\r\n',
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The address of a proxy that is not there. */
export async function deadProxy(): Promise<string> {
  const { url, stop } = await startRefusingProxy();
  await stop();
  return url;
}
