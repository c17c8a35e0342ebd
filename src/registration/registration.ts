import { t } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import { databaseHosts } from '../azureml/cloud.ts';
import type { Pick } from '../azureml/pickSources.ts';
import { sameRegistered, type Registered } from '../azureml/registered.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { CloudNames, DatastoreDraft } from '../datastores/datastore.ts';
import { createAccounts } from './accounts.ts';
import { answersOf, draftOf, firstAnswers, kindOf, secretField, type Answers } from './answers.ts';
import {
  formOf,
  isChange,
  type Form,
  type FormField,
  type Problem,
  type Purpose,
  type Step,
} from './form.ts';
import { problemsOf } from './formProblems.ts';
import { createSecrets, credentialOf, type Secrets } from './secrets.ts';
import { changedSince, takenProblem, testSentence, withCreation } from './sentences.ts';
import { createTry, error, errorsIn, no, yes, type Tried } from './trying.ts';
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
    // What is changed has nothing that it had not.
    ...(original ? answersOf(original.datastore) : firstAnswers(options.workspace)),
    ...options.answers,
  };
  let place = options.workspace;
  let seen: Preview | undefined;
  const accounts = createAccounts();
  const secrets = createSecrets({
    ...{ purpose, original, cloud },
    async read(registered, signal) {
      const now = await registering.find(place, registered.datastore.name, { signal });
      if (!now || !sameRegistered(now, registered)) throw changedSince(registered);
      return registering.secretOf(place, now, { signal });
    },
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
  const changes = isChange(purpose);
  /** What is changed is written as it is answered; only a credential of another type begins with its presets. */
  const draftFrom = (answers: Answers): DatastoreDraft | undefined => {
    const otherType = original?.datastore.credential.type !== credentialOf(answers);
    return draftOf(answers, cloud, { values: !changes, credential: !changes || otherType });
  };

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
    // Nothing that may be a secret goes into an address.
    const wrong = errorsIn(problemsOf(answers, form(answers), cloud, 'where'));
    const present = wrong.find(({ field: id }) => id !== field && (answers[id] ?? '').trim() !== '');
    if (present) return no(present);
    const found = await trying('list', answers, () => registering.list(picker, answers, place, { signal }));
    if (found.ok || field === 'accountName')
      accounts.learn(found.ok ? found.value : [], field === 'accountName' ? nameOf(answers) : undefined);
    if (found.ok && picker === 'subscriptions')
      for (const { value, label = '' } of found.value) subscriptions.set(value, label);
    return found;
  }

  /** Of an account that was typed, nothing is known before. */
  async function learnAccount(answers: Answers, signal?: AbortSignal): Promise<void> {
    const name = nameOf(answers);
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
    const draft = draftFrom(answers);
    if (wrong.length > 0 || !draft) return no(...wrong);
    // What is shown is what is there now, not what was there when the form was opened.
    const [looked] = await Promise.all([
      trying('write', answers, () => registering.lookUp(place, draft.name, { signal })),
      learnAccount(answers, signal),
    ]);
    if (!looked.ok) return looked;
    const { registered, unsure } = looked.value;
    if (original && changes && !(registered && sameRegistered(registered, original)))
      return no(error('', changedSince(original).message));
    const taken = registered && !changes ? takenProblem(registered, answers) : undefined;
    if (taken?.severity === 'error') return no(taken);
    const shown = { draft, ...(registered && { replaces: registered }), ...(unsure && { unsure }) };
    seen = shown;
    return yes(shown);
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
      const draft = draftFrom(answers);
      if (wrong.length > 0 || !draft) return no(...wrong);
      const secret = await secrets.get(answers, signal);
      if (!secret.ok) return secret;
      const tested = await trying('test', answers, () =>
        registering.test(place, draft, secret.value, { signal }),
      );
      return tested.ok ? yes(testSentence(tested.value)) : withCreation(tested.problems, draft, answers);
    },

    async submit(answers, signal) {
      const shown = seen;
      if (!shown || !sameDraft(shown.draft, draftFrom(answers)))
        return no(error('', t('Something has changed since the review. Look at it once more.')));
      const secret = await secrets.get(answers, signal);
      if (!secret.ok) return secret;
      const outcome = await writeDatastore(shown, secret.value, {
        ...{ azure, trying, workspace: place, answers, signal },
        asked: (option) => answers[option] === 'true' && form(answers).fields.some(({ id }) => id === option),
      });
      // What failed or was stopped can be tried again: what is there is looked at once more before it is written.
      if (outcome.ok) seen = undefined;
      return outcome;
    },
  };
}

const nameOf = (answers: Answers): string => (answers['accountName'] ?? '').trim();

const sameDraft = (one: DatastoreDraft, other: DatastoreDraft | undefined): boolean =>
  JSON.stringify({ ...one, kind: one.kind.type }) === JSON.stringify({ ...other, kind: other?.kind.type });
