import { authentication, EventEmitter, type Event } from 'vscode';
import { t } from '@vscode/l10n';
import { afterwards } from '../common/calm.ts';
import { Failure, isFailure, type SignInWish } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Session } from '../common/session.ts';
import type { connectionSettings, Settings } from '../contributions.ts';
import { setting } from './settings.ts';
import { accountsOf, askToSignIn, providerOf, sessionsOf, type SignInPlace } from './signIn.ts';
import { cloudSetting } from './sovereign.ts';

type ConnectionSettings = Pick<Settings, (typeof connectionSettings)[number]>;
type SignIn = (place: SignInPlace) => Promise<readonly Session[]>;

/** The one connection of this window, made when it is first needed. */
export interface Connection<T> {
  /** The connection; rejects while nobody is signed in, and tries anew the next time. */
  readonly get: () => Promise<T>;
  /** Asks the user to sign in, with the choice of an account or as `wish` says. Rejects with `cancelled` when the user leaves it. */
  readonly signIn: (wish?: SignInWish) => Promise<void>;
  /** Other accounts are signed in than before, or one of them to more than before: the connection is to be made anew. */
  readonly onDidChangeAccounts: Event<void>;
  /** Ends it; the next `get` makes another. */
  reset(): void;
  dispose(): void;
}

/** Changes of sign-ins that belong together come within this time, in milliseconds. */
const moment = 300;

export function createConnection<T extends object>(
  log: Log,
  connect: (settings: ConnectionSettings, signIn: SignIn) => Promise<T & { close(): void }>,
): Connection<T> {
  const accountsChanged = new EventEmitter<void>();
  let current: Promise<T & { close(): void }> | undefined;
  /** Where VS Code signs in, and who could be used there when it was last looked at. */
  let watched: { readonly place: SignInPlace; readonly usable: string } | undefined;
  let asking = 0;

  const make = (wish?: SignInWish) =>
    connect(
      {
        cloud: cloudSetting(),
        customCloud: setting('customCloud'),
        authentication: setting('authentication'),
        dataAccess: setting('dataAccess'),
      },
      async (place) => {
        if (wish) await askToSignIn(place, wish);
        // Also where nobody can be used yet: who is let in later is noticed.
        watched = { place, usable: '' };
        const sessions = await usableIn(place);
        watched = { place, usable: idsOf(sessions) };
        return sessions;
      },
    );

  function get(): Promise<T> {
    if (!current) {
      const made = make();
      current = made;
      made.catch(() => {
        if (current === made) current = undefined;
      });
    }
    return current;
  }

  function reset(): void {
    current?.then(
      (connection) => connection.close(),
      () => log.debug('The connection that ends was never made.'),
    );
    current = undefined;
    watched = undefined;
  }

  // The sign-in tells of renewed tokens too, which asking for tokens brings about: only who can be used counts, or each
  // listing would bring the next.
  async function compare(): Promise<void> {
    const before = watched;
    if (!before || asking > 0) return;
    const usable = idsOf(
      await usableIn(before.place).catch((error: unknown) => {
        if (isFailure(error, 'unauthenticated')) return []; // nobody can be used
        throw error;
      }),
    );
    if (watched !== before || usable === before.usable) return;
    watched = { ...before, usable };
    accountsChanged.fire();
  }

  const calm = afterwards(() => {
    compare().catch((error: unknown) => log.warn(String(error)));
  }, moment);
  const sessionsChanged = authentication.onDidChangeSessions(({ provider }) => {
    if (provider.id === watched?.place.authenticationProvider) calm.call();
  });

  return {
    get,
    async signIn(wish = {}) {
      const authenticate = setting('authentication');
      if (authenticate !== 'vscode') throw elsewhere(authenticate, wish);
      asking++;
      try {
        // The answer is only looked at for its failure: VS Code remembers who signed in.
        (await make(wish)).close();
      } finally {
        asking--;
        // What has changed meanwhile was not looked at, and may not be what was asked for.
        calm.call();
      }
      accountsChanged.fire();
    },
    onDidChangeAccounts: accountsChanged.event,
    reset,
    dispose() {
      calm.cancel();
      sessionsChanged.dispose();
      reset();
      accountsChanged.dispose();
    },
  };
}

const usableIn = async (place: SignInPlace): Promise<readonly Session[]> =>
  sessionsOf(place, await accountsOf(providerOf(place)));

const idsOf = (accounts: readonly { readonly id: string }[]): string =>
  accounts
    .map(({ id }) => id)
    .sort()
    .join(' ');

/** Says what to do where VS Code is not what signs in. */
function elsewhere(how: Exclude<Settings['authentication'], 'vscode'>, { tenantId }: SignInWish): Failure {
  const setting = 'azuremlDatastores.authentication';
  const command = tenantId === undefined ? 'az login' : `az login --tenant ${tenantId}`;
  const sentences = {
    azureCli: () =>
      t('The Azure CLI signs in here. Run “{0}” in a terminal, then refresh the view.', command),
    environment: () =>
      t(
        'The environment of VS Code signs in here. Change AZURE_TENANT_ID, AZURE_CLIENT_ID and its secret where VS Code is started, or the setting {0}.',
        setting,
      ),
    managedIdentity: () =>
      t(
        'The managed identity of this machine signs in here. To use an account, change the setting {0}.',
        setting,
      ),
  };
  return new Failure('unsupported', sentences[how]());
}
