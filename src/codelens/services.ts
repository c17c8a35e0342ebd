import type { LiveNames } from '../azureml/liveNames.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import type { Log } from '../common/log.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { Belongings } from './belonging.ts';
import type { Documents } from './documents.ts';

/** A place in a datastore that a user points at. */
export interface Selected {
  readonly workspace: Workspace;
  readonly datastore: Datastore;
  /** `''` for the datastore itself; a folder's ends with a slash. */
  readonly path: string;
}

/** What the language features work with. */
export interface LanguageServices {
  readonly names: LiveNames;
  readonly documents: Documents;
  readonly belongings: Belongings;
  /** What is selected in the view. */
  readonly selected: () => Selected | undefined;
  readonly log: Log;
}
