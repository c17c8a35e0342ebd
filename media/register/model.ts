import { t } from '@vscode/l10n';
import { secretDoubts } from '../../src/registration/secretChecks.ts';
import type { Done, PickChoice, Review, Start } from '../../src/webviews/register/protocol.ts';
import { stepsOf, type Answers, type Field, type Look, type Problem, type Step } from './steps.ts';

/** All that the page knows. Nothing here touches the page itself. */
export interface Model {
  readonly start: Start;
  workspace: string;
  step: Step;
  answers: Answers;
  look: Look | undefined;
  /** What actions have found, until its field is answered anew. */
  told: readonly Problem[];
  /** What the service says of the name. */
  nameProblems: readonly Problem[];
  /** Fields that have been answered here: an empty one is wrong only then, or once its step was left. */
  readonly touched: Set<string>;
  readonly attempted: Set<Step>;
  /** Steps whose rarely changed fields are shown. */
  readonly opened: Set<Step>;
  /** What picking a field's value has filled in besides. */
  readonly filled: Map<string, Answers>;
  /** The name that was suggested; `undefined` once somebody has typed one. */
  autoName: string | undefined;
  /** The secret while it is typed. It leaves this place once, for the editor, and goes nowhere else. */
  secret: string;
  review: Review | undefined;
  agreed: boolean;
  done: Done | undefined;
  /** What is under way. */
  busy: string | undefined;
  /** What an action has to say when it went well. */
  said: string;
}

/** Fields that stand on a step without being part of the form. */
const places: Readonly<Record<string, Step>> = {
  type: 'type',
  workspace: 'type',
  paste: 'where',
  agreed: 'review',
};

export function createModel(start: Start, kept?: Partial<Pick<Model, 'step' | 'answers'>>): Model {
  const steps = stepsOf[start.purpose];
  const step = kept?.step ?? start.step;
  const answers = kept?.answers ?? start.answers;
  return {
    ...{ start, answers, workspace: start.workspace },
    step: steps.includes(step) ? step : (steps[0] ?? 'review'),
    ...{ look: undefined, told: [], nameProblems: [], review: undefined, done: undefined, busy: undefined },
    ...{ touched: new Set(), attempted: new Set(), opened: new Set(), filled: new Map() },
    ...{ secret: '', agreed: false, said: '' },
    autoName: answers['name'] ? undefined : '',
  };
}

export const stepsIn = (model: Model): readonly Step[] => stepsOf[model.start.purpose];

export const fieldsOf = (model: Model, step: Step): readonly Field[] =>
  model.look?.form.fields.filter((field) => field.step === step) ?? [];

export function fieldOf(model: Model, id: string): Field | undefined {
  return model.look?.form.fields.find((field) => field.id === id);
}

/** The step on which a field stands; `undefined`: on none. */
export const stepOf = (model: Model, id: string): Step | undefined => fieldOf(model, id)?.step ?? places[id];

/** What is answered, or stands for no answer. */
export function valueOf(model: Model, { id, preset, choices, kind }: Field): string {
  const value = model.answers[id];
  const offered = kind !== 'choice' || choices.some((choice) => choice.value === value);
  return value !== undefined && value !== '' && offered ? value : kind === 'text' ? '' : preset;
}

/** Takes an answer that was typed or chosen. What picking the field's last value has filled in goes with that value. */
export function takeAnswer(model: Model, id: string, value: string): void {
  // A pick that has filled this in, too, is no longer what it was.
  const picks = [...model.filled].filter(([other, fills]) => other === id || fills[id] !== undefined);
  const filled = picks.flatMap(([, fills]) => Object.entries(fills)).filter(([other]) => other !== id);
  const gone = filled.filter(([other, text]) => model.answers[other] === text).map(([other]) => [other, '']);
  for (const [other] of picks) model.filled.delete(other);
  const over = id === 'type' ? withoutOwnMeaning(model) : model.answers;
  model.answers = { ...over, ...(Object.fromEntries(gone) as Answers), [id]: value };
  forgetProblems(model, [id]);
  model.touched.add(id);
  if (id === 'name') model.autoName = undefined;
  // What was tried and typed for another type or credential says nothing of this one.
  if (id === 'type') model.attempted.clear();
  if (id === 'credential') model.attempted.delete('credential');
  if (id === 'type' || id === 'credential') [model.secret, model.told] = ['', []];
}

