import type { Agent } from 'node:https';
import { isIP } from 'node:net';
import type { RequestPolicy, RequestPolicyFactory } from '@azure/storage-blob';
import { throwIfAborted } from '../common/abort.ts';
import { proxyFailure } from '../common/proxy.ts';
import { logged } from '../common/requestLog.ts';
import type { StorageConnection, StorageCredential } from './connection.ts';
import { createHot, type Hot } from './hot.ts';
import { leadsAway } from './redirects.ts';
import { createLimiter, limiterOf } from './limiter.ts';
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
  /** Makes the calls that move bytes; absent where only the SDK knows the way. */
  readonly hot: Hot | undefined;
  /** Makes a call, again if it may help, and turns what it fails with into a `Failure`. */
  readonly call: <T>(call: Call, work: (signal: AbortSignal, attempt: number) => Promise<T>) => Promise<T>;
}

/** The backup intent is what lets a sign-in use the REST interface; trailing dots are part of a name. */
const ofFiles = { 'x-ms-file-request-intent': 'backup', 'x-ms-allow-trailing-dot': 'true' };

/** Opens no connection. */
export function createService(kind: Place['service'], connection: StorageConnection): Service {
  const { credential, transport, log, clock, version } = connection;
  const address = connection.address.replace(/\/+$/, '');
  const token = credential.kind === 'sas' ? credential.token.reveal().replace(/^\?/, '') : '';
  const where = (path: string): string => (path === '' ? address : `${address}/${path}`);
  const place = placeOf(kind, address, credential, token);

  const query = token && `?${token}`;
  // Whoever brings a clock measures time alone.
  const limiter = clock ? createLimiter(clock) : limiterOf(place.host);
  const enter = (signal: AbortSignal | undefined) => limiter.enter(signal);

  return {
    address,
    query,
    hot: createHot({ ...connection, address }, query, kind === 'file' ? ofFiles : {}),
    // Redirects are outside input, and no request is to be repeated but by `retrying`.
    pipelineOptions: {
      // The agent is for TLS; without it, as with emulators, there is none.
      ...(transport && address.startsWith('https:') && { agent: transport.agent }),
      retryOptions: { maxTries: 1 },
      redirectOptions: { maxRetries: 0 },
    },
    routed(pipeline) {
      const redirect = transport?.redirect;
      // Wrapping costs every request, so it is done only where it is needed.
      if (redirect || log?.traces || version !== undefined) {
        const create = (next: RequestPolicy): RequestPolicy => ({
          sendRequest(request) {
            redirect?.(request);
            if (version !== undefined) request.headers.set('x-ms-version', version);
            const sent = next.sendRequest(request);
            return log?.traces ? logged(log, request, sent) : sent;
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
        return await retrying({ signal, bytes, enter, onRetry, clock }, work);
      } catch (error) {
        const between = signal?.aborted
          ? undefined
          : (leadsAway(error, where(path)) ?? proxyFailure(error, place.host));
        throw between ?? serviceFailure(error, { ...place, where: where(path) }, signal);
      }
    },
  };
}

/** What failures name: the account and the root in it, and what a SAS says of itself beside its signature. */
function placeOf(
  service: Place['service'],
  address: string,
  credential: StorageCredential,
  token: string,
): Omit<Place, 'where'> {
  const { host, hostname, pathname } = new URL(address);
  const names = pathname.split('/').filter((name) => name !== '');
  // By an address of numbers, as emulators have it, the account is a part of the path.
  const account = isIP(hostname) === 0 ? hostname.split('.', 1)[0] : names[0];
  const sas = new URLSearchParams(token);
  const [permissions, expires] = [sas.get('sp'), sas.get('se')];
  return {
    service,
    credential: credential.kind,
    host,
    account: account ?? host,
    root: decodeURIComponent(names.at(-1) ?? ''),
    ...(credential.kind === 'sas' && {
      sas: { ...(permissions !== null && { permissions }), ...(expires !== null && { expires }) },
    }),
    ...(credential.kind === 'identity' && credential.signIn && { signIn: credential.signIn }),
  };
}

/** An etag as headers have it; some listings leave the quotation marks out. */
export function quoted(etag: string): string {
  return etag.startsWith('"') || etag.startsWith('W/') ? etag : `"${etag}"`;
}
