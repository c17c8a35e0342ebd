import type { Readable } from 'node:stream';
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { logged } from '../common/requestLog.ts';
import type { StorageConnection } from './connection.ts';
import { isUnclear, refusal, version } from './hot.ts';
import { signerOf } from './signing.ts';

/**
 * Asks for what `address` (with the query `query`, encoded) has to say, which is read while it comes. `undefined`: the SDK
 * has to make this call. Rejects with errors that look like the SDK's.
 */
export type Streamed = (address: string, query: string, signal: AbortSignal) => Promise<Readable | undefined>;

const client = createDefaultHttpClient();

/** `sas` is the token, if there is one, as `?…`. */
export function createStreamed({ credential, transport, log }: StorageConnection, sas: string): Streamed {
  const signer = signerOf(credential);

  return async (address, query, signal) => {
    const url = `${address}?${[query, sas.slice(1)].filter(Boolean).join('&')}`;
    const headers = await signer.sign('GET', url, { 'x-ms-version': version }, 0);
    const request = createPipelineRequest({
      ...{ url, method: 'GET', headers: createHttpHeaders(headers), abortSignal: signal },
      ...{ streamResponseStatusCodes: new Set([200]), allowInsecureConnection: address.startsWith('http:') },
    });
    if (transport && !request.allowInsecureConnection) request.agent = transport.agent;
    transport?.redirect?.(request);
    const sent = client.sendRequest(request);
    const answer = await (log?.traces ? logged(log, request, sent) : sent);
    const { status, readableStreamBody } = answer;
    if (status === 200) return readableStreamBody as Readable | undefined;
    const told = { status, get: (name: string) => answer.headers.get(name) };
    if (!isUnclear(told)) throw refusal(told, { method: 'GET', url });
    signer.refused();
    return undefined;
  };
}
