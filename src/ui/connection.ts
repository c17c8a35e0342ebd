import { EventEmitter, type Event } from 'vscode';
import type { Log } from '../common/log.ts';
import type { Session } from '../common/session.ts';
import type { connectionSettings, Settings } from '../contributions.ts';
import { setting } from './settings.ts';
import { signIn } from './signIn.ts';

type ConnectionSettings = Pick<Settings, (typeof connectionSettings)[number]>;
type SignIn = (resourceManager: string) => Promise<Session>;

/** The one connection of this window, made when it is first needed. */
export interface Connection<T> {
  /** The connection; rejects while nobody is signed in, and tries anew the next time. */
  readonly get: () => Promise<T>;
  /** Asks the user to sign in. */
  readonly signIn: () => Promise<void>;
  readonly onDidSignIn: Event<void>;
  /** Ends it; the next `get` makes another. */
  reset(): void;
  dispose(): void;
}

export function createConnection<T extends object>(
  log: Log,
  connect: (settings: ConnectionSettings, signIn: SignIn) => Promise<T & { close(): void }>,
): Connection<T> {
  const signedIn = new EventEmitter<void>();
  let current: Promise<T & { close(): void }> | undefined;

  const make = (ask: boolean) =>
    connect(
      {
        cloud: setting('cloud'),
        customCloud: setting('customCloud'),
        authentication: setting('authentication'),
      },
      (resourceManager) => signIn(setting('cloud'), resourceManager, ask),
    );

  function get(): Promise<T> {
    if (!current) {
      const made = make(false);
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
  }

  return {
    get,
    async signIn() {
      // The answer is only looked at for its failure: VS Code remembers who signed in.
      (await make(true)).close();
      signedIn.fire();
    },
    onDidSignIn: signedIn.event,
    reset,
    dispose() {
      reset();
      signedIn.dispose();
    },
  };
}
