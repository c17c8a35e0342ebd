import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { Dial } from '../common/transport.ts';
import { createLander, type Lander } from './landing.ts';
import type { Landing } from './storage.ts';

/**
 * Requests over sockets of our own, one at a time on each: for the calls that move bytes. Over TLS a small file costs a
 * ninth of what the SDK's pipeline takes of the processor, and a large one a quarter (bench/RESULTS.md), because what is
 * read lands in one buffer (`onread`) and nothing is wrapped.
 */
export interface Wire {
  /** Rejects with an error that has a Node code; `AbortError` when `signal` is aborted. */
  send(request: WireRequest, signal: AbortSignal): Promise<WireAnswer>;
}

export interface WireRequest {
  readonly method: 'GET' | 'PUT' | 'PATCH';
  /** Path and query, encoded. */
  readonly target: string;
  /** Lines that each end with CR LF; `Host` and `Content-Length` are added. */
  readonly headers: string;
  readonly body?: Uint8Array | undefined;
  /** Takes the body of an answer that succeeds, if it is exactly as long. */
  readonly into?: Uint8Array | undefined;
  /** Where that is written as well, on this very thread. */
  readonly landing?: Pick<Landing, 'fd' | 'position'> | undefined;
}

export interface WireAnswer {
  readonly status: number;
  /** Its lines before the body, which {@link answerOf} reads. */
  readonly head: string;
  /** By a name in small letters. */
  readonly get: (name: string) => string | undefined;
  /** All of the body is where the request said that it is to be written. */
  readonly landed?: boolean;
}

const endOfHead = Buffer.from('\r\n\r\n');
/** In bytes. Larger pieces of a body pile up encrypted, smaller ones cost more calls. */
const piece = 1024 * 1024;
/** A body no larger travels with its head. In bytes. */
const joined = 16 * 1024;
const readAtOnce = 64 * 1024;
const longestHead = 64 * 1024;
/** Services close what is idle for minutes; no socket gets that old. In milliseconds. */
const idleFor = 20_000;

export const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === 'https:' ? 443 : 80));

const wireError = (code: string, message: string) => Object.assign(new Error(message), { code });

/** What an answer may be that nothing here reads; the SDK does. */
export const unreadable = 'UnreadableAnswer';

/** Throws what has the code {@link unreadable} unless the answer has a length. */
export function answerOf(head: string): Answer {
  const lower = head.toLowerCase();
  const get = (name: string): string | undefined => {
    const at = lower.indexOf(`\r\n${name}:`);
    if (at === -1) return undefined;
    const begin = at + name.length + 3;
    const end = head.indexOf('\r\n', begin);
    return head.slice(begin, end === -1 ? undefined : end).trim();
  };
  const status = Number(/^HTTP\/1\.1 (\d{3})(?: |\r|$)/.exec(head)?.[1]);
  const length = get('content-length') ?? (status === 204 || status === 304 ? '0' : '');
  if (Number.isNaN(status) || get('transfer-encoding') !== undefined || !/^\d+$/.test(length))
    throw wireError(unreadable, 'The answer has no length.');
  return { status, head, get, length: Number(length) };
}

type Answer = WireAnswer & { readonly length: number };

interface Exchange {
  readonly into: Uint8Array | undefined;
  readonly lander: Lander | undefined;
  readonly settle: (outcome: WireAnswer | Error) => void;
  sent: boolean;
  answer?: Answer;
  got: number;
}

interface Connection {
  readonly exchange: (request: WireRequest, signal: AbortSignal) => Promise<WireAnswer>;
  readonly usable: () => boolean;
}

