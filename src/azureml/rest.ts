import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { t } from '@vscode/l10n';
import { throwIfAborted, untilAborted } from '../common/abort.ts';
import { claimsIn } from '../common/challenge.ts';
import { Failure, isFailure } from '../common/failure.ts';
import { createLimit } from '../common/limit.ts';
import type { Log } from '../common/log.ts';
import { hostOf } from '../common/redirect.ts';
import type { Transport } from '../common/transport.ts';
import type { Session, Via } from '../common/session.ts';
import { claimsOf } from '../common/tokens.ts';
import { isObject } from '../datastores/wire.ts';
import type { WireObject } from '../datastores/datastore.ts';
import { createApiVersions } from './apiVersions.ts';
import { mendedBySignIn, rightTenant } from './challenges.ts';
import { isHome, type Cloud } from './cloud.ts';
import { doing, networkFailure, refusal, type Asked } from './failures.ts';
import { createControlPipeline, timesSent } from './pipeline.ts';

export interface Call {
  readonly signal?: AbortSignal | undefined;
  readonly body?: unknown;
  /** Whose tokens it carries; absent: the first session's. */
  readonly via?: Via | undefined;
  /** Without a token, as the discovery document is asked for. */
  readonly anonymous?: boolean;
  /** How failures begin, where the method does not say it: `Registering datastore “images”`. */
  readonly doing?: string;
  /** Told the status of every answer, and how often the request was sent until it came. */
  readonly onAnswer?: (status: number, times: number) => void;
  /** Told when the service took tokens of this tenant and not those of `via`. */
  readonly onTenant?: (tenantId: string) => void;
}

/** How long a service may take to answer, in milliseconds. */
const patience = 30_000;

/** Requests in flight at once, over all accounts: Azure Resource Manager throttles those who ask for everything at a time. */
const atOnce = 8;

/** How often one request is asked another way: with another version, another tenant, other claims. */
const ways = 3;

/**
 * JSON over https to the services of one cloud, signed with the sessions' tokens for Azure Resource Manager. The tokens
 * are of the tenant in which something was listed: a subscription delegated to that tenant (Azure Lighthouse) names its
 * owner's tenant, in which the account may not be known.
 */
export interface Rest {
  /** The answer's body, `{}` where it has none. `what` names the thing in failures: `the datastores of workspace “research”`. */
  send(method: HttpMethods, url: string, what: string, call?: Call): Promise<WireObject>;
  /** All members of a paged `value`, page by page, following `nextLink` until one repeats. */
  list(url: string, what: string, call?: Call): AsyncIterable<readonly WireObject[]>;
  /** The tenant whose tokens `via` stands for; absent: they do not say. */
  tenantOf(via: Via, what: string, signal?: AbortSignal): Promise<string | undefined>;
}

/** One way of asking; what a service refuses may be granted another way. */
interface Way {
  readonly url: string;
  readonly via: Via;
  /** The claims that the service wants to find in the token, as JSON. */
  readonly claims?: string;
  /** The tenant is the one that the service has named. */
  readonly named?: true;
}

interface Answer {
  readonly response: PipelineResponse;
  readonly body: WireObject;
}

