import { t } from '@vscode/l10n';
import { h, icon, setAttributes } from '../dom.ts';
import { describeElement } from './control.ts';
import { problemsIn } from './model.ts';
import { createProblemList, isWrong } from './problems.ts';
import type { StepView } from './stepView.ts';
import type { Wizard } from './wizard.ts';

function createWorkspaces(wizard: Wizard): HTMLElement {
  const { start, workspace } = wizard.model;
  const label = h('span', { id: 'label-workspace', class: 'label' }, t('Workspace'));
  const options = start.workspaces.map(({ id, name, detail }) =>
    h(
      'vscode-option',
      { value: id, selected: id === workspace },
      detail === '' ? name : `${name} · ${detail}`,
    ),
  );
  const dropdown = h('vscode-dropdown', { class: 'wide', 'aria-labelledby': 'label-workspace' }, ...options);
  label.addEventListener('click', () => dropdown.focus());
  dropdown.addEventListener('change', () => wizard.chooseWorkspace(dropdown.value));
  return h('div', { class: 'field', 'data-field': 'workspace' }, label, dropdown);
}

/** In which workspace, and what. */
export function createTypeStep(wizard: Wizard): StepView {
  const { start } = wizard.model;
  const problems = createProblemList('problems-type');
  const radios = start.types.map(({ type }) => {
    const radio = h('input', { type: 'radio', name: 'type', value: type });
    radio.addEventListener('change', () => wizard.answer('type', type));
    return radio;
  });
  const choices = start.types.map(({ label }, index) =>
    h('label', { class: 'type' }, radios[index] ?? '', h('span', {}, label)),
  );
  const group = h(
    'fieldset',
    { 'data-field': 'type', role: 'radiogroup', 'aria-required': 'true' },
    h('legend', { class: 'label' }, t('What to register')),
    h('div', { class: 'types' }, ...choices),
  );
  const note = h('div', { class: 'note', role: 'status' });
  const several = start.workspaces.length > 1 ? [createWorkspaces(wizard)] : [];
  return {
    element: h('div', { class: 'fields' }, ...several, group, problems.element, note),
    show() {
      const { answers, look } = wizard.model;
      for (const radio of radios) radio.checked = radio.value === answers['type'];
      const own = problemsIn(wizard.model).filter(({ field }) => field === 'type');
      problems.show(own);
      describeElement(group, own.length > 0 ? 'problems-type' : '', isWrong(own));
      const said = look?.form.note ?? '';
      setAttributes(note, { hidden: said === '' });
      if (note.textContent !== said) note.replaceChildren(icon('info'), h('span', {}, said));
    },
    focusField(field) {
      if (field !== 'type') return false;
      (radios.find(({ checked }) => checked) ?? radios[0])?.focus();
      return true;
    },
  };
}
