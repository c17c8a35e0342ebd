import { createHmac } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import { insideHeader, type SandboxEnv, type StorageService } from '../service.ts';

/** How a request proves itself. */
export type Proof =
  { readonly kind: 'key'; readonly key: string } | { readonly kind: 'sas'; readonly token: string };

export interface StorageRequest {
  readonly account: string;
  readonly service: StorageService;
  readonly method: string;
  /** Path and query exactly as they go on the wire: percent-encoded, and never folded on the way. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  /** The account's own key when absent. */
  readonly proof?: Proof;
  /** Straight to Azurite, past the front: not counted, no fault, and it waits for nobody's first touch. */
  readonly direct?: boolean;
}

export interface StorageReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends raw storage requests from inside the sandbox. Whoever made it closes it. */
export interface StorageClient {
  request(request: StorageRequest): Promise<StorageReply>;
  /** As `request`, but any status of 300 and above that is not in `allowed` throws. */
  expect(request: StorageRequest, ...allowed: readonly number[]): Promise<StorageReply>;
  close(): void;
}

const version = '2024-11-04';
const signedStandardHeaders = [
  ...['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date'],
  ...['if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'],
];

/** The Authorization header of Shared Key for Blob, Files and Data Lake (version 2015-02-21 and later). */
function sharedKey(
  account: string,
  key: string,
  method: string,
  path: string,
  query: string,
  headers: Readonly<Record<string, string>>,
): string {
  const standard = signedStandardHeaders.map((name) => {
    const value = headers[name] ?? '';
    return name === 'content-length' && value === '0' ? '' : value;
  });
  const canonicalHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .sort()
    .map((name) => `${name}:${headers[name] ?? ''}`);
  const parameters = [...new URLSearchParams(query)]
    .map(([name, value]) => `${name.toLowerCase()}:${value}`)
    .sort();
  const text = [method, ...standard, ...canonicalHeaders, `/${account}${path}`, ...parameters].join('\n');
  return `SharedKey ${account}:${createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64')}`;
}

function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

function withSas(target: string, token: string): string {
  const parameters = token.replace(/^\?/, '');
  return `${target}${target.includes('?') ? '&' : '?'}${parameters}`;
}

function collect(response: http.IncomingMessage): Promise<StorageReply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
    });
  });
}

/** A client for every account of `env`. */
export function createStorageClient(env: SandboxEnv): StorageClient {
  const plain = new http.Agent({ keepAlive: true, maxSockets: 32 });
  const secure = new https.Agent({ keepAlive: true, maxSockets: 16 });

  function open(request: StorageRequest): http.ClientRequest {
    const {
      account,
      service,
      method,
      proof = { kind: 'key', key: env.state.accounts[account]?.key ?? '' },
    } = request;
    const direct = request.direct === true ? new URL(env.azurite(account)) : undefined;
    const target =
      (direct?.pathname ?? '') +
      (proof.kind === 'sas' ? withSas(request.target, proof.token) : request.target);
    const [path, query] = splitTarget(target);
    const headers: Record<string, string> = {
      'x-ms-date': new Date().toUTCString(),
      'x-ms-version': version,
      ...request.headers,
      ...(request.body !== undefined || method === 'PUT'
        ? { 'content-length': String(request.body?.length ?? 0) }
        : {}),
    };
    if (proof.kind === 'key')
      headers['authorization'] = sharedKey(account, proof.key, method, path, query, headers);
    if (direct) {
      return http.request({
        agent: plain,
        host: direct.hostname,
        port: direct.port,
        method,
        path: target,
        headers,
      });
    }
    const host = `${account}.${service}.core.windows.net.localhost`;
    const { port, ca } = env.reach();
    const options = { agent: secure, host: '127.0.0.1', port, ca, servername: host, method, path: target };
    const inside = { host, [insideHeader]: env.state.adminToken };
    return https.request({ ...options, headers: { ...headers, ...inside } });
  }

  function send(request: StorageRequest): Promise<StorageReply> {
    return new Promise((resolve, reject) => {
      const outgoing = open(request);
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        collect(response).then(resolve, reject);
      });
      outgoing.end(request.body);
    });
  }

  return {
    request: send,
    async expect(request, ...allowed) {
      const reply = await send(request);
      if (reply.status < 300 || allowed.includes(reply.status)) return reply;
      const code = String(reply.headers['x-ms-error-code'] ?? reply.body.toString('utf8').slice(0, 300));
      throw new Error(
        `${request.method} ${request.service} ${splitTarget(request.target)[0]}: ${reply.status} ${code}`,
      );
    },
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}
