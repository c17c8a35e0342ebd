import assert from 'node:assert/strict';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dial } from '../../../src/common/transport.ts';
import { createWire, type Wire } from '../../../src/storage/wire.ts';
import { createThreadedWire } from '../../../src/storage/wireThreads.ts';

const script = new URL('../../../src/storage/wireThread.ts', import.meta.url);
const shared = (length: number) => Buffer.from(new SharedArrayBuffer(length));

for (const [where, create, memory] of [
  ['', createWire, (length: number) => Buffer.alloc(length)],
  [' in other threads', (dial: Dial, url: URL) => createThreadedWire(script, dial, url), shared],
] as const)
  describe(`requests over sockets of our own${where}`, () => suite(create, memory));

/** Answers each request with what `script` says, as it is. */
function suite(create: typeof createWire, memory: (length: number) => Buffer): void {
  let server: Server;
  let wire: Wire;
  let url: URL;
  let connections = 0;
  const seen: string[] = [];
  const target = '/c/a%2Fb?comp=x';
  let script: (socket: Socket, request: string) => void;
  const never = new AbortController().signal;
  const ok = 'HTTP/1.1 201 Created\r\nx-ms-request-id: 7\r\nContent-Length: 0\r\n\r\n';

  before(async () => {
    server = createServer((socket) => {
      connections++;
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        seen.push(bytes.toString('latin1'));
        script(socket, bytes.toString('latin1'));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  beforeEach(() => {
    wire = create((host, port) => ({ host, port }), url);
    connections = 0;
    seen.length = 0;
    script = (socket) => socket.write(ok);
  });
  after(() => server.close());

  const put = (body: Uint8Array = Buffer.from('abc'), signal = never) =>
    wire.send({ method: 'PUT', target, headers: 'x-ms-a: b\r\n', body }, signal);
  const get = (length: number, signal = never) => {
    const into = memory(length);
    return wire
      .send({ method: 'GET', target, headers: '', into }, signal)
      .then(({ status }) => ({ status, into }));
  };
  const failsWith = (work: Promise<unknown>, code: string) => assert.rejects(work, { code });

  it('sends a head with host and length, and its body', async () => {
    const answer = await put();
    assert.equal(answer.status, 201);
    assert.equal(answer.get('x-ms-request-id'), '7');
    assert.equal(answer.get('etag'), undefined);
    const host = `Host: ${url.host}\r\n`;
    const head = `PUT /c/a%2Fb?comp=x HTTP/1.1\r\n${host}x-ms-a: b\r\nContent-Length: 3\r\n\r\n`;
    assert.deepEqual(seen, [`${head}abc`]);
  });

  it('makes one request after the other on one connection, and others beside it', async () => {
    await put();
    await put();
    assert.equal(connections, 1);
    await Promise.all([put(), put(), put()]);
    assert.equal(connections, 3);
  });

  it('puts a body together that comes in pieces, head and all', async () => {
    script = (socket) => {
      const pieces = [
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 206 Par',
        'tial\r\ncontent-LENGTH:5\r\n\r',
        '\nab',
        'cde',
      ];
      const next = () => {
        const piece = pieces.shift();
        if (piece !== undefined) socket.write(piece, () => setImmediate(next));
      };
      next();
    };
    const { status, into } = await get(5);
    assert.equal(status, 206);
    assert.equal(into.toString(), 'abcde');
  });

  describe('a body that is to land in a file', () => {
    const body = Buffer.alloc(3 * 1024 * 1024 + 5, 'some text that is no multiple of anything');
    let dir: string;
    let file: string;
    beforeEach(() => {
      dir = mkdtempSync(join(tmpdir(), 'wire-'));
      file = join(dir, 'file');
      writeFileSync(file, 'before');
      script = (socket) => {
        socket.write(`HTTP/1.1 206 Partial\r\nContent-Length: ${body.length}\r\n\r\n`);
        socket.write(body);
      };
    });
    afterEach(() => rmSync(dir, { recursive: true }));

    /** With the file opened so, from its fourth byte on. */
    async function land(flags: string, length = body.length) {
      const fd = openSync(file, flags);
      const into = memory(length);
      try {
        const asked = { method: 'GET', target, headers: '', into, landing: { fd, position: 3 } } as const;
        const { status, landed = false } = await wire.send(asked, never);
        return { status, landed, into };
      } finally {
        closeSync(fd);
      }
    }

    it('is written there while it comes, and is in memory too', async () => {
      const { landed, into } = await land('r+');
      assert.ok(landed && into.equals(body));
      assert.ok(readFileSync(file).equals(Buffer.concat([Buffer.from('bef'), body])));
    });

    it('is in memory where the file cannot be written to, and that is told', async () => {
      const { landed, into } = await land('r');
      assert.ok(!landed && into.equals(body));
      assert.equal(readFileSync(file, 'utf8'), 'before');
    });

    it('leaves the file alone when it is a refusal', async () => {
      script = (socket) => socket.write('HTTP/1.1 412 No\r\nContent-Length: 3\r\n\r\nabc');
      const { status, landed } = await land('r+', 3);
      assert.deepEqual([status, landed, readFileSync(file, 'utf8')], [412, false, 'before']);
    });
  });

  it('leaves the body of a refusal alone, and goes on with the connection', async () => {
    script = (socket) =>
      socket.write(
        'HTTP/1.1 409 Conflict\r\nx-ms-error-code: BlobAlreadyExists\r\nContent-Length: 6\r\n\r\n<html>',
      );
    assert.deepEqual(await get(6), { status: 409, into: Buffer.alloc(6) });
    await get(6);
    assert.equal(connections, 1);
  });

  it('opens another connection where the service closes the first', async () => {
    script = (socket) => socket.end('HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    await put();
    await put();
    assert.equal(connections, 2);
  });

  it('takes no connection again that was closed meanwhile', async () => {
    let last: Socket | undefined;
    script = (socket) => {
      last = socket;
      socket.write(ok);
    };
    await put();
    const closed = once(last!, 'close');
    last!.destroy();
    await closed;
    // The other end hears of it in its own time: until then a request is lost, and made again by who sent it.
    await put().catch(() => put());
    assert.equal(connections, 2);
  });

  for (const [what, answer, code] of [
    ['is cut off', 'HTTP/1.1 206 -\r\nContent-Length: 5\r\n\r\nab', 'ECONNRESET'],
    ['is shorter than what was asked for', 'HTTP/1.1 206 -\r\nContent-Length: 4\r\n\r\nabcd', 'TooShort'],
    ['is longer than it says', 'HTTP/1.1 206 -\r\nContent-Length: 5\r\n\r\nabcdef', 'ECONNRESET'],
    ['comes in chunks', 'HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'UnreadableAnswer'],
    ['has no length', 'HTTP/1.1 200 -\r\n\r\n', 'UnreadableAnswer'],
    [
      'has a length that is no number',
      'HTTP/1.1 200 -\r\nContent-Length: 5, 5\r\n\r\nabcde',
      'UnreadableAnswer',
    ],
    ['is no HTTP', 'SSH-2.0-server\r\n\r\n', 'UnreadableAnswer'],
    ['has no end of its head', 'HTTP/1.1 200 -\r\n'.padEnd(70_000, 'x'), 'UnreadableAnswer'],
    ['does not come', '', 'ECONNRESET'],
  ] as const) {
    it(`fails when an answer ${what}`, async () => {
      script = (socket) => socket.end(answer);
      await failsWith(get(5), code);
    });
  }

  it('stops at once when it is told to, and takes that connection no more', async () => {
    const stop = new AbortController();
    script = () => stop.abort();
    await assert.rejects(put(Buffer.from('abc'), stop.signal), { name: 'AbortError' });
    script = (socket) => socket.write(ok);
    await put();
    assert.equal(connections, 2);
    await assert.rejects(put(Buffer.from('abc'), AbortSignal.abort()), { name: 'AbortError' });
  });

  it('takes an answer that comes before all has been sent, and then another connection', async () => {
    script = (socket) => {
      script = () => undefined;
      socket.pause();
      socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    };
    const answer = await put(memory(64 * 1024 * 1024));
    assert.equal(answer.status, 403);
    script = (socket) => socket.write(ok);
    await put();
    assert.equal(connections, 2);
  });

  it('says who could not be reached', async () => {
    const other = create(() => ({ host: '127.0.0.1', port: 1 }), url);
    await failsWith(other.send({ method: 'GET', target, headers: '' }, never), 'ECONNREFUSED');
  });
}
