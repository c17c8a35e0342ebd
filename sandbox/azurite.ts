import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { XMLParser } from 'fast-xml-parser';
import { hmac, stringToSign } from './sharedKey.ts';
import { makePrivateDir, type SandboxState } from './state.ts';

/** Azurite's Blob service as a child process, over plain http on loopback. */
export interface Azurite {
  readonly port: number;
  /** Begins a request to `/<account><target>`, signed with the account's key; the caller pipes or ends the body. */
  begin(
    account: string,
    method: string,
    target: string,
    headers: Readonly<Record<string, string>>,
  ): ClientRequest;
  /** Deletes all containers of an account. */
  empty(account: string): Promise<void>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function startChild(
  location: string,
  accounts: string,
): Promise<{ port: number; close(): Promise<void> }> {
  const port = await freePort();
  const flags = ['--skipApiVersionCheck', '--disableTelemetry', '--silent', '--blobKeepAliveTimeout', '120'];
  const child = spawn(
    process.execPath,
    [
      '--max-http-header-size=65536',
      join(import.meta.dirname, 'azuriteChild.ts'),
      '--blobPort',
      String(port),
      '--location',
      location,
      ...flags,
    ],
    // A group of its own: Ctrl-C is for the sandbox, which then ends Azurite in good order.
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
      env: { ...process.env, AZURITE_ACCOUNTS: accounts },
    },
  );
  await new Promise<void>((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
      if (output.includes('successfully listens')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`Azurite ended with code ${String(code)} while starting. ${output}`)),
    );
  });
  return {
    port,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exit;
      clearTimeout(timer);
    },
  };
}

/** Starts Azurite over `location` with the flat accounts of `state`. */
export async function startAzurite(location: string, state: SandboxState): Promise<Azurite> {
  await makePrivateDir(location);
  const flat = Object.entries(state.accounts).filter(([, account]) => !account.hns);
  const child = await startChild(location, flat.map(([name, { key }]) => `${name}:${key}`).join(';'));
  const agent = new Agent({ keepAlive: true, scheduling: 'lifo' });

  const begin: Azurite['begin'] = (account, method, target, given) => {
    const path = `/${account}${target}`;
    const question = path.indexOf('?');
    const headers: Record<string, string> = { ...given, 'x-ms-date': new Date().toUTCString() };
    const signed = stringToSign({
      method,
      headers: (name) => headers[name],
      names: Object.keys(headers),
      account,
      path: question < 0 ? path : path.slice(0, question),
      query: new URLSearchParams(question < 0 ? '' : path.slice(question)),
    });
    headers.authorization = `SharedKey ${account}:${hmac(state.accounts[account]?.key ?? '', signed)}`;
    return httpRequest({ host: '127.0.0.1', port: child.port, method, path, headers, agent });
  };

  async function call(account: string, method: string, target: string): Promise<string> {
    const outgoing = begin(account, method, target, { 'x-ms-version': '2024-11-04' });
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const body = await text(answer);
    if ((answer.statusCode ?? 500) >= 300)
      throw new Error(`${method} ${target} in Azurite: ${String(answer.statusCode)}`);
    return body;
  }

  return {
    port: child.port,
    begin,
    empty: async (account) => {
      const parser = new XMLParser({ isArray: (name) => name === 'Container', parseTagValue: false });
      const list = parser.parse(await call(account, 'GET', '/?comp=list')) as {
        EnumerationResults: { Containers: { Container?: { Name: string }[] } | '' };
      };
      const { Containers: containers } = list.EnumerationResults;
      for (const { Name: name } of (containers === '' ? undefined : containers.Container) ?? []) {
        await call(account, 'DELETE', `/${name}?restype=container`);
      }
    },
    close: async () => {
      agent.destroy();
      await child.close();
    },
  };
}
