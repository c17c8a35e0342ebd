import { authentication, type AuthenticationSession } from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { Session } from '../common/session.ts';
import type { Settings } from '../contributions.ts';

/** VS Code's own Microsoft sign-in. */
export const microsoftProvider = 'microsoft';

/** VS Code's sign-in to the Azure clouds of China and the US Government; its settings say which. */
export const sovereignProvider = 'microsoft-sovereign-cloud';

function providerOf(cloud: Settings['cloud']): string {
  switch (cloud) {
    case 'AzureCloud':
      return microsoftProvider;
    case 'AzureChinaCloud':
    case 'AzureUSGovernment':
      return sovereignProvider;
    case 'custom':
      throw new Failure(
        'unsupported',
        t(
          'VS Code cannot sign in to a cloud of your own. Set azuremlDatastores.authentication to “environment”.',
        ),
      );
  }
}

/**
 * Signs in through VS Code. With `ask`, shows its sign-in, with the choice of an account; otherwise rejects with
 * `unauthenticated` when nobody is signed in, and `unsupported` for a cloud that VS Code does not know.
 */
export async function signIn(
  cloud: Settings['cloud'],
  resourceManager: string,
  ask: boolean,
): Promise<Session> {
  const provider = providerOf(cloud);
  const scopes = [`${resourceManager}/.default`];
  const found = await get(provider, scopes, ask);
  return {
    account: found.account.label,
    credential: (tenantId) => ({
      getToken: async (wanted) => {
        const asked = [
          ...(typeof wanted === 'string' ? [wanted] : wanted),
          ...(tenantId ? [`VSCODE_TENANT:${tenantId}`] : []),
        ];
        const session = await get(provider, asked, false, found);
        // VS Code does not say when a token ends; it renews them itself, so ask it again before long.
        return { token: session.accessToken, expiresOnTimestamp: Date.now() + 5 * 60_000 };
      },
    }),
  };
}

async function get(
  provider: string,
  scopes: string[],
  ask: boolean,
  known?: AuthenticationSession,
): Promise<AuthenticationSession> {
  const account = known ? { account: known.account } : {};
  const options = ask
    ? { createIfNone: true, clearSessionPreference: true, ...account }
    : { silent: true, ...account };
  let session: AuthenticationSession | undefined;
  try {
    session = await authentication.getSession(provider, scopes, options);
  } catch (cause) {
    // Leaving the sign-in is no failure.
    if (ask && /cancel|consent/i.test(String(cause))) throw cancelled(cause);
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
