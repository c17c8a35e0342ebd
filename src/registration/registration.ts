import { t } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import { databaseHosts } from '../azureml/cloud.ts';
import type { Pick } from '../azureml/neighbours.ts';
import type { Registered } from '../azureml/registrar.ts';
import type { Tested } from '../azureml/registering.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { CloudNames, DatastoreDraft } from '../datastores/datastore.ts';
import { createAccounts } from './accounts.ts';
import { answersOf, draftOf, firstAnswers, kindOf, secretField, type Answers } from './answers.ts';
import {
  formOf,
  problemsOf,
  type Form,
  type FormField,
  type Problem,
  type Purpose,
  type Step,
} from './form.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { createTry, error, errorsIn, no, warning, yes, type Tried } from './trying.ts';
import { writeDatastore, type Outcome, type Preview } from './writing.ts';

export interface RegistrationOptions {
  readonly azure: AzureMl;
  readonly workspace: Workspace;
  readonly purpose: Purpose;
  /** What is changed; absent: something new is registered. */
  readonly original?: Registered | undefined;
  /** What is answered already. */
  readonly answers?: Answers | undefined;
  readonly log: Log;
}

/** One datastore on its way to being registered: what both the wizard and the quick picks drive. */
export interface Registration {
  readonly purpose: Purpose;
  /** What is filled in from the beginning. */
  readonly first: Answers;
  readonly cloud: CloudNames;
  readonly secrets: Secrets;
  workspace(): Workspace;
  moveTo(workspace: Workspace): void;
  form(answers: Answers): Form;
  /** What can be told without asking anybody. */
  problems(answers: Answers, until: Step): readonly Problem[];
  /** Whether the name is free. What cannot be found out is no problem yet. */
  checkName(answers: Answers, signal?: AbortSignal): Promise<readonly Problem[]>;
  picks(field: string, answers: Answers, signal?: AbortSignal): Promise<Tried<readonly Pick[]>>;
  /** A sentence on what has been shown. */
  test(answers: Answers, signal?: AbortSignal): Promise<Tried<string>>;
  preview(answers: Answers, signal?: AbortSignal): Promise<Tried<Preview>>;
  /** Writes what the last preview has shown, and nothing else. */
  submit(answers: Answers, signal?: AbortSignal): Promise<Tried<Outcome>>;
}

