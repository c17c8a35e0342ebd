import { X509Certificate } from 'node:crypto';
import * as jose from 'jose';
import { tenantsKnowing } from './directory.ts';
import type { Principal, SandboxState } from './state.ts';

/** A refusal in Entra's form: the OAuth word and the AADSTS number. */
export class EntraError extends Error {
  override readonly name = 'EntraError';
  readonly status: number;
  readonly error: string;
  readonly number: number;
  /** `suberror` of the answer. */
  readonly detail: string | undefined;

  constructor(error: string, number: number, message: string, detail?: string) {
    super(message);
    this.status = error === 'invalid_client' ? 401 : 400;
    this.error = error;
    this.number = number;
    this.detail = detail;
  }
}

/** An {@link EntraError}, to be thrown. */
export function refuse(error: string, number: number, message: string, detail?: string): EntraError {
  return new EntraError(error, number, message, detail);
}

/** The application that a token request proves to be; throws {@link EntraError} when it proves nothing. */
export async function clientOf(
  state: SandboxState,
  refreshKey: Uint8Array,
  form: URLSearchParams,
  tenantId: string,
): Promise<Principal> {
  const clientId = form.get('client_id') ?? '';
  const principal = Object.values(state.principals).find((candidate) => candidate.clientId === clientId);
  const grant = form.get('grant_type');
  if (grant !== 'client_credentials' && grant !== 'refresh_token') {
    throw refuse(
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${grant ?? ''}'.`,
    );
  }
  if (!clientId)
    throw refuse(
      'invalid_request',
      900144,
      `The request body must contain the following parameter: 'client_id'.`,
    );
  if (!principal || !tenantsKnowing(state, principal).includes(tenantId)) {
    throw refuse(
      'unauthorized_client',
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${tenantId}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    );
  }
  if (grant === 'refresh_token') {
    await checkRefreshToken(form.get('refresh_token') ?? '', refreshKey, principal);
    if (!form.has('client_secret') && !form.has('client_assertion')) return principal;
  }
  const assertion = form.get('client_assertion');
  if (assertion) await checkAssertion(assertion, principal, tenantId);
  else checkSecret(form.get('client_secret'), principal);
  return principal;
}

function checkSecret(secret: string | null, principal: Principal): void {
  if (secret === null) {
    throw refuse(
      'invalid_client',
      7000218,
      `The request body must contain the following parameter: 'client_assertion' or 'client_secret'.`,
    );
  }
  if (secret !== principal.clientSecret) {
    throw refuse(
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${principal.clientId}'.`,
    );
  }
}

async function checkRefreshToken(token: string, key: Uint8Array, principal: Principal): Promise<void> {
  try {
    await jose.jwtVerify(token, key, { subject: principal.clientId });
  } catch (error) {
    if (error instanceof jose.errors.JWTExpired) {
      throw refuse('invalid_grant', 700082, 'The refresh token has expired due to inactivity.');
    }
    throw refuse('invalid_grant', 9002313, 'Invalid request. Request is malformed or invalid.');
  }
}

async function checkAssertion(assertion: string, principal: Principal, tenantId: string): Promise<void> {
  for (const pem of principal.certificates) {
    const key = new X509Certificate(pem).publicKey;
    try {
      const { payload } = await jose.jwtVerify(assertion, key, {
        algorithms: ['RS256', 'PS256'],
        issuer: principal.clientId,
        subject: principal.clientId,
        clockTolerance: 300,
      });
      const forUs = /^https:\/\/login\.microsoftonline\.com(\.localhost)?(:\d+)?\/([^/]+)\//.exec(
        String(payload.aud),
      );
      if (forUs?.[3] === tenantId) return;
      throw refuse('invalid_client', 700023, 'Client assertion audience claim does not match Realm issuer.');
    } catch (error) {
      if (error instanceof jose.errors.JWTExpired) {
        throw refuse('invalid_client', 700024, 'Client assertion is not within its valid time range.');
      }
      if (!(error instanceof jose.errors.JOSEError)) throw error;
    }
  }
  throw refuse(
    'invalid_client',
    700027,
    `Client assertion failed signature validation: the key was not found in the application '${principal.clientId}'.`,
  );
}
