import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal, SandboxState } from './state.ts';

/** What a storage request needs; a list means: any one of them will do. */
export type Permission = 'read' | 'write' | 'delete' | 'list' | 'create' | 'add';

/** Who sent a request that was let through. */
export interface Caller {
  readonly kind: 'anonymous' | 'accountKey' | 'sas' | 'identity';
  /** Only for `identity`. */
  readonly objectId?: string;
  /** Only for `sas`: the query that carried the signature. */
  readonly sas?: URLSearchParams;
}

/** The storage services that have hosts of their own. */
export type StorageService = 'blob' | 'file' | 'dfs';

/** What the front knows about a request. */
export interface Context {
  /** Lower case, without a port, as the client named it (with or without `.localhost`). */
  readonly host: string;
  /** True when the client used the public name, so that addresses in answers must be public too. */
  readonly publicName: boolean;
  /** Query and host may be read from here. Its path is folded (`a/../b`): services use `rawPath`. */
  readonly url: URL;
  /** The path exactly as sent: percent-encoded, dot segments and all, without the query. */
  readonly rawPath: string;
  readonly query: URLSearchParams;
  /** Storage hosts only. */
  readonly account?: string;
  /** Storage hosts only. */
  readonly service?: StorageService;
  /** Region of `<region>.api.azureml.ms` hosts. */
  readonly region?: string;
  /** What `x-ms-request-id` carries. */
  readonly requestId: string;
}

/** What one family of hosts answers with. */
export interface Service {
  /** May throw {@link ServiceError}: the front sends it in the form that the host's family uses. */
  handle(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> | void;
  /** Forgets all content, before the seed writes it again. */
  reset?(): Promise<void>;
  close?(): Promise<void>;
}

/** A verified access token. */
export interface Claims {
  readonly tenantId: string;
  readonly objectId: string;
  readonly clientId: string;
  readonly audience: string;
  /** The principal behind it; absent when it has been removed since. */
  readonly principal?: Principal;
}

/** Why a bearer token was refused. */
export type TokenProblem = 'missing' | 'malformed' | 'signature' | 'expired' | 'audience' | 'issuer';

/** Thrown by `verifyToken`; each service puts it into its own words. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly problem: TokenProblem;
  readonly tenantId: string | undefined;

  constructor(problem: TokenProblem, tenantId?: string) {
    super(`The access token is refused: ${problem}.`);
    this.problem = problem;
    this.tenantId = tenantId;
  }
}

/** What the services are built from. */
export interface SandboxEnv {
  /** All state lives below; files 0600, directories 0700. */
  readonly dir: string;
  readonly state: SandboxState;
  /** Checks SharedKey, SAS or bearer. Throws {@link ServiceError} with the storage service's own code. */
  authorizeStorage(
    request: IncomingMessage,
    context: Context,
    permission: Permission | readonly Permission[],
  ): Promise<Caller>;
  /** Throws {@link TokenError}. `audiences` are compared without a trailing slash; see `audiences` in `identity.ts`. */
  verifyToken(request: IncomingMessage, audiences: readonly string[]): Promise<Claims>;
  /** Where clients inside the sandbox reach the front; known once it listens, that is before the seed runs. */
  reach(): { readonly port: number; readonly ca: string };
  /** The plain http address of a flat account inside Azurite: `http://127.0.0.1:<port>/<account>`. For the seed only. */
  azurite(account: string): string;
  /** Runs `make` before the first request to this container of a flat account is answered. */
  onFirstTouch(account: string, container: string, make: () => Promise<void>): void;
  log(message: string): void;
}

/** The error answer of a service. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** More elements of the XML or JSON error: `AuthenticationErrorDetail` and the like. */
  readonly details: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { headers?: Readonly<Record<string, string>>; details?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = more.headers ?? {};
    this.details = more.details ?? {};
  }
}

const apiVersion = '2026-10-06';

/** `text` as XML character data or attribute value. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

/** The headers that every storage answer carries. */
export function storageHeaders(request: IncomingMessage, context: Context): Record<string, string> {
  const clientRequestId = request.headers['x-ms-client-request-id'];
  return {
    'x-ms-request-id': context.requestId,
    'x-ms-version': header(request, 'x-ms-version') ?? apiVersion,
    date: new Date().toUTCString(),
    ...(typeof clientRequestId === 'string' ? { 'x-ms-client-request-id': clientRequestId } : {}),
  };
}

/** One header's value, joined when it was sent several times. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** Sends `body` with its length; the rest of the request's body is read and dropped. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | number>>,
  body: string | Buffer = '',
): void {
  request.resume();
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const bare = status === 204 || status === 304;
  response.writeHead(status, { ...headers, ...(bare ? {} : { 'content-length': bytes.length }) });
  response.end(request.method === 'HEAD' || bare ? undefined : bytes);
}

/** Sends JSON, as identity and the control plane do. */
export function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(
    request,
    response,
    status,
    { 'content-type': 'application/json; charset=utf-8', ...headers },
    JSON.stringify(body),
  );
}

/** Sends a storage error: XML for blob and file, JSON for dfs, no body for HEAD; `x-ms-error-code` always. */
export function sendStorageError(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  error: ServiceError,
): void {
  const headers = { ...storageHeaders(request, context), 'x-ms-error-code': error.code, ...error.headers };
  const message = `${error.message}\nRequestId:${context.requestId}\nTime:${new Date().toISOString()}`;
  if (context.service === 'dfs') {
    const body = JSON.stringify({
      error: {
        code: error.code,
        message,
        ...(Object.keys(error.details).length ? { detail: error.details } : {}),
      },
    });
    send(
      request,
      response,
      error.status,
      { ...headers, 'content-type': 'application/json;charset=utf-8' },
      body,
    );
    return;
  }
  const details = Object.entries(error.details).map(
    ([name, value]) => `<${name}>${escapeXml(value)}</${name}>`,
  );
  const body = `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>${error.code}</Code><Message>${escapeXml(message)}</Message>${details.join('')}</Error>`;
  send(request, response, error.status, { ...headers, 'content-type': 'application/xml' }, body);
}

/** Sends an error in the form of Azure Resource Manager: `{"error":{"code","message"}}`. */
export function sendArmError(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  error: ServiceError,
): void {
  const headers = { 'x-ms-request-id': context.requestId, 'x-ms-failure-cause': 'gateway', ...error.headers };
  sendJson(
    request,
    response,
    error.status,
    { error: { code: error.code, message: error.message, ...error.details } },
    headers,
  );
}

/** What requests from inside the sandbox carry, with the admin token: no firewall stops them. */
export const insideHeader = 'sandbox-inside';

/** The whole body of a request; refuses more than `limit` bytes. For small documents only. */
export async function readBody(request: IncomingMessage, limit = 4 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new ServiceError(413, 'RequestBodyTooLarge', 'The request body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A request id in the service's shape. */
export function newRequestId(): string {
  return randomUUID();
}
