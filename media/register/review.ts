import { t } from '@vscode/l10n';
import { button, h } from '../dom.ts';
import type { Review } from '../../src/webviews/register/protocol.ts';
import { describeElement } from './control.ts';
import { problemsIn } from './model.ts';
import { createProblemList, isWrong } from './problems.ts';
import type { StepView } from './stepView.ts';
import type { Wizard } from './wizard.ts';

/** A text in letters of one width, with a button that copies it. */
export function createCopied(title: string, text: string, copy: () => Promise<unknown>): HTMLElement {
  const said = h('span', { class: 'quiet', role: 'status' });
  const run = button(t('Copy'), () => {
    copy().then(
      () => (said.textContent = t('Copied.')),
      (error: unknown) => (said.textContent = error instanceof Error ? error.message : ''),
    );
  });
  run.setAttribute('aria-label', t('Copy {0}', title));
  // It scrolls by itself, so the keyboard has to reach it.
  const block = h('pre', { tabindex: '0', role: 'region', 'aria-label': title }, text);
  return h('section', { class: 'copied' }, h('div', { class: 'row' }, h('h3', {}, title), run, said), block);
}

function rowsOf({ rows }: Review): HTMLElement {
  const lines = rows.map(([label, value]) =>
    h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, value)),
  );
  return h('table', { 'aria-label': t('What will be registered') }, h('tbody', {}, ...lines));
}

function changesOf({ changes, replaces }: Review, purpose: string): HTMLElement[] {
  const changing = purpose === 'edit' || purpose === 'credentials';
  if (changes.length === 0) return changing ? [h('p', { class: 'quiet' }, t('Nothing changes.'))] : [];
  const head = ['', t('Now'), t('After')].map((label) =>
    label === '' ? h('td', {}) : h('th', { scope: 'col' }, label),
  );
  const lines = changes.map(({ label, before, after }) =>
    h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, before), h('td', {}, after)),
  );
  const title = replaces ? t('What is replaced') : t('What changes');
  const table = h('table', { class: 'changes', 'aria-label': title });
  table.append(h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...lines));
  return [h('h3', {}, title), table];
}

/** What will be written, and how code would write it. */
export function createReviewStep(wizard: Wizard): StepView {
  const element = h('div', { class: 'fields review' });
  const problems = createProblemList('problems-agreed');
  const question = h('vscode-checkbox', { id: 'control-agreed' });
  question.addEventListener('change', () => {
    if (question.checked !== wizard.model.agreed) wizard.agree(question.checked);
  });
  let shown: Review | undefined;

  function render(review: Review): void {
    const asked = h(
      'div',
      { class: 'field flag question', 'data-field': 'agreed' },
      question,
      problems.element,
    );
    question.textContent = review.question;
    const code = review.snippets.map(({ title, text }) =>
      createCopied(title, text, () => wizard.copy(title)),
    );
    element.replaceChildren(
      ...[
        rowsOf(review),
        ...changesOf(review, wizard.model.start.purpose),
        ...(review.question === '' ? [] : [asked]),
      ],
      ...(code.length === 0 ? [] : [h('h3', { class: 'code' }, t('The same in code')), ...code]),
    );
  }

  return {
    element,
    show() {
      const { review, agreed } = wizard.model;
      if (review && review !== shown) render(review);
      shown = review;
      if (question.checked !== agreed) question.checked = agreed;
      const own = problemsIn(wizard.model).filter(({ field }) => field === 'agreed');
      problems.show(own);
      describeElement(question, own.length > 0 ? 'problems-agreed' : '', isWrong(own));
    },
    focusField(field) {
      if (field !== 'agreed') return false;
      question.focus();
      return true;
    },
  };
}
