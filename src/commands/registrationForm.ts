import { env, l10n } from 'vscode';
import { t } from '@vscode/l10n';
import type { Registered } from '../azureml/registered.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { Failure } from '../common/failure.ts';
import type { Secret } from '../common/secret.ts';
import type { Settings } from '../contributions.ts';
import type { Answers } from '../registration/answers.ts';
import { isChange, type Purpose, type Step } from '../registration/form.ts';
import { createRegistration, type Registration } from '../registration/registration.ts';
import { doneMessage } from '../registration/review.ts';
import { withoutSecrets } from '../registration/secretChecks.ts';
import type { Outcome } from '../registration/writing.ts';
import { describe, showMessage } from '../ui/report.ts';
import { withLateProgress } from '../ui/progress.ts';
import { setting } from '../ui/settings.ts';
import { registerHandlers } from '../webviews/register/handlers.ts';
import { chooseCertificate } from './chooseCertificate.ts';
import { askRegistration } from './quickRegistration.ts';
import type { Services } from './services.ts';

export interface Beginning {
  readonly purpose: Purpose;
  /** Absent: the first of the view, to be changed in the form. */
  readonly workspace?: Workspace | undefined;
  readonly original?: Registered | undefined;
  readonly answers?: Answers | undefined;
  readonly secret?: Secret | undefined;
  /** An address or a connection string. */
  readonly pasted?: string | undefined;
  /** Absent: as the setting says. */
  readonly form?: Settings['registrationForm'] | undefined;
}

/** Where the answers of a form that was left wait for the next time. They hold no secret. */
const rememberedKey = 'azuremlDatastores.registration';

/** Opens the form that the setting chooses: the wizard, or quick picks. */
export async function beginRegistration(services: Services, beginning: Beginning): Promise<void> {
  const { purpose, form = setting('registrationForm') } = beginning;
  const azure = await services.azure();
  const known =
    isChange(purpose) && beginning.workspace
      ? [beginning.workspace]
      : await withLateProgress(t('Listing your workspaces'), (signal) => services.tree.workspaces(signal));
  // What is begun with something is not what was left the last time.
  const fresh = purpose === 'register' && beginning.answers === undefined && beginning.pasted === undefined;
  const left = fresh ? services.memory.get<Left>(rememberedKey) : undefined;
  const workspace = beginning.workspace ?? known.find(({ id }) => id === left?.workspace) ?? known[0];
  if (!workspace) throw noWorkspace();
  const workspaces = known.some(({ id }) => id === workspace.id) ? known : [workspace, ...known];
  const { original, answers } = beginning;
  const registration = createRegistration({
    azure,
    workspace,
    purpose,
    original,
    answers,
    log: services.log,
  });
  const begin = begun(registration, beginning);
  const host = {
    registration,
    workspaces,
    begin: left
      ? { ...begin, ...left.answers, ...(left.workspace === workspace.id ? {} : elsewhere(begin)) }
      : begin,
    step: left?.step,
    texts: bundle(),
    chooseCertificate,
    copy: async (text: string) => env.clipboard.writeText(text),
    remember: async (answers: Answers | undefined, step?: Step) =>
      services.memory.update(
        rememberedKey,
        answers && {
          ...{ workspace: registration.workspace().id, step },
          // To replace something is to be said each time.
          answers: withoutSecrets({ ...answers, overwrite: '' }),
        },
      ),
    done: (outcome: Outcome) => show(services, outcome),
    stopped: (name: string) => tellStopped(services, registration.workspace(), name),
    close: () => services.wizard.close(),
  };
  if (form === 'wizard') {
    services.wizard.open(titleOf(purpose, original), registerHandlers(host), () =>
      registration.secrets.forget(),
    );
    return;
  }
  try {
    const outcome = await askRegistration(host, titleOf(purpose, original));
    show(services, outcome);
    tell(outcome);
  } finally {
    registration.secrets.forget();
  }
}

/** What was answered and left the last time. */
interface Left {
  readonly workspace: string;
  readonly step?: Step;
  readonly answers: Answers;
}

/** Of another workspace's form, where its storage was looked for is not taken over. */
const elsewhere = ({ subscriptionId = '' }: Answers): Answers => ({ subscriptionId, resourceGroup: '' });

/** The answers that are there from the beginning, with what was pasted; its secret is held by the registration. */
function begun(registration: Registration, { pasted, secret }: Beginning): Answers {
  const { first, secrets } = registration;
  if (secret) return givenSecret(registration, secret);
  if (pasted === undefined) return first;
  const read = secrets.paste(pasted, first);
  if (read.ok) return read.value;
  throw new Failure(
    'invalidInput',
    t('What the clipboard holds cannot be registered. {0}', read.problems[0]?.message ?? ''),
  );
}

/** A secret that came with the answers is looked at like one that was typed. */
function givenSecret({ first, secrets }: Registration, secret: Secret): Answers {
  if (first['credential'] === 'certificate') {
    const taken = secrets.giveCertificate(secret, first);
    if (taken.ok) return taken.value;
    void showMessage('warning', taken.problems.map(({ message }) => message).join(' '));
  } else {
    const wrong = secrets.give(secret.reveal(), first).filter(({ severity }) => severity === 'error');
    if (wrong.length > 0) void showMessage('warning', wrong.map(({ message }) => message).join(' '));
  }
  return first;
}

/** Whoever stops a registration wants to know how far it had come. */
async function tellStopped(
  { azure, tree, log }: Services,
  workspace: Workspace,
  name: string,
): Promise<void> {
  try {
    const found = await (await azure()).registering.find(workspace, name);
    tree.refresh({ kind: 'workspace', workspace });
    void showMessage(
      'info',
      found
        ? t(
            'You stopped it. A datastore “{0}” is registered in workspace “{1}” now: look at it in the view.',
            name,
            workspace.name,
          )
        : t('You stopped it. No datastore “{0}” is registered in workspace “{1}”.', name, workspace.name),
    );
  } catch (error) {
    log.warn(describe(error));
  }
}

function titleOf(purpose: Purpose, original: Registered | undefined): string {
  const name = original?.datastore.name ?? '';
  switch (purpose) {
    case 'register':
      return t('Register Datastore');
    case 'edit':
      return t('Edit “{0}”', name);
    case 'credentials':
      return t('Update Credentials of “{0}”', name);
    case 'duplicate':
      return t('Duplicate Datastore');
  }
}

/** The tree shows it, whatever the form says; a workspace that is hidden there stays hidden. */
function show({ tree, log }: Services, { workspace, name }: Outcome): void {
  tree.revealDatastore(workspace, name).catch((error: unknown) => log.warn(describe(error)));
}

function tell({ workspace, name, changed, notes, commands }: Outcome): void {
  const message = [doneMessage(name, workspace.name, changed), ...notes].join(' ');
  const actions =
    commands.length > 0
      ? [{ title: t('Copy Commands'), run: () => env.clipboard.writeText(commands.join('\n')) }]
      : [];
  void showMessage(notes.length > 0 ? 'warning' : 'info', message, actions);
}

function bundle(): Readonly<Record<string, string>> | undefined {
  const { bundle: texts } = l10n;
  if (!texts) return undefined;
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text]));
}

function noWorkspace(): Failure {
  return new Failure(
    'notFound',
    t(
      'You see no Azure ML workspace. Check the account you signed in with, ask for the role Reader on a workspace, or add one by its address.',
    ),
  );
}
