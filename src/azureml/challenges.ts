import { Failure } from '../common/failure.ts';
import type { Via } from '../common/session.ts';
import type { WireObject } from '../datastores/datastore.ts';
import { section, text } from '../datastores/wire.ts';
import type { Asked } from './failures.ts';

/** The tenant whose tokens are taken, which `InvalidAuthenticationTokenTenant` names after the one that was tried. */
export function rightTenant(body: WireObject): string | undefined {
  const error = section(body, 'error');
  if (text(error, 'code') !== 'InvalidAuthenticationTokenTenant') return undefined;
  return /must match[^]*?([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})/i.exec(text(error, 'message'))?.[1];
}

/** The claims of a challenge, as JSON: `Bearer …, error="insufficient_claims", claims="<base64>"`. */
export function claimsIn(challenge: string): string | undefined {
  const encoded = /\bclaims="([^"]+)"/i.exec(challenge)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
}

/** The same failure, with the sign-in that would mend it, if that is one of the editor's. */
export function mendedBySignIn(
  failure: Failure,
  asked: Pick<Asked, 'signIn'>,
  { via, challenge }: { readonly via: Via; readonly challenge?: string },
): Failure {
  if (failure.word !== 'unauthenticated' || !asked.signIn) return failure;
  const { word, message, cause, facts, time } = failure;
  const signIn = { ...via, ...(challenge === undefined ? {} : { challenge }), ...facts.signIn };
  return new Failure(word, message, { cause, time, facts: { ...facts, signIn } });
}
