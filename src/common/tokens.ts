import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { untilAborted } from './abort.ts';

/** Which token is wanted. */
export interface TokenRequest {
  readonly scopes: readonly string[];
  /** Absent: the account's own. */
  readonly tenantId?: string | undefined;
  /** What the service wants to find in it, as JSON; absent: whatever the sign-in gives. */
  readonly claims?: string | undefined;
}

/** As early as the Azure SDKs, in milliseconds: a token that ends sooner is replaced. */
const margin = 2 * 60_000;

/** How long a token is taken for good whose end nobody says, in milliseconds. */
const unknownLife = 5 * 60_000;

interface Kept {
  readonly token: Promise<AccessToken>;
  readonly claims: string | undefined;
  /** In milliseconds since 1970; `Infinity` while the token is on its way. */
  ends: number;
}

/**
 * Makes credentials of `ask`, which is asked once for all who wait, and not again while the token lives. Tokens stay in
 * memory and go with the credentials.
 */
export function createCredentials(
  ask: (request: TokenRequest) => Promise<AccessToken>,
  now: () => number = Date.now,
): (tenantId?: string) => TokenCredential {
  const kept = new Map<string, Kept>();

  function token(request: TokenRequest): Promise<AccessToken> {
    const key = [request.tenantId ?? '', ...request.scopes].join(' ');
    const known = kept.get(key);
    // With claims what is there was not good enough, unless it is on its way with the same ones.
    const fits =
      request.claims === undefined || (known?.claims === request.claims && known.ends === Infinity);
    if (known && fits && known.ends - margin > now()) return known.token;
    const asked: Kept = { token: ask(request), claims: request.claims, ends: Infinity };
    kept.set(key, asked);
    asked.token.then(
      ({ expiresOnTimestamp }) => (asked.ends = expiresOnTimestamp),
      () => {
        if (kept.get(key) === asked) kept.delete(key);
      },
    );
    return asked.token;
  }

  return (tenantId) => ({
    getToken: (scopes, options) =>
      untilAborted(
        token({ scopes: [scopes].flat(), tenantId, claims: options?.claims }),
        options?.abortSignal as AbortSignal | undefined,
      ),
  });
}

/** When a token ends, in milliseconds since 1970, as far as it says so itself. */
export function endOf(token: string, now = Date.now()): number {
  const { exp } = claimsOf(token);
  return typeof exp === 'number' ? exp * 1000 : now + unknownLife;
}

/** What a token says of itself; `{}` where it is no JWT. To be shown and compared, never to be trusted: nobody has checked it. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
