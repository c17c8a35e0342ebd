import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Faults } from './faults.ts';
import type { Recorder } from './recorder.ts';
import { contextOf, familyOf, type Family } from './route.ts';
import {
  sendArmError,
  sendJson,
  sendStorageError,
  ServiceError,
  type Context,
  type Service,
} from './service.ts';
import type { Certificates } from './tls.ts';

/** The one TLS server in front of everything. */
export interface Front {
  readonly port: number;
  /** Takes over a plain connection whose client will speak TLS on it. */
  adopt(socket: Socket): void;
  close(): Promise<void>;
}

/** Sends `error` in the form of the host's family. */
export function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  family: Family | undefined,
  error: ServiceError,
): void {
  if (family === 'storage') sendStorageError(request, response, context, error);
  else if (family === 'control') sendArmError(request, response, context, error);
  else
    sendJson(
      request,
      response,
      error.status,
      { error: error.code, error_description: error.message },
      error.headers,
    );
}

function onError(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  family: Family,
  error: unknown,
  log: (message: string) => void,
): void {
  if (response.destroyed || request.socket.destroyed) return;
  const known = error instanceof ServiceError;
  if (!known)
    log(
      `${request.method ?? ''} ${context.host}${context.rawPath}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const shown = known
    ? error
    : new ServiceError(
        500,
        'InternalError',
        'The server encountered an internal error. Please retry the request.',
      );
  sendError(request, response, context, family, shown);
}

function checkEncoding(path: string): void {
  try {
    decodeURIComponent(path);
  } catch {
    throw new ServiceError(400, 'InvalidUri', 'The request URI is invalid.');
  }
}

/** Starts the front on 127.0.0.1. `choose` names the service that answers a request. */
export async function startFront(options: {
  readonly port: number;
  readonly certificates: Certificates;
  readonly faults: Faults;
  readonly recorder: Recorder;
  readonly log: (message: string) => void;
  choose(context: Context, family: Family): Service | undefined;
}): Promise<Front> {
  const { certificates, faults, recorder, log } = options;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const context = contextOf(request);
    const family = context && familyOf(context.host);
    // Strangers too: what reaches them shows who trusts whom.
    if (context && family !== 'admin') recorder.record(request, response, context);
    if (!context || !family) {
      sendJson(request, response, 421, {
        error: 'unknown_host',
        error_description: 'The sandbox does not play this host.',
      });
      return;
    }
    try {
      checkEncoding(context.rawPath);
      const service = options.choose(context, family);
      if (!service) {
        throw new ServiceError(
          404,
          'ResourceNotFound',
          'The sandbox has no such account; in Azure its name would not resolve.',
        );
      }
      if (family !== 'admin' && !(await faults.admit(request, response, context))) return;
      await service.handle(request, response, context);
    } catch (error) {
      onError(request, response, context, family, error, log);
    }
  }

  const server: Server = createServer(
    {
      cert: certificates.cert,
      key: certificates.key,
      keepAliveTimeout: 120_000,
      // Long names in many bytes per character, percent-encoded, and named again by copy and rename headers.
      maxHeaderSize: 64 * 1024,
      requestTimeout: 0,
      headersTimeout: 60_000,
      noDelay: true,
    },
    (request, response) => void answer(request, response),
  );
  server.on('clientError', (_error, socket) => socket.destroy());
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    adopt: (socket) => void server.emit('connection', socket),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