export function createRegistration(options: RegistrationOptions): Registration {
  const { azure, purpose, original, log } = options;
  const { registering } = azure;
  const cloud: CloudNames = { ...azure.cloud, databases: databaseHosts(azure.cloud) };
  const first: Answers = {
    ...firstAnswers(options.workspace),
    ...(original ? answersOf(original.datastore) : {}),
    ...options.answers,
  };
  let place = options.workspace;
  let seen: Preview | undefined;
  const accounts = createAccounts();
  const secrets = createSecrets({
    ...{ purpose, original, cloud },
    read: (registered, signal) => registering.secretOf(place, registered, { signal }),
  });
  /** How subscriptions are called, by their ids, as far as is known. */
  const subscriptions = new Map<string, string>();
  function form(answers: Answers): Form {
    const known = formOf(answers, purpose, cloud);
    const id = answers['subscriptionId'] ?? '';
    const help = id === place.subscriptionId ? place.subscription : (subscriptions.get(id) ?? '');
    const named = (field: FormField) => (field.id === 'subscriptionId' ? { ...field, help } : field);
    return { ...known, fields: known.fields.map(named) };
  }
  const trying = createTry(form, log);
  const changes = purpose === 'edit' || purpose === 'credentials';

  function missingSecret(answers: Answers, until: Step): Problem[] {
    if (until === 'type' || until === 'where') return [];
    if (!secrets.needed(answers) || secrets.state(answers) !== 'missing') return [];
    const field = form(answers).fields.find(({ id }) => id === secretField);
    return [error(secretField, t('{0} is missing.', field?.label ?? t('The secret')))];
  }

  const problems = (answers: Answers, until: Step): readonly Problem[] => [
    ...problemsOf(answers, form(answers), cloud, until),
    ...missingSecret(answers, until),
    ...secrets.warnings(answers),
    ...accounts.problems(answers),
  ];

  async function picks(
    field: string,
    answers: Answers,
    signal?: AbortSignal,
  ): Promise<Tried<readonly Pick[]>> {
    const picker = kindOf(answers)?.fields.find(({ id }) => id === field)?.picks;
    if (!picker) return yes([]);
    const found = await trying('list', answers, () => registering.list(picker, answers, place, { signal }));
    if (found.ok) accounts.learn(found.value);
    if (found.ok && picker === 'subscriptions')
      for (const { value, label = '' } of found.value) subscriptions.set(value, label);
    return found;
  }

  /** Of an account that was typed, nothing is known before. */
  async function learnAccount(answers: Answers, signal?: AbortSignal): Promise<void> {
    const name = (answers['accountName'] ?? '').trim();
    if (name !== '' && !accounts.knows(name)) await picks('accountName', answers, signal);
  }

  async function checkName(answers: Answers, signal?: AbortSignal): Promise<readonly Problem[]> {
    const name = (answers['name'] ?? '').trim();
    const wrong = errorsIn(problems(answers, 'where')).some(({ field }) => field === 'name');
    if (changes || name === '' || wrong) return [];
    try {
      const found = await registering.find(place, name, { signal });
      return found ? [takenProblem(found, answers)] : [];
    } catch (failure) {
      if (isFailure(failure, 'cancelled')) throw failure;
      log.warn(`The name ${name} could not be looked up: ${String(failure)}`);
      return [];
    }
  }

  async function preview(answers: Answers, signal?: AbortSignal): Promise<Tried<Preview>> {
    seen = undefined;
    const wrong = errorsIn(problems(answers, 'review'));
    const draft = draftOf(answers, cloud);
    if (wrong.length > 0 || !draft) return no(...wrong);
    await learnAccount(answers, signal);
    // What is shown is what is there now, not what was there when the form was opened.
    const found = await trying('write', answers, () => registering.find(place, draft.name, { signal }));
    if (!found.ok) return found;
    if (changes && !found.value)
      return no(error('', t('“{0}” is not registered any more, so it cannot be changed.', draft.name)));
    if (found.value && !changes) {
      const taken = takenProblem(found.value, answers);
      if (taken.severity === 'error') return no(taken);
    }
    return yes((seen = found.value ? { draft, replaces: found.value } : { draft }));
  }

  return {
    ...{ purpose, first, cloud, secrets, form, problems, checkName, picks, preview },
    workspace: () => place,
    moveTo(workspace) {
      place = workspace;
      seen = undefined;
    },

    async test(answers, signal) {
      const wrong = errorsIn(problems(answers, 'credential'));
      const draft = draftOf(answers, cloud);
      if (wrong.length > 0 || !draft) return no(...wrong);
      const secret = await secrets.get(answers, signal);
      if (!secret.ok) return secret;
      const tested = await trying('test', answers, () =>
        registering.test(place, draft, secret.value, { signal }),
      );
      return tested.ok ? yes(testSentence(tested.value)) : tested;
    },

    async submit(answers, signal) {
      const shown = seen;
      if (!shown || !sameDraft(shown.draft, draftOf(answers, cloud)))
        return no(error('', t('Something has changed since the review. Look at it once more.')));
      const secret = await secrets.get(answers, signal);
      if (!secret.ok) return secret;
      seen = undefined;
      return writeDatastore(shown, secret.value, {
        ...{ azure, trying, workspace: place, answers, signal },
        asked: (option) => answers[option] === 'true' && form(answers).fields.some(({ id }) => id === option),
      });
    },
  };
}

const sameDraft = (one: DatastoreDraft, other: DatastoreDraft | undefined): boolean =>
  JSON.stringify({ ...one, kind: one.kind.type }) === JSON.stringify({ ...other, kind: other?.kind.type });

function takenProblem({ datastore: { name, kind, type } }: Registered, answers: Answers): Problem {
  const what = kind?.label() ?? type;
  const replaceable = kindOf(answers)?.options.includes('overwrite') === true;
  if (replaceable && answers['overwrite'] === 'true')
    return warning('name', t('“{0}” ({1}) will be replaced.', name, what));
  return error(
    'name',
    replaceable
      ? t(
          '“{0}” is taken ({1}). Choose another name, or choose “Replace a datastore of this name”.',
          ...[name, what],
        )
      : t('“{0}” is taken ({1}). Choose another name.', name, what),
  );
}

function testSentence(tested: Tested): string {
  if (tested.what === 'server')
    return t(
      '{0} takes connections at port {1}. The login itself was not tested: the service checks it when the datastore is registered.',
      tested.host,
      tested.port,
    );
  return tested.first === undefined
    ? t('{0} was opened with this credential. It is empty.', tested.address)
    : t('{0} was opened with this credential. Its first entry is “{1}”.', tested.address, tested.first);
}
