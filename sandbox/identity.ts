import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tenantsOf } from './directory.ts';
import { clientOf, EntraError, refuse } from './identityClients.ts';
import { header, readBody, sendJson, type Context, type Service } from './service.ts';
import type { SandboxState } from './state.ts';
import { audiences, createTokens, type Tokens } from './tokens.ts';

export { audiences };

const knownResources = [...audiences.arm, ...audiences.storage, ...audiences.studio];
const accountResource =
  /^https:\/\/[a-z0-9]{3,24}\.(blob|file|dfs|queue|table)\.core\.windows\.net(\.localhost)?$/;

/** Entra on this machine: the service behind the login host, and what the other services check tokens with. */
export interface Identity extends Tokens {
  readonly service: Service;
}

function openIdConfiguration(host: string, tenant: string): object {
  const base = `https://${host}/${tenant}`;
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    tenant_region_scope: 'NA',
    cloud_instance_name: host,
  };
}

function instanceDiscovery(context: Context): object {
  const bare = context.host.replace(/\.localhost$/, '');
  const tenant =
    /^https:\/\/[^/]+\/([^/]+)/.exec(context.query.get('authorization_endpoint') ?? '')?.[1] ?? 'common';
  const entry = (host: string): object => ({
    preferred_network: host,
    preferred_cache: host,
    aliases: [host],
  });
  return {
    tenant_discovery_endpoint: `https://${context.host}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [entry(bare), entry(`${bare}.localhost`)],
  };
}

/** The resource that a scope asks for, or undefined when it is none that this directory knows. */
function resourceOf(scope: string): string | undefined {
  const [first = ''] = scope
    .split(' ')
    .filter((word) => !['openid', 'profile', 'offline_access'].includes(word));
  const resource = first.replace(/\/[^/]*$/, '');
  const bare = resource.replace(/\/+$/, '');
  return knownResources.includes(bare) || accountResource.test(bare) ? resource : undefined;
}

function missingTenant(tenant: string, error: string): EntraError {
  const check = 'Check to make sure you have the correct tenant ID and are signing into the correct cloud.';
  return refuse(error, 90002, `Tenant '${tenant}' not found. ${check}`);
}

function checkScope(grant: string, scope: string, tenantId: string): string {
  if (grant === 'client_credentials' && !scope.endsWith('/.default')) {
    const rule =
      'Client credential flows must have a scope value with /.default suffixed to the resource identifier.';
    throw refuse('invalid_scope', 1002012, `The provided value for scope ${scope} is not valid. ${rule}`);
  }
  const resource = resourceOf(scope);
  if (resource !== undefined) return resource;
  const name = scope.replace(/\/\.default$/, '');
  const message = `The resource principal named ${name} was not found in the tenant named ${tenantId}.`;
  throw refuse('invalid_resource', 500011, message);
}

/**
 * What the tenant's policies ask for before it gives a token. Entra learns of a second factor in ways of its own; here
 * the form says so (`mfa=approved`), which only the sign-in of this sandbox knows. The sentences are Entra's; that
 * `error` and `suberror` are these is not confirmed.
 */
function checkPolicies(state: SandboxState, form: URLSearchParams, tenantId: string, resource: string): void {
  const rule = tenantsOf(state).find((tenant) => tenant.tenantId === tenantId)?.signIn;
  if (rule === 'refused') {
    const blocked =
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.';
    throw refuse('invalid_grant', 53003, blocked, 'message_only');
  }
  if (rule === 'approval' && form.get('mfa') !== 'approved') {
    const why =
      'Due to a configuration change made by your administrator, or because you moved to a new location';
    const message = `${why}, you must use multi-factor authentication to access '${resource}'.`;
    throw refuse('interaction_required', 50076, message, 'basic_action');
  }
}

async function answerToken(
  tokens: Tokens,
  state: SandboxState,
  form: URLSearchParams,
  tenantId: string,
): Promise<object> {
  const grant = form.get('grant_type') ?? '';
  // The older endpoint names a resource, the newer one a scope.
  const old = form.get('resource');
  const scope = old === null ? (form.get('scope') ?? '') : `${old}/.default`;
  const principal = await clientOf(state, tokens.refreshKey, form, tenantId);
  const resource = checkScope(grant, scope, tenantId);
  checkPolicies(state, form, tenantId, resource);
  const { token, expiresOn } = await tokens.issue({ principal, resource, tenantId });
  // The older endpoint tells numbers as text, and clients of it read nothing else.
  const lifetime =
    old === null
      ? { expires_in: 3599, ext_expires_in: 3599 }
      : {
          ...{ expires_in: '3599', ext_expires_in: '3599', resource: old },
          ...{ expires_on: String(expiresOn), not_before: String(expiresOn - 3900) },
        };
  return {
    token_type: 'Bearer',
    ...lifetime,
    access_token: token,
    ...(grant === 'refresh_token' ? { refresh_token: await tokens.refreshToken(principal), scope } : {}),
  };
}

function sendEntraError(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  error: EntraError,
): void {
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const [trace, correlation] = [context.requestId, header(request, 'client-request-id') ?? randomUUID()];
  const ids = `Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`;
  const body = {
    error: error.error,
    error_description: `AADSTS${error.number}: ${error.message} ${ids}`,
    error_codes: [error.number],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    ...(error.detail === undefined ? {} : { suberror: error.detail }),
    error_uri: `https://${context.host}/error?code=${error.number}`,
  };
  sendJson(request, response, error.status, body, { 'x-ms-request-id': context.requestId });
}

/** Builds the directory of `state`. */
export async function createIdentity(state: SandboxState): Promise<Identity> {
  const tokens = await createTokens(state);
  const known: readonly string[] = state.tenants;

  async function answer(request: IncomingMessage, context: Context): Promise<object | undefined> {
    const [, tenant = '', ...rest] = context.rawPath.split('/');
    const path = rest.join('/');
    if (path === 'discovery/instance') return instanceDiscovery(context);
    const isToken = path === 'oauth2/v2.0/token' || path === 'oauth2/token';
    const isEveryone = tenant === 'common' || tenant === 'organizations';
    if (isToken ? !known.includes(tenant) : !isEveryone && !known.includes(tenant)) {
      throw missingTenant(tenant, isToken ? 'invalid_request' : 'invalid_tenant');
    }
    if (path === 'v2.0/.well-known/openid-configuration') return openIdConfiguration(context.host, tenant);
    if (path === 'discovery/v2.0/keys' || path === 'discovery/keys') return { keys: [tokens.publicKey] };
    if (!isToken || request.method !== 'POST') return undefined;
    const form = new URLSearchParams((await readBody(request, 100_000)).toString());
    return answerToken(tokens, state, form, tenant);
  }

  const service: Service = {
    handle: async (request, response, context) => {
      try {
        const body = await answer(request, context);
        sendJson(request, response, body ? 200 : 404, body ?? { error: 'not_found' }, {
          'cache-control': 'no-store',
        });
      } catch (error) {
        if (!(error instanceof EntraError)) throw error;
        sendEntraError(request, response, context, error);
      }
    },
  };
  return { service, ...tokens };
}
