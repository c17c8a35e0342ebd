import { authentication, type AuthenticationSession } from 'vscode';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Session } from '../common/session.ts';

/** VS Code's own Microsoft sign-in. */
export const microsoftProvider = 'microsoft';

/** Signs in through VS Code. With `ask`, shows its sign-in; otherwise rejects with `unauthenticated` when nobody is signed in. */
export async function signIn(resourceManager: string, ask: boolean): Promise<Session> {
  const scopes = [`${resourceManager}/.default`];
  const found = await get(scopes, ask);
  return {
    account: found.account.label,
    credential: (tenantId) => ({
      getToken: async (wanted) => {
        const asked = [
          ...(typeof wanted === 'string' ? [wanted] : wanted),
          ...(tenantId ? [`VSCODE_TENANT:${tenantId}`] : []),
        ];
        const session = await get(asked, false, found);
        // VS Code does not say when a token ends; it renews them itself, so ask it again before long.
        return { token: session.accessToken, expiresOnTimestamp: Date.now() + 5 * 60_000 };
      },
    }),
  };
}

async function get(
  scopes: string[],
  ask: boolean,
  known?: AuthenticationSession,
): Promise<AuthenticationSession> {
  const account = known ? { account: known.account } : {};
  const options = ask ? { createIfNone: true, ...account } : { silent: true, ...account };
  let session: AuthenticationSession | undefined;
  try {
    session = await authentication.getSession(microsoftProvider, scopes, options);
  } catch (cause) {
    throw new Failure(
      'unauthenticated',
      t('The sign-in to Azure did not finish. Run “Sign In to Azure” to try again.'),
      { cause },
    );
  }
  if (!session)
    throw new Failure('unauthenticated', t('You are not signed in to Azure. Run “Sign In to Azure”.'));
  return session;
}
