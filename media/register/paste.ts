import { t } from '@vscode/l10n';
import { button, h } from '../dom.ts';
import { describeText } from './control.ts';
import type { FieldView } from './field.ts';
import { problemsIn } from './model.ts';
import { createProblemList, isWrong, spoken } from './problems.ts';
import type { Wizard } from './wizard.ts';

/** A box that takes what somebody has copied, and keeps nothing of it: it may hold a secret. */
export function createPaste(wizard: Wizard): FieldView {
  const label = t('Paste an address, a SAS URL or a connection string');
  const help = t('It fills in what it can. A key or SAS in it is kept in memory only.');
  const input = h('vscode-text-field', {
    type: 'password',
    autocomplete: 'off',
    placeholder: t('Paste here'),
  });
  const problems = createProblemList('problems-paste');

  const send = () => {
    const text = input.value;
    input.value = '';
    wizard.paste(text);
  };
  input.addEventListener('paste', (event) => {
    event.preventDefault();
    input.value = '';
    wizard.paste(event.clipboardData?.getData('text/plain') ?? '');
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || input.value === '') return;
    event.preventDefault();
    send();
  });

  const caption = h('label', { class: 'label' }, label);
  caption.addEventListener('click', () => input.focus());
  const row = h('div', { class: 'row' }, input, button(t('Fill In'), send));
  return {
    element: h(
      'div',
      { class: 'field paste', 'data-field': 'paste' },
      ...[caption, row, h('p', { class: 'help' }, help), problems.element],
    ),
    focus: () => input.focus(),
    show() {
      const own = problemsIn(wizard.model).filter(({ field }) => field === 'paste');
      problems.show(own);
      describeText(input, label, [help, ...own.map(spoken)].join(' '), isWrong(own));
    },
  };
}
