import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Socket } from 'node:net';

/** Turns each piece of a body into what goes on in its place. Code after a `yield` runs once that part is on its way. */
export type Tap = (piece: Buffer) => Iterable<Buffer> | AsyncIterable<Buffer>;

/** Whether the request brings a body of its own: then a fault strikes that one, else the answer's. */
export function bringsBody(request: IncomingMessage): boolean {
  return (
    Number(request.headers['content-length'] ?? '0') > 0 || request.headers['transfer-encoding'] !== undefined
  );
}

/** Ends the connection at once, with a TCP reset instead of a goodbye. */
export function resetConnection(request: IncomingMessage): void {
  // The plain socket under TLS, if this version of Node still shows it.
  const { _parent: plain } = request.socket as Socket & { _parent?: Socket };
  plain?.resetAndDestroy();
  request.socket.destroy();
}

/** Leads the request's body through `tap` before any service reads it. */
export function tapRequest(request: IncomingMessage, tap: Tap): void {
  const push = request.push.bind(request);
  let line = Promise.resolve();
  request.push = (piece: Buffer | null): boolean => {
    line = line.then(async () => {
      if (request.destroyed) return;
      if (piece === null) push(null);
      else for await (const out of tap(piece)) push(out);
    });
    return false;
  };
}

/** Leads the answer's body through `tap`. `beforeEnd` returns false to take over the end of the answer. */
export function tapResponse(response: ServerResponse, tap: Tap, beforeEnd: () => boolean = () => true): void {
  const write = response.write.bind(response) as (chunk: Buffer) => boolean;
  const end = response.end.bind(response) as () => ServerResponse;
  let line = Promise.resolve();
  const enqueue = (chunk: unknown, encoding: unknown): void => {
    const piece =
      typeof chunk === 'string'
        ? Buffer.from(chunk, (encoding ?? 'utf8') as BufferEncoding)
        : Buffer.from(chunk as Uint8Array);
    line = line.then(async () => {
      for await (const out of tap(piece)) {
        if (response.destroyed) return;
        if (!write(out)) await drained(response);
      }
    });
  };
  response.write = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
    enqueue(chunk, typeof encoding === 'string' ? encoding : undefined);
    const done = typeof encoding === 'function' ? encoding : callback;
    void line.then(() => {
      if (typeof done === 'function') (done as () => void)();
      if (!response.destroyed) response.emit('drain');
    });
    return false;
  };
  response.end = (chunk?: unknown, encoding?: unknown): ServerResponse => {
    const last = chunk === undefined || chunk === null || typeof chunk === 'function' ? undefined : chunk;
    if (last !== undefined) enqueue(last, typeof encoding === 'string' ? encoding : undefined);
    line = line.then(() => {
      if (beforeEnd() && !response.destroyed) end();
    });
    return response;
  };
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('close', done).off('drain', done);
      resolve();
    };
    response.once('close', done).once('drain', done);
  });
}

/** Lets `count` bytes pass, then calls `stop` once and swallows the rest. */
export function passThenStop(count: number, stop: () => void): Tap {
  let left = count;
  let stopped = false;
  return function* (piece) {
    const part = piece.subarray(0, left);
    left -= part.length;
    if (part.length > 0) yield part;
    if (stopped || part.length === piece.length) return;
    stopped = true;
    stop();
  };
}

/** Flips every bit of the byte at `position`. */
export function flipByte(position: number): Tap {
  let offset = 0;
  return function* (piece) {
    const index = position - offset;
    offset += piece.length;
    const changed = Buffer.from(piece);
    if (index >= 0 && index < piece.length) changed.writeUInt8(changed.readUInt8(index) ^ 0xff, index);
    yield changed;
  };
}

/** Lets bytes pass at a steady pace, in pieces of at most a tenth of a second; at once when `isOver`. */
export function drip(bytesPerSecond: number, isOver: () => boolean): Tap {
  const size = Math.max(1, Math.min(16 * 1024, Math.ceil(bytesPerSecond / 10)));
  return async function* (piece) {
    for (let start = 0; start < piece.length; start += size) {
      if (isOver()) {
        yield piece.subarray(start);
        return;
      }
      const part = piece.subarray(start, start + size);
      await wait((part.length / bytesPerSecond) * 1000);
      yield part;
    }
  };
}
