import { t } from '@vscode/l10n';
import { looksLikeSecret } from '../../src/registration/secretChecks.ts';
import { arrange, h } from '../dom.ts';
import { createField, type FieldView } from './field.ts';
import { fieldsOf, problemsIn, stepsIn } from './model.ts';
import { createPaste } from './paste.ts';
import type { StepView } from './stepView.ts';
import type { Field, Step } from './steps.ts';
import type { Wizard } from './wizard.ts';

/** The fields of a step, the rarely changed ones in a group that is closed at first. */
export function createFieldsStep(step: Step, wizard: Wizard): StepView {
  const views = new Map<string, { readonly shape: string; readonly view: FieldView }>();
  const usual = h('div', { class: 'fields' });
  const advanced = h('div', { class: 'fields' });
  const more = h('details', {}, h('summary', {}, t('More settings')), advanced);
  const paste = step === 'where' && stepsIn(wizard.model).includes('type') ? createPaste(wizard) : undefined;
  more.open = wizard.model.opened.has(step);
  more.addEventListener('toggle', () => wizard.open(step, more.open));

  const nothing = h('p', { class: 'quiet' }, t('There is nothing to fill in here.'));

  /** What holds a secret is taken apart, wherever it is pasted, and stands in no field. */
  function takePasted(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const own = event.target instanceof Element && paste?.element.contains(event.target) === true;
    if (own || wizard.model.look?.form.pastable !== true || !looksLikeSecret(text)) return;
    event.preventDefault();
    event.stopPropagation();
    wizard.paste(text);
  }
  if (paste) usual.addEventListener('paste', takePasted, true);

  function viewOf(field: Field): FieldView {
    // What it means may change while somebody types into it.
    const shape = JSON.stringify({ ...field, help: '' });
    const known = views.get(field.id);
    if (known?.shape === shape) return known.view;
    const view = createField(field, wizard);
    views.set(field.id, { shape, view });
    return view;
  }

  return {
    element: h('div', { class: 'fields' }, ...(paste ? [paste.element] : []), usual, more),
    show() {
      const { model } = wizard;
      const fields = fieldsOf(model, step);
      const shown = fields.map((field) => ({ field, view: viewOf(field) }));
      const elements = (wanted: boolean) =>
        shown.filter(({ field }) => field.advanced === wanted).map(({ view }) => view.element);
      arrange(usual, model.look && fields.length === 0 ? [nothing] : elements(false));
      arrange(advanced, elements(true));
      for (const { field, view } of shown) view.show(field.help);
      more.hidden = !fields.some((field) => field.advanced);
      const doubted = problemsIn(model).map(({ field }) => field);
      if (fields.some((field) => field.advanced && doubted.includes(field.id))) more.open = true;
      if (paste) {
        paste.element.hidden = model.look?.form.pastable !== true;
        paste.show();
      }
    },
    focusField(id) {
      if (id === 'paste' && paste) {
        paste.focus();
        return true;
      }
      const field = fieldsOf(wizard.model, step).find((one) => one.id === id);
      if (!field) return false;
      if (field.advanced) more.open = true;
      viewOf(field).focus();
      return true;
    },
  };
}
