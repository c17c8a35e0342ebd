import type { SignInWish } from './failure.ts';

/** The claims of a challenge, as JSON: `Bearer …, error="insufficient_claims", claims="<base64>"`. */
export function claimsIn(challenge: string): string | undefined {
  const encoded = /\bclaims="([^"]+)"/i.exec(challenge)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
}

/** A challenge of these claims and of nothing else: what a service says beside them is not for the sign-in. */
export function challengeOf(claims: string): string {
  return `Bearer claims="${Buffer.from(claims).toString('base64')}"`;
}

/** The sign-in that an answer asks for: in the tenant that it names (`''`: none), with the claims of its challenge. */
export function wishAfter(signIn: SignInWish, tenantId: string, challenge: string): SignInWish {
  const claims = claimsIn(challenge);
  return { ...signIn, ...(tenantId && { tenantId }), ...(claims !== undefined && { claims }) };
}
