import { h } from '../dom.ts';
import { describeElement, describeText, idsOf, type Control } from './control.ts';
import { valueOf } from './model.ts';
import type { Field } from './steps.ts';
import type { Wizard } from './wizard.ts';

export function createText(field: Field, wizard: Wizard): Control {
  const { id, label, required, fixed } = field;
  const element = h('vscode-text-field', {
    ...{ id: idsOf(id).control, class: 'wide', autocomplete: 'off', spellcheck: 'false' },
    ...{ placeholder: field.hint === '' ? field.preset : field.hint },
    ...{ required: required && !fixed, readonly: fixed },
  });
  element.addEventListener('input', () => wizard.answer(id, element.value));
  if (id === 'name') {
    element.addEventListener('focusin', () => wizard.enterName());
    element.addEventListener('focusout', () => wizard.leaveName());
  }
  const labelOf = (value: string) => field.choices.find((choice) => choice.value === value)?.label ?? value;
  return {
    element,
    focus: () => element.focus(),
    show(value) {
      const shown = labelOf(value);
      if (element.value !== shown) element.value = shown;
    },
    describe: ({ text, wrong }) => describeText(element, label, text, wrong),
  };
}

export function createChoice({ id, choices }: Field, wizard: Wizard): Control {
  const options = choices.map(({ value, label }) => h('vscode-option', { value }, label));
  const ids = idsOf(id);
  const element = h(
    'vscode-dropdown',
    { id: ids.control, class: 'wide', 'aria-labelledby': ids.label },
    ...options,
  );
  let shown = '';
  element.addEventListener('change', () => {
    shown = element.value;
    wizard.answer(id, shown);
  });
  return {
    element,
    focus: () => element.focus(),
    show(value) {
      if (value === shown) return;
      shown = value;
      // Before it stands on the page, it knows nothing of its options.
      if (element.isConnected) element.value = value;
      else options.find((option) => option.value === value)?.setAttribute('selected', '');
    },
    describe: ({ by, wrong }) => describeElement(element, by, wrong),
  };
}

export function createFlag(field: Field, wizard: Wizard): Control {
  const { id, label, fixed, preset } = field;
  const element = h('vscode-checkbox', { id: idsOf(id).control, readonly: fixed }, label);
  element.addEventListener('change', () => {
    const { checked } = element;
    // It also tells of what the page itself has set.
    if (checked === (valueOf(wizard.model, field) === 'true')) return;
    wizard.answer(id, checked ? 'true' : preset === 'true' ? 'false' : '');
  });
  return {
    element,
    focus: () => element.focus(),
    show(value) {
      const checked = value === 'true';
      if (element.checked !== checked) element.checked = checked;
    },
    describe: ({ by, wrong }) => describeElement(element, by, wrong),
  };
}
