import { t } from '@vscode/l10n';
import type { Workspace } from '../../azureml/workspaces.ts';
import { isFailure } from '../../common/failure.ts';
import type { Secret } from '../../common/secret.ts';
import { datastoreKinds } from '../../datastores/index.ts';
import { kindOf, secretField, suggestedName, type Answers } from '../../registration/answers.ts';
import { isChange, steps, type Purpose, type Step } from '../../registration/form.ts';
import type { Registration } from '../../registration/registration.ts';
import { credentialOf } from '../../registration/secrets.ts';
import {
  changesOf,
  doneMessage,
  previewSnippets,
  questionOf,
  reviewRows,
} from '../../registration/review.ts';
import { error, no, yes } from '../../registration/trying.ts';
import type { Outcome, Preview } from '../../registration/writing.ts';
import type { Handlers } from '../channel.ts';
import { commandsTitle, type RegisterProtocol, type Review } from './protocol.ts';

/** What the wizard needs of the editor. */
export interface WizardHost {
  readonly registration: Registration;
  /** Those in which it may be registered, the one meant among them. */
  readonly workspaces: readonly Workspace[];
  /** What is answered from the beginning. */
  readonly begin: Answers;
  /** The step that was left the last time. */
  readonly step: Step | undefined;
  readonly texts: Readonly<Record<string, string>> | undefined;
  /** Asks for a certificate's file and reads it; `undefined`: none was chosen. */
  chooseCertificate(): Promise<Secret | undefined>;
  copy(text: string): Promise<void>;
  remember(answers: Answers | undefined, step?: Step): Promise<void>;
  /** Told once it is registered. */
  done(outcome: Outcome): void;
  /** Told when the user has stopped it halfway. */
  stopped(name: string): void;
  close(): void;
}

const firstSteps: Readonly<Record<Purpose, Step>> = {
  register: 'type',
  duplicate: 'type',
  edit: 'where',
  credentials: 'credential',
};

/** Where a secret is to be given again, no later step can be begun with. */
const earlier = (one: Step, other: Step): Step => (steps.indexOf(one) < steps.indexOf(other) ? one : other);

export function registerHandlers(host: WizardHost): Handlers<RegisterProtocol> {
  const { registration, workspaces } = host;
  const { purpose, secrets } = registration;
  const changing = isChange(purpose);
  /** Texts that can be copied, by their titles. */
  const texts = new Map<string, string>();
  let over = false;
  let shown: { readonly preview: Preview; readonly question: string } | undefined;

  const workspaceNamed = (id: string) => workspaces.find((workspace) => workspace.id === id);

  function reviewOf(preview: Preview, answers: Answers): Review {
    const { replaces } = preview;
    const workspace = registration.workspace();
    const form = registration.form(answers);
    const snippets = previewSnippets(preview, workspace, { form, cloud: registration.cloud, answers });
    for (const { title, text } of snippets) texts.set(title, text);
    const question = questionOf(preview, changing);
    shown = { preview, question };
    return {
      rows: reviewRows(preview, workspace.name, form, answers),
      changes: changesOf(preview, secrets.needed(answers) && secrets.state(answers) === 'held'),
      replaces: replaces !== undefined && !changing,
      question,
      snippets: snippets.map(({ title, text }) => ({ title, text })),
    };
  }

  return {
    start: () => ({
      purpose,
      step: host.step === undefined ? firstSteps[purpose] : earlier(host.step, 'credential'),
      ...(host.texts && { texts: host.texts }),
      workspace: registration.workspace().id,
      workspaces: workspaces.map(({ id, name, location, subscription }) => ({
        ...{ id, name, detail: `${location} · ${subscription}` },
      })),
      types: datastoreKinds
        .filter((kind) => !changing || kind === kindOf(registration.first))
        .map(({ type, label }) => ({ type, label: label() })),
      answers: host.begin,
    }),

    chooseWorkspace(id) {
      const workspace = workspaceNamed(id);
      if (workspace && !changing) registration.moveTo(workspace);
      return null;
    },

    async look({ answers, until }) {
      // What has been registered is not to be gone on with.
      if (purpose === 'register' && !over) await host.remember(answers, until);
      return {
        form: registration.form(answers),
        // Whether a secret has been typed, the page alone knows: it comes when the step is left.
        problems: registration
          .problems(answers, until)
          .filter(({ field, severity }) => field !== secretField || severity === 'warning'),
        secret: secrets.state(answers),
        credential: credentialOf(answers),
        suggestedName: suggestedName(answers),
      };
    },

    checkName: (answers, signal) => registration.checkName(answers, signal),

    async picks({ field, answers }, signal) {
      const found = await registration.picks(field, answers, signal);
      if (!found.ok) return found;
      return yes(
        found.value.map(({ value, label = value, detail, fills }) => ({ value, label, detail, fills })),
      );
    },

    paste: ({ text, answers }) => secrets.paste(text, answers),

    giveSecret: ({ text, answers }) => secrets.give(text, answers),

    async chooseCertificate(answers, signal) {
      const content = await host.chooseCertificate();
      // Whoever has left meanwhile gives none.
      return content && !signal.aborted ? secrets.giveCertificate(content, answers) : yes(null);
    },

    test: (answers, signal) => registration.test(answers, signal),

    async review(answers, signal) {
      const preview = await registration.preview(answers, signal);
      return preview.ok ? yes(reviewOf(preview.value, answers)) : preview;
    },

    async copy(title) {
      const text = texts.get(title);
      if (text !== undefined) await host.copy(text);
      return null;
    },

    async register({ answers, agreed }, signal) {
      if (shown && shown.question !== '' && !agreed)
        return no(error('', t('Say yes to the question first.')));
      const outcome = await registration.submit(answers, signal).catch((failure: unknown) => {
        if (shown && isFailure(failure, 'cancelled')) host.stopped(shown.preview.draft.name);
        throw failure;
      });
      if (!outcome.ok) return outcome;
      const { name, workspace, changed, notes, commands } = outcome.value;
      texts.set(commandsTitle, commands.join('\n'));
      secrets.forget();
      over = true;
      await host.remember(undefined);
      host.done(outcome.value);
      return yes({ notes, commands, message: doneMessage(name, workspace.name, changed) });
    },

    async close() {
      // Who cancels does not want to go on; who closes the tab may.
      over = true;
      if (purpose === 'register') await host.remember(undefined);
      host.close();
      return null;
    },
  };
}
