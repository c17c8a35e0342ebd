import { window } from 'vscode';
import { t } from '@vscode/l10n';
import { changesOf, previewSnippets, questionOf, reviewRows } from '../registration/review.ts';
import type { Outcome, Preview } from '../registration/writing.ts';
import { stoppable } from '../ui/progress.ts';
import { askPick } from '../ui/quickForm.ts';
import { showMessage } from '../ui/report.ts';
import { showText } from '../ui/texts.ts';
import { frame, questionFor, reviewQuestion, saidOf, type QuickState } from './quickState.ts';

/** What became of it, or the question to go to. */
type Asked = Promise<Outcome | string>;

/** Shows what is about to be written, and does it when the user says so. */
export async function askReview(state: QuickState): Asked {
  const { registration, changing, answers } = state;
  const earlier = saidOf(state, '');
  const previewed = await stoppable(t('Looking at what is registered'), (signal) =>
    registration.preview(answers, signal),
  );
  if (!previewed) return 'back';
  if (!previewed.ok) return refuse(state, previewed.problems);
  const preview = previewed.value;
  const form = registration.form(answers);
  const rows = reviewRows(preview, registration.workspace().name, form, answers);
  const verb = changing ? t('Save') : preview.replaces ? t('Replace') : t('Register');
  const answer = await askPick({
    ...frame(state, reviewQuestion, t('All is answered. What now?')),
    ...{ value: 'write', said: earlier },
    choices: [
      {
        ...{ value: 'write', label: `$(check) ${verb} “${preview.draft.name}”` },
        detail: changing
          ? changesIn(state, preview)
          : rows.map(([label, value]) => `${label}: ${value}`).join(' · '),
      },
      ...(form.testable ? [{ value: 'test', label: `$(plug) ${t('Test Connection')}` }] : []),
      { value: 'texts', label: `$(code) ${t('Show It for the SDKs and the Command Line')}` },
    ],
  });
  state.refused = [];
  switch (answer === 'back' ? answer : answer.value) {
    case 'back':
      return 'back';
    case 'texts':
      await showText(preview.draft.name, textsOf(state, preview));
      return reviewQuestion;
    case 'test':
      return testNow(state);
    default:
      return writeNow(state, preview);
  }
}

function refuse(state: QuickState, problems: QuickState['refused']): string {
  state.refused = problems;
  return questionFor(state, problems[0]);
}

async function testNow(state: QuickState): Asked {
  const tested = await stoppable(t('Testing the connection'), (signal) =>
    state.registration.test(state.answers, signal),
  );
  if (!tested) return reviewQuestion;
  if (!tested.ok) return refuse(state, tested.problems);
  void showMessage('info', tested.value);
  return reviewQuestion;
}

async function writeNow(state: QuickState, preview: Preview): Asked {
  const { registration, changing, answers } = state;
  const question = questionOf(preview, changing);
  if (question !== '' && !(await agrees(state, preview, question))) return reviewQuestion;
  const { name } = preview.draft;
  const title = changing ? t('Saving “{0}”', name) : t('Registering “{0}”', name);
  const outcome = await stoppable(title, (signal) => registration.submit(answers, signal));
  if (!outcome) {
    state.host.stopped(name);
    return reviewQuestion;
  }
  return outcome.ok ? outcome.value : refuse(state, outcome.problems);
}

/** What will be different, each change in a part of its own. */
function changesIn({ registration, answers }: QuickState, preview: Preview, between = ' · '): string {
  const { secrets } = registration;
  const changes = changesOf(preview, secrets.needed(answers) && secrets.state(answers) === 'held');
  if (changes.length === 0) return preview.replaces ? t('Nothing changes.') : '';
  return changes
    .map(({ label, before, after }) => `${label}: ${before || '–'} → ${after || '–'}`)
    .join(between);
}

async function agrees(state: QuickState, preview: Preview, question: string) {
  const detail = changesIn(state, preview, '\n');
  const yes = preview.replaces ? t('Replace') : t('Register');
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

function textsOf({ registration, answers }: QuickState, preview: Preview): string {
  const shown = { form: registration.form(answers), cloud: registration.cloud, answers };
  return previewSnippets(preview, registration.workspace(), shown)
    .map(({ title, text }) => `# ${title}\n\n${text.trimEnd()}\n`)
    .join('\n\n');
}
