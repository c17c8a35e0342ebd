import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as jose from 'jose';
import { header, TokenError, type Claims } from './service.ts';
import type { Principal, SandboxState } from './state.ts';

const twins = (...hosts: string[]): string[] =>
  hosts.flatMap((host) => [`https://${host}`, `https://${host}.localhost`]);

/** Audiences that a service accepts, without a trailing slash. */
export const audiences = {
  arm: twins('management.azure.com', 'management.core.windows.net'),
  storage: twins('storage.azure.com'),
  studio: twins('ml.azure.com'),
};

/** What a token is made of; the optional parts let tests make bad ones. */
export interface TokenRequest {
  readonly principal: Principal;
  readonly resource: string;
  readonly tenantId?: string;
  readonly expiresInSeconds?: number;
  readonly issuer?: string;
}

/** Issues and checks the tokens of a directory. */
export interface Tokens {
  readonly issue: (request: TokenRequest) => Promise<{ token: string; expiresOn: number }>;
  readonly refreshToken: (principal: Principal) => Promise<string>;
  /** Throws {@link TokenError}. `accepted`: audiences without a trailing slash. */
  readonly verify: (request: IncomingMessage, accepted: readonly string[]) => Promise<Claims>;
  readonly publicKey: jose.JWK;
  readonly refreshKey: Uint8Array;
}

type Key = Awaited<ReturnType<typeof jose.importJWK>>;

const issuerOf = (tenantId: string): string => `https://sts.windows.net/${tenantId}/`;

async function issue(
  key: Key,
  kid: string,
  request: TokenRequest,
): Promise<{ token: string; expiresOn: number }> {
  const {
    principal,
    tenantId = principal.tenantId,
    expiresInSeconds = 3600,
    issuer = issuerOf(tenantId),
  } = request;
  const now = Math.floor(Date.now() / 1000);
  const expiresOn = now + expiresInSeconds;
  const begin = Math.min(now, expiresOn) - 300;
  const token = await new jose.SignJWT({
    appid: principal.clientId,
    appidacr: '1',
    idp: issuerOf(principal.tenantId),
    idtyp: 'app',
    oid: principal.objectId,
    tid: tenantId,
    uti: randomBytes(16).toString('base64url'),
    ver: '1.0',
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, x5t: kid })
    .setIssuer(issuer)
    .setAudience(request.resource)
    .setSubject(principal.objectId)
    .setIssuedAt(begin)
    .setNotBefore(begin)
    .setExpirationTime(expiresOn)
    .sign(key);
  return { token, expiresOn };
}

async function checkSignature(token: string, key: Key): Promise<jose.JWTPayload> {
  try {
    const { payload } = await jose.compactVerify(token, key, { algorithms: ['RS256'] });
    return JSON.parse(Buffer.from(payload).toString()) as jose.JWTPayload;
  } catch (error) {
    const isForged = error instanceof jose.errors.JWSSignatureVerificationFailed;
    throw new TokenError(isForged ? 'signature' : 'malformed');
  }
}

/** Benchmarks send thousands of requests with one token: each token's signature is checked once. */
function rememberSignatures(key: Key): (token: string) => Promise<jose.JWTPayload> {
  const good = new Map<string, jose.JWTPayload>();
  return async (token) => {
    const known = good.get(token);
    if (known) return known;
    const payload = await checkSignature(token, key);
    if (good.size > 200) good.clear();
    good.set(token, payload);
    return payload;
  };
}

function createVerify(state: SandboxState, key: Key): Tokens['verify'] {
  const payloadOf = rememberSignatures(key);
  const known: readonly string[] = state.tenants;
  return async (request, accepted) => {
    const [scheme, token] = (header(request, 'authorization') ?? '').split(/\s+/, 2);
    if (!scheme) throw new TokenError('missing');
    if (scheme.toLowerCase() !== 'bearer' || !token) throw new TokenError('malformed');
    const { tid, iss, aud, exp = 0, oid, appid } = await payloadOf(token);
    const tenantId = String(tid);
    if (iss !== issuerOf(tenantId) || !known.includes(tenantId)) throw new TokenError('issuer', tenantId);
    const audience = String(aud).replace(/\/+$/, '');
    if (!accepted.includes(audience)) throw new TokenError('audience', tenantId);
    if (exp <= Date.now() / 1000) throw new TokenError('expired', tenantId);
    const principal = Object.values(state.principals).find(({ objectId }) => objectId === oid);
    const claims = { tenantId, objectId: String(oid), clientId: String(appid), audience };
    return principal ? { ...claims, principal } : claims;
  };
}

/** The tokens of the directory in `state`. */
export async function createTokens(state: SandboxState): Promise<Tokens> {
  const { kty = '', n = '', e = '', kid = '' } = state.tokenKey;
  const publicKey = { kty, n, e, kid, use: 'sig', alg: 'RS256' };
  const [signing, checking] = await Promise.all(
    [state.tokenKey, publicKey].map((key) => jose.importJWK(key, 'RS256')),
  );
  if (!signing || !checking) throw new Error('The token key of the sandbox cannot be read.');
  const refreshKey = Buffer.from(`refresh:${state.adminToken}`);
  return {
    publicKey,
    refreshKey,
    issue: (request) => issue(signing, kid, request),
    verify: createVerify(state, checking),
    refreshToken: ({ clientId, tenantId }) =>
      new jose.SignJWT({ tid: tenantId })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(clientId)
        .setExpirationTime('90d')
        .setJti(randomUUID())
        .sign(refreshKey),
  };
}
