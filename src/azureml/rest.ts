import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Transport } from '../common/transport.ts';
import type { Session } from '../common/session.ts';
import { isObject } from '../datastores/wire.ts';
import type { WireObject } from '../datastores/datastore.ts';
import { isHome, type Cloud } from './cloud.ts';
import { networkFailure, refusal } from './failures.ts';
import { transportPolicy } from './transportPolicy.ts';

export interface Call {
  readonly tenantId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly body?: unknown;
  /** Without a token, as the discovery document is asked for. */
  readonly anonymous?: boolean;
}

/** JSON over https to the services of one cloud, signed with the session's tokens for Azure Resource Manager. */
export interface Rest {
  /** The answer's body, `{}` where it has none. `what` names the thing in failures: `the datastores of “research”`. */
  send(method: HttpMethods, url: string, what: string, call?: Call): Promise<WireObject>;
  /** All members of a paged `value`, page by page, following `nextLink`. */
  list(url: string, what: string, call?: Call): AsyncIterable<readonly WireObject[]>;
}

export function createRest(cloud: Cloud, session: Session, transport: Transport, log: Log): Rest {
  // The pipeline retries what may succeed later (429, 503 with Retry-After, broken connections): no caller does again.
  const pipeline = createPipelineFromOptions({
    userAgentOptions: { userAgentPrefix: 'azureml-datastores-vscode' },
  });
  pipeline.removePolicy({ name: 'redirectPolicy' });
  pipeline.addPolicy(transportPolicy(transport));
  const client = createDefaultHttpClient();
  const scope = `${cloud.resourceManager}/.default`;

  async function send(method: HttpMethods, url: string, what: string, call: Call = {}): Promise<WireObject> {
    if (!isHome(cloud, url)) throw foreignHost(url, what);
    const headers = createHttpHeaders({ accept: 'application/json' });
    if (!call.anonymous) {
      const token = await session
        .credential(call.tenantId)
        .getToken(scope, call.signal ? { abortSignal: call.signal } : {});
      headers.set('authorization', `Bearer ${token?.token ?? ''}`);
    }
    if (call.body !== undefined) headers.set('content-type', 'application/json');
    const request = createPipelineRequest({
      method,
      url,
      headers,
      timeout: 60_000,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.signal ? { abortSignal: call.signal } : {}),
    });
    let response: PipelineResponse;
    try {
      response = await pipeline.sendRequest(client, request);
    } catch (error) {
      throw networkFailure(error, url, what);
    }
    log.debug(`${method} ${new URL(url).host}${new URL(url).pathname} ${response.status}`);
    const body = parse(response.bodyAsText);
    if (response.status < 200 || response.status >= 300) throw refusal(response, body, what);
    return body;
  }

  async function* list(url: string, what: string, call: Call = {}): AsyncIterable<readonly WireObject[]> {
    for (let next = url; next !== '';) {
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

function foreignHost(url: string, what: string): Failure {
  const host = URL.canParse(url) ? new URL(url).host : url;
  return new Failure(
    'permissionDenied',
    t(
      '{0} were not read: the service sent us to {1}, which is not a host of this cloud. No token was sent there.',
      what,
      host,
    ),
  );
}