/** What means something else for another type does not go over to it. */
function withoutOwnMeaning({ answers, look }: Model): Answers {
  const own = look?.form.fields.filter(({ ownMeaning }) => ownMeaning).map(({ id }) => id) ?? [];
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !own.includes(id)));
}

export function takePick(model: Model, id: string, { value, fills }: PickChoice): void {
  takeAnswer(model, id, value);
  model.answers = { ...model.answers, ...fills };
  model.filled.set(id, fills);
  forgetProblems(model, Object.keys(fills));
}

/** Takes answers that were found out together; a name that was typed stays. */
export function takeAll(model: Model, answers: Answers): void {
  const { name = '' } = model.answers;
  const changes = (id: string) => (answers[id] ?? '') !== (model.answers[id] ?? '');
  if (changes('type') || changes('credential')) model.secret = '';
  model.answers = { ...model.answers, ...answers, ...(name === '' ? {} : { name }) };
  model.filled.clear();
}

function forgetProblems(model: Model, ids: readonly string[]): void {
  model.told = model.told.filter(({ field }) => field !== '' && field !== 'paste' && !ids.includes(field));
  if (ids.includes('name')) model.nameProblems = [];
  model.said = '';
}

/** Fills in the name that may do, while nobody has typed one. Returns whether it has. */
export function suggestName(model: Model): boolean {
  const name = model.answers['name'] ?? '';
  const suggested = model.look?.suggestedName ?? '';
  if (name !== '' && name === suggested && !model.touched.has('name')) model.autoName = name;
  const field = fieldOf(model, 'name');
  if (!field || field.fixed || model.autoName !== name || suggested === name) return false;
  model.autoName = suggested;
  model.answers = { ...model.answers, name: suggested };
  forgetProblems(model, ['name']);
  return true;
}

/** What is wrong with the secret as it is typed, which the page finds out alone. */
function secretProblems(model: Model): readonly Problem[] {
  const field = model.look?.form.fields.find(({ kind }) => kind === 'secret' || kind === 'file');
  if (!model.look || !field) return [];
  if (model.secret === '' && model.look.secret === 'missing') {
    const missing = t('{0} is missing.', field.label);
    return model.attempted.has(field.step) ? [{ field: field.id, severity: 'error', message: missing }] : [];
  }
  const choice = fieldOf(model, 'credential');
  const type = choice ? valueOf(model, choice) : model.look.credential;
  const doubts = secretDoubts(type as Parameters<typeof secretDoubts>[0], model.secret, Date.now());
  return doubts.map((doubt) => ({ field: field.id, ...doubt }));
}

/** Everything that is wrong and to be shown now. */
export function problemsIn(model: Model): readonly Problem[] {
  const shown = (model.look?.problems ?? []).filter(({ field, severity }) => {
    const step = stepOf(model, field);
    // What is not answered yet is no error yet; what is to be known is told at once.
    return (
      severity === 'warning' ||
      step === undefined ||
      model.touched.has(field) ||
      model.attempted.has(step) ||
      (model.answers[field] ?? '') !== ''
    );
  });
  const all = [...model.told, ...shown, ...model.nameProblems, ...secretProblems(model)];
  return all.filter(
    ({ field, message }, index) =>
      all.findIndex((other) => other.field === field && other.message === message) === index,
  );
}

/** What belongs beside no field of the step that is shown. */
export function generalProblems(model: Model): readonly Problem[] {
  return problemsIn(model).filter(({ field }) => {
    const step = stepOf(model, field);
    return step === undefined || !stepsIn(model).includes(step);
  });
}

/** What keeps from leaving the step. */
export function errorsOn(model: Model, step: Step): readonly Problem[] {
  // Whether what has the name is replaced may be asked later.
  const asked = fieldOf(model, 'overwrite')?.step ?? step;
  const later = stepsIn(model).indexOf(asked) > stepsIn(model).indexOf(step);
  const known = later ? problemsIn({ ...model, nameProblems: [] }) : problemsIn(model);
  return known.filter(({ field, severity }) => severity === 'error' && stepOf(model, field) === step);
}
