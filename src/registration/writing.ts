import { t } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import type { Granted, WorkspaceIdentity } from '../azureml/grants.ts';
import type { Registered } from '../azureml/registered.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { Failure, isFailure } from '../common/failure.ts';
import type { Secret } from '../common/secret.ts';
import type { DatastoreDraft } from '../datastores/datastore.ts';
import type { Answers } from './answers.ts';
import { no, yes, type Tried, type Try } from './trying.ts';

/** What is about to be written. */
export interface Preview {
  readonly draft: DatastoreDraft;
  /** What has the name now and is to be replaced or changed. */
  readonly replaces?: Registered;
  /** Why it is not known whether the older service has something that would be lost. */
  readonly unsure?: Failure;
}

/** What became of it. */
export interface Outcome {
  readonly workspace: Workspace;
  readonly name: string;
  /** Whether it was registered before. */
  readonly changed: boolean;
  /** What did not come about, or is still to be done, as sentences. */
  readonly notes: readonly string[];
  /** Commands for somebody who may give the missing roles. */
  readonly commands: readonly string[];
}

export interface Writing {
  readonly azure: AzureMl;
  readonly trying: Try;
  readonly workspace: Workspace;
  readonly answers: Answers;
  readonly signal: AbortSignal | undefined;
  /** Whether an option is asked for, and the type has it. */
  readonly asked: (option: string) => boolean;
}

/** Writes a datastore and does what was to go with it: its container before, the default and the roles after. */
export async function writeDatastore(
  { draft, replaces, unsure }: Preview,
  secret: Secret | undefined,
  writing: Writing,
): Promise<Tried<Outcome>> {
  const { azure, trying, workspace, answers, signal, asked } = writing;
  const { registering } = azure;
  const call = { signal };
  const found = asked('grantAccess') ? await identityOf(writing) : undefined;
  if (found && !found.ok) return found;
  const identity = found?.value;
  const whole = identity
    ? { ...draft, values: { ...draft.values, serviceDataAccessAuthIdentity: identity.name } }
    : draft;
  if (asked('create')) {
    const made = await trying('create', answers, () =>
      registering.createRoot(workspace, whole, secret, call),
    );
    if (!made.ok) return made;
  }
  const options = { replaces, skipValidation: asked('skipValidation'), unsure: unsure !== undefined };
  let refused: unknown;
  const written = await trying('write', answers, () =>
    registering.write(workspace, whole, secret, options, call).catch((error: unknown) => {
      refused = error;
      throw error;
    }),
  );
  if (!written.ok) {
    if (!isValidation(refused) || !whole.kind.openStorage) return written;
    // The service says only that it does not fit: a look of our own says which part does not.
    const looked = await trying('test', answers, () => registering.test(workspace, whole, secret, call));
    return looked.ok ? written : no(...looked.problems);
  }
  const outcome: Outcome = {
    ...{ workspace, name: whole.name, changed: replaces !== undefined, notes: [], commands: [] },
  };
  return yes(await afterwards(outcome, whole, identity, writing));
}

/** Whether the service refuses what was to be registered, and not who asks. */
const isValidation = (failure: unknown): boolean =>
  isFailure(failure) && ['UserError', 'ValidationError'].includes(failure.facts.code ?? '');

function identityOf({
  azure,
  trying,
  workspace,
  answers,
  signal,
}: Writing): Promise<Tried<WorkspaceIdentity>> {
  return trying('grant', answers, async () => {
    const found = await azure.registering.identityOf(workspace, { signal });
    if (found) return found;
    const message = t(
      'Workspace “{0}” has no managed identity that could be given access. Give it one in the Azure portal, or register without this.',
      workspace.name,
    );
    throw new Failure('notFound', message);
  });
}

/** What has been registered stays registered, whatever becomes of the rest. */
async function afterwards(
  outcome: Outcome,
  draft: DatastoreDraft,
  identity: WorkspaceIdentity | undefined,
  { azure, workspace, signal, asked }: Writing,
): Promise<Outcome> {
  const notes: string[] = [];
  let commands: readonly string[] = [];
  try {
    if (identity) {
      const granted = await azure.registering.give(workspace, draft, identity, { signal });
      commands = granted.commands;
      notes.push(...grantNotes(granted, draft, workspace));
    }
    if (asked('setDefault')) {
      await azure.setDefault(workspace, outcome.name, { signal });
    }
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    notes.push(
      failure.word === 'cancelled'
        ? t('You stopped what was to follow; the datastore itself is registered.')
        : t('The datastore is registered, but not all that was to follow came about. {0}', failure.message),
    );
  }
  return { ...outcome, notes, commands };
}

function grantNotes(
  { given, commands, failed }: Granted,
  { kind }: DatastoreDraft,
  { name }: Workspace,
): string[] {
  return [
    ...(given.length > 0
      ? [
          t(
            'The workspace’s managed identity has these roles now: {0}. They can take some minutes to count.',
            given.join(', '),
          ),
        ]
      : []),
    ...(commands.length > 0
      ? [t('You may not give these roles. An owner of the storage can, with these commands:')]
      : []),
    ...failed.map(({ message }) => message),
    // https://learn.microsoft.com/azure/azure-sql/database/authentication-aad-configure
    ...(kind.access?.gives === 'users'
      ? [
          t(
            'Inside the database, an administrator makes the workspace a user: CREATE USER [{0}] FROM EXTERNAL PROVIDER; ALTER ROLE db_datareader ADD MEMBER [{0}];',
            name,
          ),
        ]
      : []),
  ];
}
