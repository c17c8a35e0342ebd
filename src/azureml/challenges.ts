import { withFacts, type Failure } from '../common/failure.ts';
import { tenantOf } from '../common/refusals/controlTexts.ts';
import type { Via } from '../common/session.ts';
import type { WireObject } from '../datastores/datastore.ts';
import { section, text } from '../datastores/wire.ts';
import type { Asked } from './failures.ts';

/** The tenant whose tokens are taken, which `InvalidAuthenticationTokenTenant` names after the one that was tried. */
export function rightTenant(body: WireObject): string | undefined {
  const error = section(body, 'error');
  if (text(error, 'code') !== 'InvalidAuthenticationTokenTenant') return undefined;
  return tenantOf(text(error, 'message')) || undefined;
}

/** The same failure, with the sign-in that would mend it, if that is one of the editor's. */
export function mendedBySignIn(
  failure: Failure,
  asked: Pick<Asked, 'signIn'>,
  { via, claims }: { readonly via: Via; readonly claims?: string },
): Failure {
  if (failure.word !== 'unauthenticated' || !asked.signIn) return failure;
  return withFacts(failure, { signIn: { ...via, ...(claims === undefined ? {} : { claims }) } });
}
