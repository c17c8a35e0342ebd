import type { Agent } from 'node:https';
import type { RequestPolicy, RequestPolicyFactory } from '@azure/storage-blob';
import { throwIfAborted } from '../common/abort.ts';
import type { StorageConnection } from './connection.ts';
import { retrying } from './retry.ts';
import { codeOf, serviceFailure, type Place } from './serviceFailures.ts';

/** What all three SDKs take beside their own options; `agent` and `redirectOptions` go to the pipeline under them. */
export interface PipelineOptions {
  readonly agent?: Agent;
  readonly retryOptions: { readonly maxTries: number };
  readonly redirectOptions: { readonly maxRetries: number };
}

/** A pipeline of any of the SDKs, which wrap their own requests for policies of this older form. */
export interface SdkPipeline {
  readonly factories: RequestPolicyFactory[];
}

export interface Call {
  readonly signal?: AbortSignal | undefined;
  /** Name of what is asked for; `''` for the root. */
  readonly path: string;
  /** How many bytes the call moves. */
  readonly bytes?: number;
}

/** The part of a storage on a service that does not depend on the service. */
export interface Service {
  /** Without a query and without a slash at its end. */
  readonly address: string;
  /** `''`, or the SAS as a query that begins with `?`. */
  readonly query: string;
  readonly pipelineOptions: PipelineOptions;
  /** Has a pipeline's requests take the connection's way. */
  readonly routed: <P extends SdkPipeline>(pipeline: P) => P;
  readonly where: (path: string) => string;
  /** Makes a call, again if it may help, and turns what it fails with into a `Failure`. */
  readonly call: <T>(call: Call, work: (signal: AbortSignal, attempt: number) => Promise<T>) => Promise<T>;
}

/** Opens no connection. */
export function createService(kind: Place['service'], connection: StorageConnection): Service {
  const { credential, transport, log } = connection;
  const address = connection.address.replace(/\/+$/, '');
  const token = credential.kind === 'sas' ? credential.token.reveal().replace(/^\?/, '') : '';
  const host = new URL(address).host;
  const where = (path: string): string => (path === '' ? address : `${address}/${path}`);

  return {
    address,
    query: token && `?${token}`,
    // Redirects are outside input, and no request is to be repeated but by `retrying`.
    pipelineOptions: {
      ...(transport && { agent: transport.agent }),
      retryOptions: { maxTries: 1 },
      redirectOptions: { maxRetries: 0 },
    },
    routed(pipeline) {
      const redirect = transport?.redirect;
      // Wrapping costs every request, so it is done only where it is needed.
      if (redirect) {
        const create = (next: RequestPolicy): RequestPolicy => ({
          sendRequest(request) {
            redirect(request);
            return next.sendRequest(request);
          },
        });
        pipeline.factories.unshift({ create });
      }
      return pipeline;
    },
    where,
    async call({ signal, path, bytes = 0 }, work) {
      throwIfAborted(signal);
      const onRetry = (error: unknown, pause: number): void =>
        log?.debug(
          `${where(path)}: ${codeOf(error) || String(error)}, trying again in ${Math.round(pause)} ms`,
        );
      try {
        return await retrying({ signal, bytes, onRetry }, work);
      } catch (error) {
        throw serviceFailure(
          error,
          { service: kind, credential: credential.kind, host, root: address, where: where(path) },
          signal,
        );
      }
    },
  };
}

/** An etag as headers have it; some listings leave the quotation marks out. */
export function quoted(etag: string): string {
  return etag.startsWith('"') || etag.startsWith('W/') ? etag : `"${etag}"`;
}
