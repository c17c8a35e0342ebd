import {
  authentication,
  type AuthenticationGetSessionOptions,
  type AuthenticationSession,
  type AuthenticationSessionAccountInformation as Account,
  type AuthenticationWwwAuthenticateRequest,
} from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { challengeOf } from '../common/challenge.ts';
import { Failure, withFacts, type SignInWish } from '../common/failure.ts';
import type { Session } from '../common/session.ts';
import { saysWhy, signInFailure } from '../common/signInFailure.ts';
import { createCredentials, endOf, type TokenRequest } from '../common/tokens.ts';
import { requireEnvironment } from './sovereign.ts';

/** The part of a cloud that says where to sign in. */
export interface SignInPlace {
  readonly name: string;
  readonly resourceManager: string;
  readonly authenticationProvider?: string;
}

/** What VS Code's sign-in is asked for: scopes, or scopes with the claims of a `WWW-Authenticate` header. */
type Wanted = readonly string[] | AuthenticationWwwAuthenticateRequest;

/**
 * Those of `accounts` that VS Code lets this extension use. Shows nothing. Rejects with `unauthenticated` when there is
 * none, and as {@link providerOf} does.
 */
export async function sessionsOf(
  place: SignInPlace,
  accounts: readonly Account[],
): Promise<readonly Session[]> {
  const provider = providerOf(place);
  const found = await Promise.allSettled(
    accounts.map(async (account) => silently(provider, wanted(place), account)),
  );
  const usable = accounts.filter((_, index) => {
    const answer = found[index];
    return answer?.status === 'fulfilled' && answer.value !== undefined;
  });
  if (usable.length > 0) return usable.map((account) => sessionOf(provider, account));
  const refused = found.find((answer) => answer.status === 'rejected');
  throw nobody(refused?.reason);
}

/** Who is signed in through VS Code, whether or not this extension may use it. Rejects with `unauthenticated`. */
export async function accountsOf(provider: string): Promise<readonly Account[]> {
  try {
    return await authentication.getAccounts(provider);
  } catch (cause) {
    const message = t(
      'The sign-in “{0}” of VS Code does not answer. Check that it is installed and enabled, or change the setting azuremlDatastores.authentication.',
      provider,
    );
    throw new Failure('unauthenticated', message, { cause });
  }
}

/**
 * Shows VS Code's sign-in: to the tenant and with the account that `wish` names, or with the choice of an account. Rejects
 * with `cancelled` when the user leaves it, and as {@link providerOf} does.
 */
export async function askToSignIn(place: SignInPlace, wish: SignInWish): Promise<void> {
  const provider = providerOf(place);
  const account = (await accountsOf(provider)).find(({ id }) => id === wish.account);
  const scopes = wanted(place, wish.tenantId);
  const who = account ? { account } : { clearSessionPreference: true };
  try {
    await askWith();
    refusals.delete(keyOf(wish));
  } catch (cause) {
    const failure = unfinished(cause, account?.label);
    if (failure.facts.code !== undefined) refusals.set(keyOf(wish), failure);
    throw failure;
  }

  async function askWith(): Promise<void> {
    if (wish.claims === undefined) {
      // A session that is there was not good enough: only a new one can be.
      const known = account && (await silently(provider, scopes, account).catch(() => undefined));
      await ask(provider, scopes, known ? { forceNewSession: true, ...who } : { createIfNone: true, ...who });
      return;
    }
    await ask(provider, challenged(scopes, wish.claims), { createIfNone: true, ...who }).catch(
      (error: unknown) => {
        // Not every sign-in reads challenges.
        if (!/does not support/.test(String(error))) throw error as Error;
        return ask(provider, scopes, { forceNewSession: true, ...who });
      },
    );
  }
}

/** Throws `unsupported` for a cloud that VS Code cannot sign in to, `invalidInput` when it is set to sign in to another. */
export function providerOf(place: SignInPlace): string {
  const { authenticationProvider } = place;
  if (authenticationProvider === undefined) {
    throw new Failure(
      'unsupported',
      t(
        'VS Code cannot sign in to the cloud {0}. Name its sign-in as authenticationProvider in azuremlDatastores.customCloud, or set azuremlDatastores.authentication to “environment”.',
        place.name,
      ),
    );
  }
  requireEnvironment(place);
  return authenticationProvider;
}

