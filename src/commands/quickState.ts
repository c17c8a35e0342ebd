import type { Workspace } from '../azureml/workspaces.ts';
import type { Secret } from '../common/secret.ts';
import type { Answers } from '../registration/answers.ts';
import type { FormField, Problem } from '../registration/form.ts';
import type { Registration } from '../registration/registration.ts';
import type { Said } from '../ui/quickForm.ts';

export interface QuickHost {
  readonly registration: Registration;
  readonly workspaces: readonly Workspace[];
  /** What is answered from the beginning. */
  readonly begin: Answers;
  /** Told when the user has stopped it halfway. */
  stopped(name: string): void;
  chooseCertificate(): Promise<Secret | undefined>;
}

/** What has been answered in quick picks so far, and what was refused of it. */
export interface QuickState {
  readonly host: QuickHost;
  readonly registration: Registration;
  /** Whether what is registered is changed. */
  readonly changing: boolean;
  readonly title: string;
  answers: Answers;
  refused: readonly Problem[];
}

/** The questions besides those of the form's fields, and an answer that asks for the rarely changed settings, too. */
export const workspaceQuestion = '#workspace';
export const optionsQuestion = '#options';
export const reviewQuestion = '#review';
export const more = '#more';

export const fieldsOf = ({ registration, answers }: QuickState): readonly FormField[] =>
  registration.form(answers).fields.filter(({ fixed }) => !fixed);

/** Flags that are asked for together; whether to replace what has the name is asked where that is taken. */
export const isOption = ({ kind, step }: FormField): boolean => step === 'options' && kind === 'flag';
const replaces = ({ id }: FormField): boolean => id === 'overwrite';

/** The ids of the questions in their order, which follows from what has been answered. */
export function orderOf(state: QuickState): readonly string[] {
  const { registration, changing, answers, host } = state;
  const fields = fieldsOf(state);
  const idsOf = (step: FormField['step'], advanced: boolean) =>
    fields
      .filter(
        (field) => field.step === step && field.advanced === advanced && !isOption(field) && !replaces(field),
      )
      .map(({ id }) => id);
  const hasOptions = fields.some((field) => isOption(field) || field.advanced);
  return [
    ...(changing || host.workspaces.length < 2 ? [] : [workspaceQuestion]),
    ...(changing ? [] : ['type']),
    ...(registration.purpose === 'credentials' ? [] : idsOf('where', false)),
    ...idsOf('credential', false),
    ...idsOf('options', false),
    ...(hasOptions ? [optionsQuestion] : []),
    ...(answers[more] === 'true' ? [...idsOf('where', true), ...idsOf('credential', true)] : []),
    reviewQuestion,
  ];
}

/** Title and place of one question. */
export function frame(state: QuickState, id: string, prompt: string) {
  const order = orderOf(state);
  return { title: state.title, step: Math.max(0, order.indexOf(id)) + 1, totalSteps: order.length, prompt };
}

/** What was refused of a field's answer. */
export const saidOf = ({ refused }: QuickState, id: string): Said | undefined =>
  refused.find(({ field }) => field === id);

/** The question at which a problem is said; those of no field are said at the review. */
export function questionFor(state: QuickState, problem: Problem | undefined): string {
  const field = fieldsOf(state).find(({ id }) => id === problem?.field);
  if (!field) return reviewQuestion;
  if (field.advanced) state.answers = { ...state.answers, [more]: 'true' };
  if (isOption(field)) return optionsQuestion;
  return orderOf(state).includes(field.id) ? field.id : reviewQuestion;
}
