/** Requests straight on sockets, with no more HTTP than the sink speaks: nothing here is fit for a real service. */
import { connect, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type ConnectionOptions } from 'node:tls';

export interface Server {
  readonly host: string;
  readonly port: number;
  /** PEM; absent: no TLS. */
  readonly ca?: string | undefined;
}

/** A request: its first lines without the blank one, what goes up, and where what comes down goes, piece by piece. */
export interface Exchange {
  readonly head: string;
  readonly body?: Buffer;
  /** The piece is valid during the call only. */
  readonly onBody?: (piece: Buffer) => void;
}

interface Connection {
  readonly socket: Socket;
  exchange: Exchange | undefined;
  resolve: (status: number) => void;
  reject: (error: Error) => void;
  /** The beginning of an answer whose head has not arrived whole. */
  partial: Buffer | undefined;
  status: number;
  /** Bytes of the body still to come; negative: the head is. */
  left: number;
}

const blank = Buffer.from('\r\n\r\n');
const slice = 256 * 1024;
const readBuffer = 64 * 1024;
/** Up to here, head and body go in one write. */
const together = 16 * 1024;

/** Connections that carry one request at a time each and are used again; there are as many as were busy at once. */
export function createWire({ host, port, ca }: Server) {
  const idle: Connection[] = [];
  const secureContext = ca === undefined ? undefined : createSecureContext({ ca });

  function open(): Connection {
    const onread: OnReadOpts = {
      buffer: Buffer.allocUnsafeSlow(readBuffer),
      callback: (count, buffer) => {
        take(connection, (buffer as Buffer).subarray(0, count));
        return true;
      },
    };
    const options = { host, port, onread };
    const secure = { ...options, secureContext } as ConnectionOptions;
    const socket = secureContext === undefined ? connect(options) : connectTls(secure);
    const nothing = () => undefined;
    const rest = { exchange: undefined, resolve: nothing, reject: nothing, partial: undefined };
    const connection: Connection = { socket, ...rest, status: 0, left: -1 };
    socket.setNoDelay(true);
    socket.on('error', (error: Error) => connection.reject(error));
    socket.on('close', () => connection.reject(new Error('The connection was closed.')));
    return connection;
  }

  function take(connection: Connection, piece: Buffer): void {
    if (connection.left < 0) {
      const data = connection.partial ? Buffer.concat([connection.partial, piece]) : piece;
      const end = data.indexOf(blank);
      connection.partial = end < 0 ? Buffer.from(data) : undefined;
      if (end < 0) return;
      const text = data.toString('latin1', 0, end);
      connection.status = Number(text.slice(9, 12));
      connection.left = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      piece = data.subarray(end + blank.length);
    }
    if (piece.length > 0) {
      connection.exchange?.onBody?.(piece);
      connection.left -= piece.length;
    }
    if (connection.left > 0) return;
    connection.left = -1;
    idle.push(connection);
    connection.resolve(connection.status);
  }

  return {
    /** Resolves to the status when all of the answer has come. */
    request(exchange: Exchange): Promise<number> {
      const connection = idle.pop() ?? open();
      return new Promise((resolve, reject) => {
        Object.assign(connection, { exchange, resolve, reject });
        send(connection.socket, `${exchange.head}\r\n`, exchange.body);
      });
    },
    close: () => idle.forEach(({ socket }) => socket.destroy()),
  };
}

function send(socket: Socket, head: string, body: Buffer | undefined): void {
  if (!body || body.length > together) {
    socket.write(head, 'latin1');
    if (body) pour(socket, body);
    return;
  }
  const whole = Buffer.allocUnsafe(head.length + body.length);
  whole.write(head, 'latin1');
  body.copy(whole, head.length);
  socket.write(whole);
}

function pour(socket: Socket, body: Buffer): void {
  let offset = 0;
  const more = () => {
    while (offset < body.length) {
      const part = body.subarray(offset, (offset += slice));
      if (!socket.write(part) && offset < body.length) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}
