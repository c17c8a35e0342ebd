import type { Memento } from 'vscode';
import type { AzureMl } from '../azureml/index.ts';
import type { LanguageServices } from '../codelens/services.ts';
import type { SignInWish } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { DatastoreTree } from '../tree/index.ts';
import type { TransferList } from '../transfers/list.ts';
import type { RegisterPanel } from '../webviews/register/panel.ts';

/** What commands work with. */
export interface Services {
  /** Azure Machine Learning as the session sees it; `unauthenticated` while nobody is signed in. */
  readonly azure: () => Promise<AzureMl>;
  /** Asks the user to sign in, with the choice of an account or as `wish` says. */
  signIn(wish?: SignInWish): Promise<void>;
  readonly tree: DatastoreTree;
  readonly transfers: TransferList;
  /** What reads code; loads when it is first needed. */
  readonly language: () => Promise<LanguageServices>;
  /** The editor tab in which datastores are registered. */
  readonly wizard: RegisterPanel;
  readonly log: Log;
  showLog(): void;
  /** The extension's. */
  readonly version: string;
  /** Remembers destinations over windows. */
  readonly memory: Memento;
}
