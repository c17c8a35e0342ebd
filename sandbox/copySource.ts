import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { familyOf } from './route.ts';
import { header, ServiceError, type Caller, type Context, type SandboxEnv } from './service.ts';
import { hmac, stringToSign } from './sharedKey.ts';

/** What a request names as its source, as the service reads it. */
export interface CopiedSource {
  readonly size: number;
  /** Stored HTTP headers by lower-case name, `content-md5` of the whole file included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** `look`: only whether it is there and may be read. */
export type OpenSource = (look?: 'look') => Promise<CopiedSource>;

/** Marks the reads of the services among themselves, which no client has made. */
export const copyHeader = 'sandbox-copy';
export const copyMark = randomUUID();

const unverified = (status: number, message: string): ServiceError =>
  new ServiceError(status, 'CannotVerifyCopySource', message);

function addressOf(request: IncomingMessage): URL {
  const text = header(request, 'x-ms-copy-source') ?? '';
  if (!/^https:\/\/[^/]+\/[^/]+\/./.test(text) || !URL.canParse(text)) {
    throw new ServiceError(
      400,
      'InvalidHeaderValue',
      'The value for one of the HTTP headers is not in the correct format.',
      { details: { HeaderName: 'x-ms-copy-source' } },
    );
  }
  const url = new URL(text);
  if (familyOf(url.hostname) !== 'storage') throw unverified(404, 'The specified resource does not exist.');
  return url;
}

/** The stored headers in an answer to GET or HEAD. */
function storedHeaders(answer: IncomingMessage): Record<string, string> {
  const names = [
    'content-type',
    'content-encoding',
    'content-language',
    'content-disposition',
    'cache-control',
  ];
  const stored = names.map((name) => [name, answer.headers[name]] as const);
  const whole =
    answer.statusCode === 206
      ? (answer.headers['x-ms-blob-content-md5'] ?? answer.headers['x-ms-content-md5'])
      : answer.headers['content-md5'];
  return Object.fromEntries(
    [...stored, ['content-md5', whole] as const].filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    ),
  );
}

function metadataOf(answer: IncomingMessage): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers))
    if (name.startsWith('x-ms-meta-') && typeof value === 'string') metadata[name.slice(10)] = value;
  return metadata;
}

/**
 * Reads a source through the front, as anybody would: by the SAS in its address, by the token that the request gives
 * for it, or, in the account of the request itself, as whoever sent the request.
 */
export function sourceReader(env: SandboxEnv): {
  /** `known.caller`: who has been let through, by the time that the source is opened. */
  of(request: IncomingMessage, context: Context, known: { readonly caller?: Caller }): OpenSource;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true });

  function proofFor(
    request: IncomingMessage,
    context: Context,
    {
      caller,
      url,
      method,
      headers,
    }: {
      caller: Caller | undefined;
      url: URL;
      method: string;
      headers: Readonly<Record<string, string>>;
    },
  ): string | undefined {
    const given = header(request, 'x-ms-copy-source-authorization');
    if (given !== undefined || url.searchParams.has('sig')) return given;
    const account = url.hostname.split('.', 1)[0] ?? '';
    if (account !== context.account || caller === undefined) return undefined;
    if (caller.kind === 'identity') return header(request, 'authorization');
    if (caller.kind !== 'accountKey') return undefined;
    const signable = {
      ...{ method, account, path: url.pathname, query: url.searchParams, names: Object.keys(headers) },
      headers: (name: string) => headers[name],
    };
    return `SharedKey ${account}:${hmac(env.state.accounts[account]?.key ?? '', stringToSign(signable))}`;
  }

  async function open(
    request: IncomingMessage,
    context: Context,
    caller: Caller | undefined,
    look: 'look' | undefined,
  ): Promise<CopiedSource> {
    const url = addressOf(request);
    const method = look ? 'HEAD' : 'GET';
    const range = header(request, 'x-ms-source-range');
    const ifMatch = header(request, 'x-ms-source-if-match');
    const intent = header(request, 'x-ms-file-request-intent');
    const headers: Record<string, string> = {
      'x-ms-version': header(request, 'x-ms-version') ?? '',
      'x-ms-date': new Date().toUTCString(),
      ...(range !== undefined && { 'x-ms-range': range }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      ...(intent !== undefined && { 'x-ms-file-request-intent': intent }),
      ...(header(request, 'x-ms-source-allow-trailing-dot') === 'true' && {
        'x-ms-allow-trailing-dot': 'true',
      }),
    };
    const authorization = proofFor(request, context, { caller, url, method, headers });
    const { port, ca } = env.reach();
    const outgoing = httpsRequest({
      ...{ agent, host: '127.0.0.1', port, ca, servername: url.hostname, method },
      // As it was given: a URL would fold what its path holds.
      path: (header(request, 'x-ms-copy-source') ?? '').replace(/^https:\/\/[^/]+/, ''),
      headers: {
        ...headers,
        ...(authorization !== undefined && { authorization }),
        host: url.hostname,
        [copyHeader]: copyMark,
      },
    });
    outgoing.end();
    const [answer] = (await once(outgoing, 'response').catch(() => {
      throw unverified(500, 'The source could not be read.');
    })) as [IncomingMessage];
    const status = answer.statusCode ?? 500;
    if (status < 300) {
      return {
        size: Number(answer.headers['content-length'] ?? 0),
        headers: storedHeaders(answer),
        metadata: metadataOf(answer),
        body: look ? Readable.from([]) : answer,
      };
    }
    answer.resume();
    const code = String(answer.headers['x-ms-error-code'] ?? '');
    if (
      status === 412 &&
      header(request, 'x-ms-blob-type') === undefined &&
      context.query.get('comp') === null
    )
      throw new ServiceError(412, 'SourceConditionNotMet', 'The source condition is not met.');
    throw unverified(status, `The source answered ${status} ${code}.`);
  }

  return {
    of: (request, context, known) => (look) => open(request, context, known.caller, look),
    close: () => agent.destroy(),
  };
}

/** Whether a request has the service read what it writes. */
export function namesSource(request: IncomingMessage): boolean {
  return request.method === 'PUT' && header(request, 'x-ms-copy-source') !== undefined;
}
