import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Azurite for blobs, in memory, over plain http; path-style addresses `${url}/account/container`. */
export interface Azurite {
  readonly url: string;
  readonly account: string;
  readonly key: string;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function startAzurite(): Promise<Azurite> {
  const port = await freePort();
  const account = 'contoso';
  const key = Buffer.alloc(64, 'not a secret').toString('base64');
  const main = join(
    createRequire(import.meta.url).resolve('azurite/package.json'),
    '../dist/src/blob/main.js',
  );
  const options = [
    '--skipApiVersionCheck',
    '--disableTelemetry',
    '--silent',
    '--inMemoryPersistence',
    '--blobPort',
    String(port),
  ];
  const child = spawn(process.execPath, [main, ...options], {
    env: { ...process.env, AZURITE_ACCOUNTS: `${account}:${key}` },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error('Azurite ended before it was ready');
    const answers = await fetch(`${url}/${account}?comp=list`).then(
      () => true,
      () => false,
    );
    if (answers) return { url, account, key, stop };
    await delay(100);
  }
  await stop();
  throw new Error('Azurite did not start in 30 s');
}
