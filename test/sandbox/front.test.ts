import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { openSandbox, sandbox, type Sandbox, type SandboxDescription } from '../support/sandbox.ts';
import { accountKey, blobClient, send } from './support.ts';

describe('The front of the sandbox', function () {
  this.timeout(60_000);
  let box: Sandbox;
  before(async () => {
    box = await sandbox();
  });

  it('has one certificate for every host it plays, with and without .localhost', () => {
    const socket = connectTls({
      host: '127.0.0.1',
      port: box.port,
      ca: box.ca,
      servername: 'contosodata.blob.core.windows.net',
    });
    return new Promise<void>((resolve, reject) => {
      socket.once('error', reject).once('secureConnect', () => {
        const certificate = new X509Certificate(socket.getPeerCertificate().raw);
        const families = [
          'x.blob.core.windows.net',
          'x.file.core.windows.net',
          'x.dfs.core.windows.net',
          'westeurope.api.azureml.ms',
          'management.azure.com',
          'login.microsoftonline.com',
        ];
        const hosts = [
          ...families.flatMap((name) => [name, `${name}.localhost`]),
          'admin.localhost',
          'localhost',
        ];
        assert.deepEqual(
          hosts.filter((name) => certificate.checkHost(name) === undefined),
          [],
        );
        assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1');
        assert.equal(certificate.checkHost('example.com'), undefined);
        socket.destroy();
        resolve();
      });
    });
  });

  it('takes a host with a port as well', async () => {
    const answer = await send(box, 'login.microsoftonline.com.localhost', '/common/discovery/instance', {
      headers: { host: `login.microsoftonline.com.localhost:${box.port}` },
    });
    assert.equal(answer.status, 200);
  });

  it('knows no other hosts and no other accounts', async () => {
    assert.equal((await send(box, 'localhost', '/')).status, 421);
    assert.equal((await send(box, 'nobody.blob.core.windows.net.localhost', '/c/b')).status, 404);
  });

  it('refuses an address that does not decode', async () => {
    const answer = await send(box, 'contosodata.blob.core.windows.net.localhost', '/c/%E0%A4%A');
    assert.deepEqual([answer.status, answer.headers['x-ms-error-code']], [400, 'InvalidUri']);
  });

  it('gives every storage answer its id, version and date, and the client its own id back', async () => {
    const answer = await send(box, 'contosodata.blob.core.windows.net.localhost', '/c/b', {
      headers: { 'x-ms-client-request-id': 'mine' },
    });
    assert.match(String(answer.headers['x-ms-request-id']), /^[0-9a-f-]{36}$/);
    assert.ok(answer.headers['x-ms-version']);
    assert.ok(answer.headers.date);
    assert.equal(answer.headers['x-ms-client-request-id'], 'mine');
  });

  it('counts requests by host, path and method', async () => {
    const service = blobClient(box, accountKey(box));
    const name = `counted-${randomBytes(6).toString('hex')}`;
    await service.getContainerClient(name).exists();
    await service.listContainers({ prefix: name }).byPage().next();
    const { count, requests } = await box.requests({ host: '^contosodata\\.blob', path: `^/${name}` });
    assert.equal(count, 1);
    const [seen] = requests;
    assert.deepEqual([seen?.method, seen?.status, seen?.operation], ['GET', 404, 'container']);
    assert.equal(
      (await box.requests({ path: `prefix=${name}`, method: 'GET' })).requests[0]?.operation,
      'list',
    );
  });

  it('keeps signatures out of what it remembers', async () => {
    await send(box, 'contosodata.blob.core.windows.net.localhost', '/counted/x?sv=2024-11-04&sig=c2VjcmV0');
    const { requests } = await box.requests({ path: '/counted/x' });
    assert.doesNotMatch(JSON.stringify(requests), /c2VjcmV0/);
  });

  it('remembers what reaches hosts that it does not play, and whether a token came along', async () => {
    const path = `/${randomBytes(6).toString('hex')}`;
    const host = 'contosodata.blob.stranger.example';
    assert.equal((await send(box, host, path)).status, 421);
    await send(box, 'stranger.example', path, {
      method: 'POST',
      headers: { authorization: 'Bearer token' },
      body: 'secret',
    });
    const { requests } = await box.requests({ path, host: 'stranger\\.example$' });
    assert.deepEqual(
      requests.map((seen) => [seen.host, seen.authorization, seen.body, seen.status]),
      [
        [host, false, false, 421],
        ['stranger.example', true, true, 421],
      ],
    );
  });

  it('opens its admin endpoint to the admin token only', async () => {
    assert.equal((await send(box, 'admin.localhost', '/requests')).status, 401);
    const wrong = await send(box, 'admin.localhost', '/faults', {
      method: 'DELETE',
      headers: { authorization: 'Bearer wrong' },
    });
    assert.equal(wrong.status, 401);
  });

  it('leads unmodified clients in through its proxy, and nowhere else', async () => {
    const { port } = new URL(box.proxy);
    const connectThrough = async (target: string): Promise<string> => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
      const [head] = (await once(socket, 'data')) as [Buffer];
      if (!head.toString().includes(' 200 ')) {
        socket.destroy();
        return head.toString().split('\r\n')[0] ?? '';
      }
      const secure = connectTls({ socket, ca: box.ca, servername: target.replace(/:\d+$/, '') });
      secure.write(`GET /common/discovery/instance HTTP/1.1\r\nHost: ${target}\r\nConnection: close\r\n\r\n`);
      const [answer] = (await once(secure, 'data')) as [Buffer];
      secure.destroy();
      return answer.toString().split('\r\n')[0] ?? '';
    };
    assert.equal(await connectThrough('login.microsoftonline.com:443'), 'HTTP/1.1 200 OK');
    assert.match(await connectThrough('example.com:443'), / 403 /);
    assert.match(await connectThrough('login.microsoftonline.com:22'), / 403 /);
  });
});

