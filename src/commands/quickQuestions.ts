import { t } from '@vscode/l10n';
import { datastoreKinds } from '../datastores/index.ts';
import { answersForType } from '../registration/answers.ts';
import { askMany, askPick } from '../ui/quickForm.ts';
import { verbatim } from './pick.ts';
import {
  fieldsOf,
  frame,
  isOption,
  more,
  optionsQuestion,
  saidOf,
  workspaceQuestion,
  type QuickState,
} from './quickState.ts';

type Asked = Promise<'back' | undefined>;

export async function askWorkspace(state: QuickState): Asked {
  const { registration, host } = state;
  const choices = host.workspaces.map(({ id, name, location, subscription }) => ({
    ...{ value: id, label: verbatim(name), description: `${location} · ${subscription}` },
  }));
  const value = registration.workspace().id;
  const answer = await askPick({
    ...frame(state, workspaceQuestion, t('In which workspace?')),
    ...{ value, choices },
  });
  if (answer === 'back') return answer;
  const workspace = host.workspaces.find(({ id }) => id === answer.value);
  if (workspace && workspace.id !== value) registration.moveTo(workspace);
  return undefined;
}

/** A type, or a text that says which: an address or a connection string. */
export async function askType(state: QuickState): Asked {
  const choices = datastoreKinds.map((kind) => ({
    ...{ value: kind.type, label: kind.label() },
    ...(kind.note && { detail: kind.note() }),
  }));
  const prompt = t('What is to be registered? Or paste an address, a SAS URL or a connection string.');
  for (;;) {
    const answer = await askPick({
      ...frame(state, 'type', prompt),
      ...{ value: state.answers['type'] ?? '', choices, said: saidOf(state, 'paste') },
      // It may hold a secret, which is not to be read on the screen.
      typed: (text) => (/[:=]/.test(text) ? `$(clippy) ${t('Use what was pasted')}` : undefined),
    });
    if (answer === 'back') return answer;
    if (datastoreKinds.some(({ type }) => type === answer.value)) {
      state.answers = answersForType(state.answers, answer.value);
      return undefined;
    }
    const pasted = state.registration.secrets.paste(answer.value, state.answers);
    if (pasted.ok) {
      state.answers = pasted.value;
      return undefined;
    }
    state.refused = pasted.problems;
  }
}

export async function askOptions(state: QuickState): Asked {
  const fields = fieldsOf(state);
  const flags = fields.filter(isOption);
  const moreChoice = {
    ...{ value: more, label: t('Ask for the rarely changed settings, too') },
    picked: state.answers[more] === 'true',
  };
  const answer = await askMany({
    ...frame(state, optionsQuestion, t('Options: choose any, or none')),
    choices: [
      ...flags.map(({ id, label, help }) => ({
        ...{ value: id, label, detail: saidOf(state, id)?.message ?? help },
        picked: state.answers[id] === 'true',
      })),
      ...(fields.some(({ advanced }) => advanced) ? [moreChoice] : []),
    ],
  });
  if (answer === 'back') return answer;
  const ids = [...flags.map(({ id }) => id), more];
  const chosen = ids.map((id) => [id, answer.values.includes(id) ? 'true' : ''] as const);
  state.answers = { ...state.answers, ...Object.fromEntries(chosen) };
  return undefined;
}