/** `client` is what the pipeline ends in; absent: Node's own. */
export function createRest(
  cloud: Cloud,
  sessions: readonly Session[],
  transport: Transport,
  log: Log,
  client: HttpClient = createDefaultHttpClient(),
): Rest {
  const pipeline = createControlPipeline(transport, log);
  const limit = createLimit(atOnce);
  const versions = createApiVersions();
  const scope = `${cloud.resourceManager}/.default`;

  function sessionOf(via: Via | undefined): Session {
    const session = via ? sessions.find(({ id }) => id === via.account) : sessions[0];
    if (!session && via && sessions.length > 0)
      throw new Failure(
        'unauthenticated',
        t(
          'The account with which this was found has been signed out. Refresh the view, or sign in with it again.',
        ),
        { facts: { signIn: {} } },
      );
    if (!session)
      throw new Failure('unauthenticated', t('You are not signed in to Azure. Run “Sign In to Azure”.'));
    return session;
  }

  async function tokenFor(
    asked: Asked,
    way: Omit<Way, 'url'>,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    throwIfAborted(signal);
    const { via, claims } = way;
    try {
      const options = { ...(signal ? { abortSignal: signal } : {}), ...(claims ? { claims } : {}) };
      const given = sessionOf(via).credential(via.tenantId).getToken(scope, options);
      // Not every sign-in listens to the signal.
      const token = await untilAborted(given, signal);
      if (token) return token.token;
    } catch (error) {
      throw mendedBySignIn(isFailure(error) ? error : noSignIn(asked, error), asked, way);
    }
    throw mendedBySignIn(noSignIn(asked), asked, way);
  }

  async function exchange(method: HttpMethods, asked: Asked, way: Way, call: Call): Promise<Answer> {
    const { url } = way;
    const { signal, body } = call;
    const headers = createHttpHeaders({ accept: 'application/json' });
    if (!call.anonymous) headers.set('authorization', `Bearer ${await tokenFor(asked, way, signal)}`);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const request = createPipelineRequest({
      method,
      url,
      headers,
      timeout: patience,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { abortSignal: signal } : {}),
    });
    try {
      const response = await pipeline.sendRequest(client, request);
      call.onAnswer?.(response.status, timesSent(request));
      return { response, body: parse(response.bodyAsText) };
    } catch (error) {
      throw networkFailure(error, url, asked, signal);
    }
  }

  /** The way to ask once more after a refusal, if there is one that was not gone yet. */
  function otherWay(way: Way, { response, body }: Answer): Way | undefined {
    if (versions.learn(way.url, body)) return { ...way, url: versions.address(way.url) };
    if (response.status !== 401) return undefined;
    const tenantId = rightTenant(body);
    if (tenantId !== undefined && !way.named && tenantId !== way.via.tenantId)
      return { ...way, via: { ...way.via, tenantId }, named: true };
    const claims = claimsIn(response.headers.get('www-authenticate') ?? '');
    return claims === undefined || way.claims !== undefined ? undefined : { ...way, claims };
  }

  async function send(method: HttpMethods, url: string, what: string, call: Call = {}): Promise<WireObject> {
    const session = sessionOf(call.via);
    const via = call.via ?? { account: session.id };
    const asked = { ...askedOf(method, what, session, via), doing: call.doing };
    if (!isHome(cloud, url)) throw foreignHost(cloud, url, asked);
    for (let way: Way = { url: versions.address(url), via }, tries = 1; ; tries++) {
      const current = way;
      const answer = await limit(() => exchange(method, asked, current, call), call.signal);
      const { response, body } = answer;
      if (response.status >= 200 && response.status < 300) {
        if (way.named && way.via.tenantId !== undefined) call.onTenant?.(way.via.tenantId);
        return body;
      }
      const other = call.anonymous || tries > ways ? undefined : otherWay(way, answer);
      if (!other) {
        const failure = refusal(response, body, asked);
        throw response.status === 401 ? mendedBySignIn(failure, asked, way) : failure;
      }
      way = other;
    }
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

  return {
    send,
    list,
    async tenantOf(via, what, signal) {
      const asked = askedOf('GET', what, sessionOf(via), via);
      const { tid } = claimsOf(await tokenFor(asked, { via }, signal));
      return typeof tid === 'string' ? tid : undefined;
    },
  };
}

function parse(json: string | null | undefined): WireObject {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** What is asked for, and who can sign in anew for it: who has a remedy of its own does not sign in through the editor. */
function askedOf(method: HttpMethods, what: string, { remedy }: Session, via: Via): Asked {
  return {
    method,
    what,
    signInRemedy: remedy ?? t('Sign in again.'),
    ...(remedy === undefined ? { signIn: via } : {}),
  };
}

function noSignIn(asked: Asked, cause?: unknown): Failure {
  const message = t('{0} failed: the sign-in gave no token. {1}', doing(asked), asked.signInRemedy);
  return new Failure('unauthenticated', message, { cause });
}

function foreignHost(cloud: Cloud, url: string, asked: Asked): Failure {
  return new Failure(
    'permissionDenied',
    t(
      '{0} was stopped: the service points to {1}, which is no https host of the cloud {2}. No token was sent there. If you trust it, choose its cloud in the setting azuremlDatastores.cloud.',
      doing(asked),
      URL.canParse(url) ? hostOf(new URL(url)) : url,
      cloud.name,
    ),
  );
}
