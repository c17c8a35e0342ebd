import { isShared } from '../common/buffers.ts';
import { logRequest } from '../common/requestLog.ts';
import type { Dial } from '../common/transport.ts';
import type { StorageConnection } from './connection.ts';
import { signerOf, type Headers } from './signing.ts';
import { createWire, unreadable, type WireAnswer, type WireRequest } from './wire.ts';
import { createThreadedWire } from './wireThreads.ts';

export interface HotRequest extends Pick<WireRequest, 'method' | 'body' | 'into' | 'landing'> {
  /** Without a query. */
  readonly address: string;
  /** `comp=block&blockid=…`, encoded. */
  readonly query?: string;
  readonly headers: Headers;
}

/**
 * Makes the calls that move bytes. `undefined`: the SDK has to make this call, which knows how to answer a challenge and
 * to read a refusal. Rejects with errors that look like the SDK's.
 */
export type Hot = (request: HotRequest, signal: AbortSignal) => Promise<WireAnswer | undefined>;

/** Old enough for every cloud, and all that these calls need: sovereign clouds lag behind the SDK's version. */
export const version = '2023-11-03';
const plainly: Dial = (host, port) => ({ host, port });

type Told = Pick<WireAnswer, 'status' | 'get'>;

/** What the SDK finds out more about: a challenge, a signature that does not fit, a header that is not known. */
export function isUnclear({ status, get }: Told): boolean {
  const code = get('x-ms-error-code') ?? '';
  return status === 400 || status === 401 || (status === 403 && /^(?:Authentication.*|)$/.test(code));
}

/** `query` is the SAS, if there is one, as `?…`. Absent where only the SDK knows the way to the service. */
export function createHot(
  { address, credential, transport, log }: StorageConnection,
  query: string,
  common: Headers = {},
): Hot | undefined {
  const dial = address.startsWith('http:') ? plainly : transport?.dial;
  if (!dial) return undefined;
  const base = new URL(address);
  const wire = createWire(dial, base);
  const threaded = transport?.thread && createThreadedWire(transport.thread, dial, base);
  const signer = signerOf(credential);
  const sas = query.slice(1);

  return async (request, signal) => {
    const { method, body, into, landing } = request;
    const parameters = [request.query ?? '', sas].filter(Boolean).join('&');
    const url = parameters === '' ? request.address : `${request.address}?${parameters}`;
    if (!url.startsWith(`${base.origin}/`)) throw new TypeError('Another host is not asked.');
    const plain = {
      'x-ms-version': version,
      'user-agent': 'azureml-datastores',
      ...common,
      ...request.headers,
    };
    const headers = linesOf(await signer.sign(method, url, plain, body?.length ?? 0));
    const begun = performance.now();
    const told = { method, url, begun };
    try {
      const memory = body ?? into;
      const way = threaded && memory && isShared(memory) ? threaded : wire;
      const target = url.slice(base.origin.length);
      // No disk is waited for on this thread.
      const aside = way === threaded ? landing : undefined;
      const answer = await way.send({ method, target, headers, body, into, landing: aside }, signal);
      if (log?.traces)
        logRequest(log, { ...told, status: answer.status, requestId: answer.get('x-ms-request-id') });
      if (answer.status < 300) return answer;
      if (!isUnclear(answer)) throw refusal(answer, told);
      signer.refused();
      return undefined;
    } catch (error) {
      if ((error as { code?: string }).code === unreadable) return undefined;
      if (log?.traces) logRequest(log, { ...told, error });
      throw error;
    }
  };
}

function linesOf(headers: Headers): string {
  let lines = '';
  for (const [name, value] of Object.entries(headers)) {
    // What came from a service, such as an etag, must not become a header of its own.
    if (!/^[\t\x20-\x7e]*$/.test(value)) throw new TypeError(`The header ${name} holds what no header may.`);
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}

/** What the SDK would throw. */
export function refusal({ status, get }: Told, request: { method: string; url: string }): Error {
  const code = get('x-ms-error-code');
  return Object.assign(new Error(`HTTP ${status} ${code ?? ''}`.trim()), {
    name: 'RestError',
    statusCode: status,
    ...(code !== undefined && { code }),
    request,
    response: { headers: { get } },
  });
}