describe('A sandbox of its own', function () {
  this.timeout(90_000);
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'sandbox-front-'));
  });
  after(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  const main = join(import.meta.dirname, '../../sandbox/main.ts');
  const start = async (): Promise<{
    description: SandboxDescription;
    end: (how: 'stdin' | 'SIGINT') => Promise<number | null>;
  }> => {
    const child = spawn(process.execPath, [main, '--dir', dir, '--stdin-bound'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    assert.equal(line, 'sandbox ready\n');
    return {
      description: JSON.parse(readFileSync(join(dir, 'sandbox.json'), 'utf8')) as SandboxDescription,
      end: async (how) => {
        const exit = once(child, 'exit');
        if (how === 'stdin') child.stdin.end();
        else child.kill(how);
        return ((await exit) as [number | null])[0];
      },
    };
  };
  const attemptSecond = async (): Promise<string> => {
    const child = spawn(process.execPath, [main, '--dir', dir], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    assert.equal(child.exitCode, 1);
    return said;
  };
  const modes = (folder: string): [string, number][] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      const mode: [string, number] = [path, statSync(path).mode & 0o777];
      return entry.isDirectory() ? [mode, ...modes(path)] : [mode];
    });

  it('keeps keys and data over a restart, readable by their owner only, and ends with its parent or on a signal', async () => {
    const first = await start();
    const { accounts, principals } = first.description;
    const before = openSandbox(dir);
    const container = blobClient(before, accountKey(before)).getContainerClient('kept-over-restart');
    await container.create();
    await container.getBlockBlobClient('a').upload('kept', 4);
    assert.deepEqual(
      modes(dir).filter(([, mode]) => (mode & 0o077) !== 0),
      [],
    );
    assert.match(await attemptSecond(), /already runs over this directory/);
    assert.equal(await first.end('stdin'), 0);

    const second = await start();
    assert.deepEqual([second.description.accounts, second.description.principals], [accounts, principals]);
    const after = openSandbox(dir);
    const again = blobClient(after, accountKey(after))
      .getContainerClient('kept-over-restart')
      .getBlobClient('a');
    assert.equal((await again.downloadToBuffer()).toString(), 'kept');
    await after.reset();
    await after.clearRequests();
    assert.equal((await after.requests()).count, 0);
    assert.equal(await again.exists(), false);
    assert.equal(await second.end('SIGINT'), 0);
    assert.equal(readdirSync(dir).includes('sandbox.json'), false);
  });
});
