import { h, setAttributes } from '../dom.ts';
import { createCombobox } from './combobox.ts';
import { idsOf, type Control } from './control.ts';
import { createChoice, createFlag, createText } from './controls.ts';
import { problemsIn, valueOf } from './model.ts';
import { createProblemList, isWrong, spoken } from './problems.ts';
import { createFile, createSecret } from './secret.ts';
import type { Field, Problem } from './steps.ts';
import type { Wizard } from './wizard.ts';

export interface FieldView {
  readonly element: HTMLElement;
  focus(): void;
  /** `help`: what the field means now. */
  show(help?: string): void;
}

function controlFor(field: Field, wizard: Wizard): Control {
  switch (field.kind) {
    case 'text':
      return field.picks && !field.fixed ? createCombobox(field, wizard) : createText(field, wizard);
    case 'choice':
      return field.fixed ? createText(field, wizard) : createChoice(field, wizard);
    case 'flag':
      return createFlag(field, wizard);
    case 'secret':
      return createSecret(field, wizard);
    case 'file':
      return createFile(field, wizard);
  }
}

/** A field with its label, what it means and what is wrong with it. */
export function createField(field: Field, wizard: Wizard): FieldView {
  const ids = idsOf(field.id);
  const control = controlFor(field, wizard);
  const problems = createProblemList(ids.problems);
  const label = h('label', { id: ids.label, class: 'label', for: ids.control }, field.label);
  if (field.required && !field.fixed) label.append(h('span', { class: 'star', 'aria-hidden': 'true' }, ' *'));
  // A label within the page does not reach what the toolkit's elements are made of.
  label.addEventListener('click', () => control.focus());
  const help = h('p', { id: ids.help, class: 'help', hidden: field.help === '' }, field.help);
  const element = h('div', { class: `field ${field.kind}`, 'data-field': field.id });
  element.append(...(field.kind === 'flag' ? [] : [label]), control.element, help, problems.element);
  return {
    element,
    focus: () => control.focus(),
    show(meaning = field.help) {
      if (help.textContent !== meaning) help.textContent = meaning;
      help.hidden = meaning === '';
      const own = problemsIn(wizard.model).filter((problem: Problem) => problem.field === field.id);
      control.show(valueOf(wizard.model, field));
      problems.show(own);
      const wrong = isWrong(own);
      setAttributes(element, { 'data-wrong': wrong });
      const by = [...(meaning === '' ? [] : [ids.help]), ...(own.length > 0 ? [ids.problems] : [])].join(' ');
      control.describe({ text: [meaning, ...own.map(spoken)].filter(Boolean).join(' '), by, wrong });
    },
  };
}
