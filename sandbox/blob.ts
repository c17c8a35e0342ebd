import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { startAzurite, type Azurite } from './azurite.ts';
import { namesSource, sourceReader, type CopiedSource } from './copySource.ts';
import { familyOf } from './route.ts';
import {
  header,
  insideHeader,
  ServiceError,
  storageHeaders,
  type Context,
  type Permission,
  type SandboxEnv,
  type Service,
} from './service.ts';

/** The Blob service of the flat accounts. */
export interface Blob extends Service {
  address(account: string): string;
  onFirstTouch: SandboxEnv['onFirstTouch'];
  close(): Promise<void>;
}

/** The permission that a Blob request needs. */
export function permissionOf(method: string, { query, rawPath }: Context): Permission | Permission[] {
  const isObject = rawPath.slice(1).replace(/\/$/, '').includes('/');
  const comp = query.get('comp');
  if (method === 'GET' || method === 'HEAD') return comp === 'list' ? 'list' : 'read';
  if (method === 'DELETE') return 'delete';
  if (!isObject) return ['create', 'write'];
  if (comp === 'appendblock') return ['add', 'write'];
  return comp === null || comp === 'block' || comp === 'blocklist' ? ['create', 'write'] : 'write';
}

const sasParameters = new Set(
  'sv ss srt sp se st spr sip sig sr si sdd ses rscc rscd rsce rscl rsct skoid sktid skt ske sks skv saoid suoid scid'.split(
    ' ',
  ),
);
const notForwarded = new Set(
  'host authorization connection proxy-connection keep-alive upgrade expect transfer-encoding date x-ms-date'.split(
    ' ',
  ),
);

/** The target without what carried the signature; everything else stays as it was sent. */
export function withoutSas(target: string): string {
  const question = target.indexOf('?');
  if (question < 0) return target;
  const parts = target.slice(question + 1).split('&');
  const kept = parts.filter((part) => part !== '' && !sasParameters.has(part.split('=', 1)[0] ?? ''));
  return target.slice(0, question) + (kept.length > 0 ? `?${kept.join('&')}` : '');
}

/** A copy source in this sandbox, as Azurite knows it; other sources stay. */
function localSource(source: string, azurite: Azurite): string {
  const match = /^https:\/\/(([a-z0-9]+)\.blob\.[^/:]+)(?::\d+)?(\/.*)$/.exec(source);
  if (!match || familyOf(match[1] ?? '') !== 'storage') return source;
  return `http://127.0.0.1:${azurite.port}/${match[2] ?? ''}${match[3] ?? ''}`;
}

function forwardedHeaders(request: IncomingMessage, azurite: Azurite): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(request.headers)) {
    const value = name === insideHeader || notForwarded.has(name) ? undefined : header(request, name);
    if (value !== undefined)
      headers[name] = name === 'x-ms-copy-source' ? localSource(value, azurite) : value;
  }
  return headers;
}

/** Azurite calls a body that does not match its Content-MD5 an invalid operation; the service has a code of its own. */
function isChecksumRefusal(request: IncomingMessage, answer: IncomingMessage): boolean {
  return (
    answer.statusCode === 400 &&
    answer.headers['x-ms-error-code'] === 'InvalidOperation' &&
    (request.headers['content-md5'] ?? request.headers['x-ms-source-content-md5']) !== undefined
  );
}

/** Azurite does not read sources itself: what the service would have read is put there like an upload. */
function uploadHeaders(
  request: IncomingMessage,
  azurite: Azurite,
  source: CopiedSource,
): Record<string, string> {
  const headers = forwardedHeaders(request, azurite);
  const md5 = header(request, 'x-ms-source-content-md5');
  const copies = header(request, 'x-ms-copy-source-blob-properties') !== 'false';
  const stored = Object.entries(copies ? source.headers : {}).map(([name, value]) => [
    `x-ms-blob-${name}`,
    value,
  ]);
  for (const name of Object.keys(headers))
    if (/^x-ms-(?:copy-)?source/.test(name)) Reflect.deleteProperty(headers, name);
  const all: Record<string, string> = {
    ...(Object.fromEntries(stored) as Record<string, string>),
    ...headers,
    'content-length': String(source.size),
  };
  if (md5 === undefined) return all;
  // It compares what comes with only one of the two, and keeps what it has computed.
  Reflect.deleteProperty(all, 'x-ms-blob-content-md5');
  return { ...all, 'content-md5': md5 };
}

