import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { t } from '@vscode/l10n';
import { throwIfAborted, untilAborted } from '../common/abort.ts';
import { Failure, isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Transport } from '../common/transport.ts';
import type { Session } from '../common/session.ts';
import { isObject } from '../datastores/wire.ts';
import type { WireObject } from '../datastores/datastore.ts';
import { isHome, type Cloud } from './cloud.ts';
import { doing, networkFailure, refusal, type Asked } from './failures.ts';
import { transportPolicy } from './transportPolicy.ts';

export interface Call {
  readonly signal?: AbortSignal | undefined;
  readonly body?: unknown;
  /** Without a token, as the discovery document is asked for. */
  readonly anonymous?: boolean;
}

/** How long a service may take to answer, in milliseconds. */
const patience = 30_000;

/**
 * JSON over https to the services of one cloud, signed with the session's tokens for Azure Resource Manager. The tokens
 * are of the session's own tenant, for what is asked about was listed in it: a subscription delegated to that tenant
 * (Azure Lighthouse) names its owner's tenant, in which the session may have no account.
 */
export interface Rest {
  /** The answer's body, `{}` where it has none. `what` names the thing in failures: `the datastores of workspace “research”`. */
  send(method: HttpMethods, url: string, what: string, call?: Call): Promise<WireObject>;
  /** All members of a paged `value`, page by page, following `nextLink` until one repeats. */
  list(url: string, what: string, call?: Call): AsyncIterable<readonly WireObject[]>;
}

/** `client` is what the pipeline ends in; absent: Node's own. */
export function createRest(
  cloud: Cloud,
  session: Session,
  transport: Transport,
  log: Log,
  client: HttpClient = createDefaultHttpClient(),
): Rest {
  // The pipeline retries what may succeed later (429, 503 with Retry-After, broken connections): no caller does again.
  const pipeline = createPipelineFromOptions({
    userAgentOptions: { userAgentPrefix: 'azureml-datastores-vscode' },
  });
  pipeline.removePolicy({ name: 'redirectPolicy' });
  pipeline.addPolicy(transportPolicy(transport));
  const scope = `${cloud.resourceManager}/.default`;

  async function tokenFor(asked: Asked, signal: AbortSignal | undefined): Promise<string> {
    throwIfAborted(signal);
    try {
      const given = session.credential().getToken(scope, signal ? { abortSignal: signal } : {});
      // Not every sign-in listens to the signal.
      const token = await untilAborted(given, signal);
      if (token) return token.token;
    } catch (error) {
      if (isFailure(error)) throw error;
      throw noSignIn(asked, error);
    }
    throw noSignIn(asked);
  }

  async function send(method: HttpMethods, url: string, what: string, call: Call = {}): Promise<WireObject> {
    const asked = { method, what, signInRemedy: session.remedy ?? t('Sign in again.') };
    if (!isHome(cloud, url)) throw foreignHost(cloud, url, asked);
    const headers = createHttpHeaders({ accept: 'application/json' });
    if (!call.anonymous) headers.set('authorization', `Bearer ${await tokenFor(asked, call.signal)}`);
    if (call.body !== undefined) headers.set('content-type', 'application/json');
    const request = createPipelineRequest({
      method,
      url,
      headers,
      timeout: patience,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.signal ? { abortSignal: call.signal } : {}),
    });
    let response: PipelineResponse;
    try {
      response = await pipeline.sendRequest(client, request);
    } catch (error) {
      throw networkFailure(error, url, asked, call.signal);
    }
    log.debug(`${method} ${new URL(url).host}${new URL(url).pathname} ${response.status}`);
    const body = parse(response.bodyAsText);
    if (response.status < 200 || response.status >= 300) throw refusal(response, body, asked);
    return body;
  }

  async function* list(url: string, what: string, call: Call = {}): AsyncIterable<readonly WireObject[]> {
    const seen = new Set<string>();
    for (let next = url; next !== '';) {
      if (seen.has(next)) {
        log.warn(`The pages from ${url} go round in a circle: stopped.`);
        return;
      }
      seen.add(next);
      const page = await send('GET', next, what, call);
      yield Array.isArray(page['value']) ? page['value'].filter(isObject) : [];
      next = typeof page['nextLink'] === 'string' ? page['nextLink'] : '';
    }
  }

  return { send, list };
}

function parse(text: string | null | undefined): WireObject {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function noSignIn(asked: Asked, cause?: unknown): Failure {
  const message = t('{0} failed: the sign-in gave no token. {1}', doing(asked), asked.signInRemedy);
  return new Failure('unauthenticated', message, { cause });
}

function foreignHost(cloud: Cloud, url: string, asked: Asked): Failure {
  const { protocol, host, origin } = URL.canParse(url)
    ? new URL(url)
    : { protocol: 'https:', host: url, origin: '' };
  return new Failure(
    'permissionDenied',
    t(
      '{0} was stopped: the service points to {1}, which is no https host of the cloud {2}. No token was sent there. If you trust it, choose its cloud in the setting azuremlDatastores.cloud.',
      doing(asked),
      protocol === 'https:' ? host : origin,
      cloud.name,
    ),
  );
}
