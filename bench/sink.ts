/**
 * A Blob service that keeps no bytes: it remembers how long each blob is, lists them, and answers reads with zeros.
 * It speaks just enough HTTP for that, straight on the socket, so that a measurement shows the client's cost and
 * not the server's. Started by bench/main.ts in a process of its own; nothing here checks who asks.
 */
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createBlobs, type Answer, type Holding, type Request } from './sinkBlobs.ts';

/** What the parent sends when it starts the sink. */
export interface SinkOptions {
  /** Added to every answer, in milliseconds. */
  readonly delay: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** The parent's messages: forget everything and hold these blobs; or say what has come. */
export type SinkCommand = { readonly kind: 'reset'; readonly holding: Holding } | { readonly kind: 'report' };

export interface SinkReport {
  readonly requests: number;
  readonly blobs: number;
  readonly bytes: number;
  readonly cpuSeconds: number;
}

const zeros = Buffer.alloc(1024 * 1024);
const blank = Buffer.from('\r\n\r\n');

const common =
  'Server: sink\r\nx-ms-request-id: 00000000-0000-0000-0000-000000000000\r\nx-ms-version: 2026-10-06\r\n' +
  'Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nETag: "0x1"\r\n' +
  'x-ms-request-server-encrypted: true\r\n';

function send(socket: Socket, answer: Answer): void {
  const { status, headers = '', text = '', zeros: count } = answer;
  const length = count ?? answer.length ?? Buffer.byteLength(text);
  const head = `HTTP/1.1 ${status} -\r\n${common}${headers}Content-Length: ${length}\r\n\r\n`;
  if (text === '') socket.write(head, 'latin1');
  else socket.write(head + text);
  if (count !== undefined) sendZeros(socket, count);
}

/** Waits for the socket to drain, so that a slow reader does not pile up buffers here. */
function sendZeros(socket: Socket, count: number): void {
  let left = count;
  const more = () => {
    while (left > 0) {
      const part = left >= zeros.length ? zeros : zeros.subarray(0, left);
      left -= part.length;
      if (!socket.write(part) && left > 0) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

function parse(head: string): Request {
  const end = head.indexOf('\r\n');
  const [method = '', target = ''] = head.slice(0, end).split(' ', 2);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const range = /\r\n(?:x-ms-)?range: *bytes=(\d+)-(\d*)/i.exec(head);
  return {
    method,
    target,
    length: Number(length ?? 0),
    ...(range && { range: { from: Number(range[1]), to: range[2] ? Number(range[2]) : Infinity } }),
    goesAhead: /\r\nexpect: *100-continue/i.test(head),
  };
}

/**
 * Reads what comes into one buffer. For clients this is Node's option `onread`, which the sockets of a server are not given:
 * the fields behind it are set here. What every read would cost otherwise is a quarter of this process.
 */
function readInto(socket: Socket, buffer: Buffer, take: (count: number) => void): void {
  const fields = Object.getOwnPropertySymbols(socket);
  const field = (name: string): symbol => {
    const found = fields.find(({ description }) => description === name);
    if (!found) throw new Error(`This version of Node has no ${name}.`);
    return found;
  };
  const callback = (count: number) => {
    take(count);
    return true;
  };
  const own = { [field('kBuffer')]: buffer, [field('kBufferCb')]: callback };
  const { _handle: handle } = Object.assign(socket, own) as unknown as {
    _handle: { useUserBuffer(buffer: Buffer): void };
  };
  handle.useUserBuffer(buffer);
  socket.resume();
}

/** Calls `handle` when a request and its body, which is dropped, have arrived. */
function readRequests(socket: Socket, handle: (request: Request) => void): void {
  const buffer = Buffer.allocUnsafeSlow(64 * 1024);
  let pending: Buffer | undefined;
  let current: Request | undefined;
  let bodyLeft = 0;
  const readHead = (bytes: Buffer): Buffer | undefined => {
    const data = pending ? Buffer.concat([pending, bytes]) : bytes;
    const end = data.indexOf(blank);
    pending = end < 0 ? Buffer.from(data) : undefined;
    if (end < 0) return undefined;
    current = parse(data.toString('latin1', 0, end));
    if (current.goesAhead) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    bodyLeft = current.length;
    return data.subarray(end + blank.length);
  };
  const take = (count: number): void => {
    if (count < bodyLeft) {
      bodyLeft -= count;
      return;
    }
    let data: Buffer = buffer.subarray(0, count);
    while (data.length > 0 || (current && bodyLeft === 0)) {
      if (!current) {
        const rest = readHead(data);
        if (!rest) return;
        data = rest;
      }
      const taken = Math.min(bodyLeft, data.length);
      bodyLeft -= taken;
      data = data.subarray(taken);
      if (bodyLeft > 0) return;
      if (current) handle(current);
      current = undefined;
    }
  };
  readInto(socket, buffer, take);
}

function start(options: SinkOptions): void {
  let blobs = createBlobs({ names: [], size: 0 });
  let requests = 0;
  const onSocket = (socket: Socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    readRequests(socket, (request) => {
      requests += 1;
      const answer = blobs.answer(request);
      if (options.delay === 0) send(socket, answer);
      else setTimeout(() => send(socket, answer), options.delay);
    });
  };
  const server = options.tls ? createTlsServer(options.tls, onSocket) : createServer(onSocket);
  server.listen(0, '127.0.0.1', () => process.send?.({ address: server.address() }));
  process.on('message', (command: SinkCommand) => {
    const { user, system } = process.cpuUsage();
    const report: SinkReport = { requests, ...blobs.size(), cpuSeconds: (user + system) / 1e6 };
    if (command.kind === 'reset') {
      blobs = createBlobs(command.holding);
      requests = 0;
    }
    process.send?.(report);
  });
}

process.once('message', (options: SinkOptions) => start(options));
process.once('disconnect', () => process.exit());
