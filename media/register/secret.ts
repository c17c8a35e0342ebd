import { t } from '@vscode/l10n';
import { button, h } from '../dom.ts';
import { describeText, idsOf, type Control } from './control.ts';
import type { Field } from './steps.ts';
import type { Wizard } from './wizard.ts';

/** What stands in place of a secret that is known. */
function standing(wizard: Wizard, hint: string): string {
  switch (wizard.model.look?.secret) {
    case 'held':
      return t('kept in memory; type to replace');
    case 'kept':
      return t('stays as it is registered; type to replace');
    default:
      return hint;
  }
}

/** A secret is typed here and leaves when the step is left; then it stands here no more. */
export function createSecret({ id, label, hint }: Field, wizard: Wizard): Control {
  const input = h('vscode-text-field', {
    ...{ id: idsOf(id).control, type: 'password', autocomplete: 'off', spellcheck: 'false' },
  });
  input.addEventListener('input', () => wizard.typeSecret(input.value));
  const toggle = button(t('Show'), () => {
    const hidden = input.type === 'password';
    input.setAttribute('type', hidden ? 'text' : 'password');
    toggle.textContent = hidden ? t('Hide') : t('Show');
    toggle.setAttribute('aria-label', hidden ? t('Hide {0}', label) : t('Show {0}', label));
  });
  toggle.setAttribute('aria-label', t('Show {0}', label));
  return {
    element: h('div', { class: 'row' }, input, toggle),
    focus: () => input.focus(),
    show() {
      const { secret } = wizard.model;
      if (input.value !== secret) input.value = secret;
      input.placeholder = standing(wizard, hint);
    },
    describe({ text, wrong }) {
      const state = wizard.model.look?.secret === 'missing' ? '' : standing(wizard, '');
      describeText(input, label, [state, text].filter(Boolean).join('. '), wrong);
    },
  };
}

/** A certificate is read by the editor, never here. */
export function createFile({ id, hint }: Field, wizard: Wizard): Control {
  const ids = idsOf(id);
  const choose = button(t('Choose File …'), () => wizard.chooseFile());
  choose.id = ids.control;
  const state = h('span', { class: 'quiet' });
  return {
    element: h('div', { class: 'row' }, choose, state),
    focus: () => choose.focus(),
    show() {
      const { look } = wizard.model;
      state.textContent =
        look?.secret === 'held'
          ? t('Read, and kept in memory.')
          : look?.secret === 'kept'
            ? t('Stays as it is registered.')
            : hint;
    },
    describe({ text }) {
      const inner = choose.shadowRoot?.querySelector('button');
      const said = [state.textContent, text].filter(Boolean).join(' ');
      if (said === '') inner?.removeAttribute('aria-description');
      else inner?.setAttribute('aria-description', said);
    },
  };
}