/** `onIdle`: it can take another request. */
function openConnection(dial: Dial, origin: URL, onIdle: (free: Connection) => void): Connection {
  let current: Exchange | undefined;
  /** What has come of a head that is not complete. */
  let partial: Buffer | undefined;
  let open = true;

  const own = Buffer.allocUnsafeSlow(readAtOnce);
  /** Where the next read goes: the rest of a long body to where it is wanted, all else to `own`. */
  let target: Uint8Array = own;
  const next = (): Uint8Array => {
    const { into, answer, got = 0 } = current ?? {};
    const straight = into && answer && answer.status < 300 && into.length - got >= readAtOnce;
    return (target = straight ? into.subarray(got) : own);
  };
  const onread = { buffer: next, callback: receive };
  const secure = origin.protocol === 'https:';
  const to = { ...dial(origin.hostname, portOf(origin)), onread };
  // Both take `onread` (https://nodejs.org/api/tls.html#tlsconnectoptions-callback); the types know it of one.
  const socket: Socket = secure ? connectTls(to as ConnectionOptions) : connectPlain(to);
  socket.setNoDelay(true);
  socket.setTimeout(idleFor, () => current || close());
  socket.on('error', (error) => close(error));
  socket.on('end', () => close());
  socket.on('close', () => close());

  function close(error: Error = wireError('ECONNRESET', 'The connection was closed.')): void {
    open = false;
    socket.destroy();
    const lost = current;
    current = undefined;
    lost?.settle(error);
  }

  function receive(count: number): boolean {
    try {
      if (current?.answer) takeBody(current, current.answer, 0, count);
      else takeHead(own.subarray(0, count));
    } catch (error) {
      close(error as Error);
    }
    return true;
  }

  function takeHead(bytes: Buffer): void {
    if (!current) throw wireError('ECONNRESET', 'An answer came that nobody had asked for.');
    let rest = bytes;
    while (!current.answer) {
      const all = partial ? Buffer.concat([partial, rest]) : rest;
      const end = all.indexOf(endOfHead);
      partial = end === -1 ? Buffer.from(all) : undefined;
      if (all.length > longestHead && end === -1)
        throw wireError(unreadable, 'The answer has no end of its head.');
      if (end === -1) return;
      rest = all.subarray(end + endOfHead.length);
      const head = all.toString('latin1', 0, end);
      // An interim answer is followed by the one that counts.
      if (!head.startsWith('HTTP/1.1 1')) current.answer = answerOf(head);
    }
    takeBody(current, current.answer, bytes.length - rest.length, bytes.length);
  }

  /** What has been read, from `begin` to `end`, belongs to the body. */
  function takeBody(exchange: Exchange, answer: Answer, begin: number, end: number): void {
    const { into, got } = exchange;
    exchange.got += end - begin;
    if (exchange.got > answer.length) throw wireError('ECONNRESET', 'More came than was announced.');
    if (into && answer.status < 300) {
      if (answer.length !== into.length)
        throw wireError('TooShort', 'Another length came than was asked for.');
      if (target === own) own.copy(into, got, begin, end);
      exchange.lander?.upTo(exchange.got);
    }
    if (exchange.got < answer.length) return;
    current = undefined;
    // What has been answered before it was sent is no place for the next request.
    if (!exchange.sent || /close/i.test(answer.get('connection') ?? '')) close();
    exchange.settle(exchange.lander?.landed() ? { ...answer, landed: true } : answer);
  }

  function sendBody(body: Uint8Array, exchange: Exchange): void {
    let at = 0;
    const more = () => {
      while (at < body.length && open) {
        const part = body.subarray(at, at + piece);
        at += part.length;
        exchange.sent = at === body.length;
        if (!socket.write(part) && !exchange.sent) {
          socket.once('drain', more);
          return;
        }
      }
    };
    more();
  }

  const connection: Connection = {
    usable: () => open,
    exchange: ({ method, target, headers, body, into, landing }, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => close(Object.assign(new Error('stopped'), { name: 'AbortError' }));
        const settle: Exchange['settle'] = (outcome) => {
          signal.removeEventListener('abort', stop);
          if (outcome instanceof Error) {
            reject(outcome);
            return;
          }
          resolve(outcome);
          socket.unref();
          if (open) onIdle(connection);
        };
        const lander = landing && into && createLander(landing, into);
        current = { into, lander, settle, sent: true, got: 0 };
        signal.addEventListener('abort', stop);
        socket.ref();
        const length = method === 'GET' ? '' : `Content-Length: ${body?.length ?? 0}\r\n`;
        const head = `${method} ${target} HTTP/1.1\r\nHost: ${origin.host}\r\n${headers}${length}\r\n`;
        if (!body || body.length === 0) socket.write(head, 'latin1');
        else if (body.length <= joined) socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
        else {
          current.sent = false;
          socket.write(head, 'latin1');
          sendBody(body, current);
        }
      }),
  };
  return connection;
}

/** Opens connections to `origin` as they are needed, and keeps those that are free for a while. */
export function createWire(dial: Dial, origin: URL): Wire {
  const free: Connection[] = [];
  const next = (): Connection => {
    for (let one = free.pop(); one; one = free.pop()) if (one.usable()) return one;
    return openConnection(dial, origin, (own) => free.push(own));
  };
  return {
    async send(request, signal) {
      signal.throwIfAborted();
      return next().exchange(request, signal);
    },
  };
}
