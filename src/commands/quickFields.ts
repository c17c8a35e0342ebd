import { t } from '@vscode/l10n';
import { secretField, suggestedName, type Answers } from '../registration/answers.ts';
import type { FormField } from '../registration/form.ts';
import { stoppable } from '../ui/progress.ts';
import { askPick, askText, type Said } from '../ui/quickForm.ts';
import { showMessage } from '../ui/report.ts';
import { verbatim } from './pick.ts';
import { frame, saidOf, type QuickState } from './quickState.ts';

type Asked = Promise<'back' | undefined>;

/** Asks for one field in the way that fits it. */
export function askField(state: QuickState, field: FormField): Asked {
  if (field.kind === 'secret') return askSecret(state, field);
  if (field.kind === 'file') return askCertificate(state, field);
  if (field.kind === 'choice' || field.kind === 'flag') return askChoice(state, field);
  if (field.id === 'name') return askName(state, field);
  return field.picks ? askFromList(state, field) : askTyped(state, field);
}

function common(state: QuickState, { id, label, hint, preset, required }: FormField) {
  const prompt = [label, ...(required ? [] : [t('(optional)')]), ...(hint === '' ? [] : [`– ${hint}`])].join(
    ' ',
  );
  const value = state.answers[id] ?? '';
  return { ...frame(state, id, prompt), value: value || preset, said: saidOf(state, id) };
}

const checkOf =
  ({ registration, answers }: QuickState, { id, step }: FormField) =>
  (text: string): Said | undefined =>
    registration.problems({ ...answers, [id]: text }, step).find(({ field }) => field === id);

async function askChoice(state: QuickState, field: FormField): Asked {
  const yesOrNo = [
    { value: 'true', label: t('Yes') },
    { value: 'false', label: t('No') },
  ];
  const choices = field.kind === 'flag' ? yesOrNo : field.choices;
  const answer = await askPick({ ...common(state, field), choices });
  if (answer === 'back') return answer;
  state.answers = { ...state.answers, [field.id]: answer.value };
  return undefined;
}

/** From a list that is loading, or typed. */
async function askFromList(state: QuickState, field: FormField): Asked {
  const { registration } = state;
  const fills = new Map<string, Answers>();
  const stop = new AbortController();
  const listed = registration.picks(field.id, state.answers, stop.signal).then((found) => {
    if (!found.ok) throw new Error(found.problems[0]?.message ?? '');
    for (const pick of found.value) fills.set(pick.value, pick.fills);
    const choices = found.value.map(({ value, label = value, detail }) => ({
      ...{ value, label: verbatim(label), description: detail },
    }));
    return field.required ? choices : [...choices, { value: '', label: t('Leave it empty') }];
  });
  try {
    const answer = await askPick({
      ...common(state, field),
      choices: listed,
      typed: (text) => t('Use “{0}”', verbatim(text)),
      check: checkOf(state, field),
    });
    if (answer === 'back') return answer;
    state.answers = { ...state.answers, [field.id]: answer.value, ...fills.get(answer.value) };
    return undefined;
  } finally {
    stop.abort();
  }
}

async function askTyped(state: QuickState, field: FormField): Asked {
  const answer = await askText({ ...common(state, field), check: checkOf(state, field) });
  if (answer === 'back') return answer;
  state.answers = { ...state.answers, [field.id]: answer.text.trim() };
  return undefined;
}

/** One that is taken can be replaced, where the type's calls can do that. */
async function askName(state: QuickState, field: FormField): Asked {
  const { registration } = state;
  for (;;) {
    const given = common(state, field);
    const value = given.value || suggestedName(state.answers);
    const answer = await askText({ ...given, value, check: checkOf(state, field) });
    if (answer === 'back') return answer;
    state.answers = { ...state.answers, name: answer.text.trim(), overwrite: '' };
    const taken = await stoppable(t('Looking whether the name is free'), (signal) =>
      registration.checkName(state.answers, signal),
    );
    if (!taken) continue;
    const [problem] = taken;
    if (problem?.severity !== 'error') return undefined;
    state.refused = taken;
    if (!registration.form(state.answers).fields.some(({ id }) => id === 'overwrite')) continue;
    const instead = await askPick({
      ...frame(state, field.id, t('Another name, or this one?')),
      ...{ value: 'another', said: problem },
      choices: [
        { value: 'another', label: t('Choose Another Name') },
        { value: 'replace', label: t('Replace It'), detail: t('You see what changes before it does.') },
      ],
    });
    if (instead === 'back' || instead.value === 'another') continue;
    state.answers = { ...state.answers, overwrite: 'true' };
    return undefined;
  }
}

async function askSecret(state: QuickState, { label }: FormField): Asked {
  const { secrets } = state.registration;
  const stands = secrets.state(state.answers);
  const empty = {
    kept: t('Leave it empty to keep the registered one.'),
    held: t('Leave it empty to keep the one you gave.'),
    missing: '',
  }[stands];
  const missing: Said = { severity: 'error', message: t('{0} is missing.', label) };
  const answer = await askText({
    ...frame(state, secretField, [label, empty].filter(Boolean).join('. ')),
    ...{ value: '', password: true, said: saidOf(state, secretField) },
    check: (text) => {
      if (text.trim() !== '') return secrets.doubts(text, state.answers)[0];
      return stands === 'missing' ? missing : undefined;
    },
  });
  if (answer === 'back') return answer;
  const [doubt] = answer.text.trim() === '' ? [] : secrets.give(answer.text, state.answers);
  // The box is gone: what is to be known of the secret must not go with it.
  if (doubt) void showMessage('warning', doubt.message);
  return undefined;
}

async function askCertificate(state: QuickState, field: FormField): Asked {
  const { secrets } = state.registration;
  for (;;) {
    const has = secrets.state(state.answers) !== 'missing';
    const answer = await askPick({
      ...frame(state, secretField, field.label),
      ...{ value: has ? 'keep' : 'choose', said: saidOf(state, secretField) },
      choices: [
        ...(has ? [{ value: 'keep', label: t('Keep the certificate') }] : []),
        { value: 'choose', label: `$(file) ${t('Choose File…')}` },
      ],
    });
    if (answer === 'back') return answer;
    if (answer.value === 'keep') return undefined;
    const content = await state.host.chooseCertificate();
    const taken = content && secrets.giveCertificate(content, state.answers);
    if (taken?.ok) {
      state.answers = taken.value;
      return undefined;
    }
    state.refused = taken?.problems ?? [];
  }
}