/** Sends the request on to Azurite and its answer back, both streaming; with the bytes of `source`, if there is one. */
function forward(
  azurite: Azurite,
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  source?: CopiedSource,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const target = withoutSas(request.url ?? '/');
    const upstream = azurite.begin(
      context.account ?? '',
      request.method ?? 'GET',
      target,
      source ? uploadHeaders(request, azurite, source) : forwardedHeaders(request, azurite),
    );
    const body = source?.body ?? request;
    if (source) request.resume();
    upstream.on('error', (error) => {
      body.unpipe(upstream);
      if (response.destroyed) resolve();
      else reject(response.headersSent ? error : new ServiceError(503, 'ServerBusy', 'The server is busy.'));
    });
    upstream.on('response', (answer) => {
      if (response.destroyed) {
        answer.destroy(); // the client has gone meanwhile
        resolve();
        return;
      }
      if (isChecksumRefusal(request, answer)) {
        answer.resume();
        const message =
          'The MD5 value specified in the request did not match with the MD5 value calculated by the server.';
        reject(new ServiceError(400, 'Md5Mismatch', message));
        return;
      }
      const headers = { ...answer.headers };
      for (const name of ['connection', 'keep-alive']) Reflect.deleteProperty(headers, name);
      const own = {
        ...storageHeaders(request, context),
        server: 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0',
      };
      response.writeHead(answer.statusCode ?? 500, { ...headers, ...own });
      pipeline(answer, response, () => resolve());
    });
    response.once('close', () => {
      if (!response.writableFinished) upstream.destroy();
      resolve();
    });
    body.once('error', () => upstream.destroy());
    body.pipe(upstream);
  });
}

/** Blob for the flat accounts: checks who asks, then has Azurite answer. */
export async function createBlob(env: SandboxEnv): Promise<Blob> {
  const azurite = await startAzurite(join(env.dir, 'azurite'), env.state);
  const sources = sourceReader(env);
  const makers = new Map<string, () => Promise<void>>();
  const making = new Map<string, Promise<void>>();

  async function firstTouch(account: string, path: string): Promise<void> {
    if (makers.size === 0) return;
    const container = `${account}/${path.split('/', 2)[1] ?? ''}`;
    const make = makers.get(container);
    if (!make) return;
    const made = making.get(container) ?? make();
    making.set(container, made);
    try {
      await made;
      makers.delete(container);
    } finally {
      making.delete(container);
    }
  }

  return {
    address: (account) => `http://127.0.0.1:${azurite.port}/${account}`,
    onFirstTouch: (account, container, make) => void makers.set(`${account}/${container}`, make),
    handle: async (request, response, context) => {
      const caller = await env.authorizeStorage(
        request,
        context,
        permissionOf(request.method ?? 'GET', context),
      );
      await firstTouch(context.account ?? '', context.rawPath);
      if (!namesSource(request)) return forward(azurite, request, response, context);
      const open = sources.of(request, context, { caller });
      // Azurite copies by itself only within its own accounts, and does not ask who may.
      const copies = header(request, 'x-ms-blob-type') === undefined && context.query.get('comp') === null;
      const source = await open(copies ? 'look' : undefined);
      return forward(azurite, request, response, context, copies ? undefined : source);
    },
    reset: async () => {
      const flat = Object.entries(env.state.accounts).filter(([, account]) => !account.hns);
      await Promise.all(flat.map(([account]) => azurite.empty(account)));
    },
    close: () => {
      sources.close();
      return azurite.close();
    },
  };
}