function wanted({ resourceManager }: SignInPlace, tenantId?: string): readonly string[] {
  return inTenant([`${resourceManager}/.default`], tenantId);
}

/** VS Code takes the tenant as one more scope. */
function inTenant(scopes: readonly string[], tenantId: string | undefined): readonly string[] {
  return tenantId === undefined ? scopes : [...scopes, `VSCODE_TENANT:${tenantId}`];
}

function sessionOf(provider: string, account: Account): Session {
  const { id, label } = account;
  return {
    id,
    account: label,
    guest: true,
    credential: createCredentials(async (request) => {
      const scopes = inTenant(request.scopes, request.tenantId);
      const session = await silently(
        provider,
        request.claims === undefined ? scopes : challenged(scopes, request.claims),
        account,
      ).catch((cause: unknown) => {
        throw needed(account, request, cause);
      });
      if (!session) throw needed(account, request);
      return { token: session.accessToken, expiresOnTimestamp: endOf(session.accessToken) };
    }),
  };
}

function challenged(scopes: readonly string[], claims: string): AuthenticationWwwAuthenticateRequest {
  return { wwwAuthenticate: challengeOf(claims), fallbackScopes: scopes };
}

function silently(
  provider: string,
  what: Wanted,
  account: Account,
): Promise<AuthenticationSession | undefined> {
  return ask(provider, what, { silent: true, account });
}

async function ask(
  provider: string,
  what: Wanted,
  options: AuthenticationGetSessionOptions,
): Promise<AuthenticationSession | undefined> {
  return authentication.getSession(provider, what, options);
}

function nobody(cause?: unknown): Failure {
  const remedy = t('Run “Sign In to Azure”.');
  if (saysWhy(cause)) return signInFailure(cause, undefined, { who: t('the account'), remedy, signIn: {} });
  const message = t('You are not signed in to Azure. Run “Sign In to Azure”.');
  return new Failure('unauthenticated', message, { cause, facts: { signIn: {} } });
}

/** Says whose sign-in is needed, and to what; why there is none, where the sign-in tells. */
function needed({ id, label }: Account, { tenantId, claims }: TokenRequest, cause?: unknown): Failure {
  const signIn = { account: id, ...(tenantId === undefined ? {} : { tenantId }) };
  if (saysWhy(cause))
    return signInFailure(cause, undefined, { who: label, remedy: t('Sign in again.'), signIn });
  const before = claims === undefined ? refusals.get(keyOf(signIn)) : undefined;
  if (before) return withFacts(before, { signIn });
  const message =
    claims !== undefined
      ? t('Azure wants {0} to confirm the sign-in, for example with a second factor. Sign in again.', label)
      : tenantId === undefined
        ? t('The sign-in of {0} has ended. Run “Sign In to Azure”.', label)
        : t(
            '{0} is not signed in to the tenant {1}. Sign in to it; if it does not let you in, ask its administrators.',
            label,
            tenantId,
          );
  return new Failure('unauthenticated', message, { cause, facts: { signIn } });
}

/** What the latest sign-ins that were asked for have ended with, by {@link keyOf}: VS Code's silent ones give no reason. */
const refusals = new Map<string, Failure>();

const keyOf = ({ account, tenantId }: SignInWish): string => `${account ?? ''} ${tenantId ?? ''}`;

function unfinished(cause: unknown, label = t('the account')): Failure {
  if (saysWhy(cause)) {
    const remedy = t('Choose another account, or ask whoever looks after that tenant.');
    return signInFailure(cause, undefined, { who: label, remedy });
  }
  // Leaving the sign-in is no failure.
  if (/cancel|consent/i.test(String(cause))) return cancelled(cause);
  const message = t('The sign-in to Azure did not finish. Run “Sign In to Azure” to try again.');
  return new Failure('unauthenticated', message, { cause, facts: { signIn: {} } });
}
