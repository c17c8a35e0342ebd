import { t } from '@vscode/l10n';
import { arrange, button, h, icon, setAttributes } from '../dom.ts';
import { createDone } from './done.ts';
import { createFieldsStep } from './fieldsStep.ts';
import { fieldOf, fieldsOf, generalProblems, problemsIn, stepsIn } from './model.ts';
import { createAnnouncer, createProblemList } from './problems.ts';
import { createReviewStep } from './review.ts';
import type { StepView } from './stepView.ts';
import { submitWords, titles, type Step } from './steps.ts';
import { createTypeStep } from './typeStep.ts';
import type { Wizard } from './wizard.ts';

export interface View {
  show(): void;
  focusStep(): void;
  focusField(field: string): void;
}

function createStep(step: Step, wizard: Wizard): StepView {
  switch (step) {
    case 'type':
      return createTypeStep(wizard);
    case 'where':
    case 'credential':
    case 'options':
      return createFieldsStep(step, wizard);
    case 'review':
      return createReviewStep(wizard);
  }
}

/** The steps, with the one that is shown, those that are behind and those that come. */
function createProgress(wizard: Wizard): { readonly element: HTMLElement; show(): void } {
  const steps = stepsIn(wizard.model);
  const element = h('ol', { class: 'steps', 'aria-label': t('Steps') });
  return {
    element,
    show() {
      const now = steps.indexOf(wizard.model.step);
      const items = steps.map((step, index) => {
        const mark = h('span', { class: 'number', 'aria-hidden': 'true' });
        mark.append(index < now ? icon('done') : String(index + 1));
        const done = index < now ? [h('span', { class: 'unseen' }, `, ${t('done')}`)] : [];
        const current = index === now ? 'step' : undefined;
        const state = index < now ? 'past' : index === now ? 'now' : 'coming';
        return h('li', { class: state, 'aria-current': current }, mark, titles[step](), ...done);
      });
      element.replaceChildren(...items);
    },
  };
}

/** The buttons below a step, and what is under way. */
function createFooter(wizard: Wizard): { readonly element: HTMLElement; show(): void } {
  const back = button(t('Back'), () => wizard.back());
  const next = button(t('Next'), () => wizard.next(), 'primary');
  const submit = button(t('Register'), () => wizard.register(), 'primary');
  const test = button(t('Test Connection'), () => wizard.test());
  const cancel = button(t('Cancel'), () => wizard.cancel());
  const buttons = h('div', { class: 'buttons' });
  const ring = h('vscode-progress-ring', { class: 'small' });
  const text = h('span');
  const status = h('div', { class: 'status', role: 'status' }, text);
  const well = icon('done');
  return {
    element: h('footer', {}, status, buttons),
    show() {
      const { step, look, busy, said } = wizard.model;
      const steps = stepsIn(wizard.model);
      const testable = (look?.form.testable ?? false) && (step === 'credential' || step === 'review');
      submit.textContent = submitWords(wizard.model).label;
      arrange(buttons, [
        ...(steps[0] === step ? [] : [back]),
        step === 'review' ? submit : next,
        ...(testable ? [test] : []),
        cancel,
      ]);
      // A button that is disabled loses the focus, so they only say that they wait.
      for (const one of [back, next, submit, test])
        setAttributes(one, { 'aria-disabled': busy === undefined ? undefined : 'true' });
      const line = busy ?? said;
      const before = busy !== undefined ? [ring] : said === '' ? [] : [well];
      arrange(status, [...before, text]);
      if (text.textContent !== line) text.textContent = line;
      setAttributes(ring, { role: 'presentation', 'aria-live': 'off', 'aria-hidden': 'true' });
    },
  };
}

/** Enter within a line of text goes on. */
function onEnter(element: HTMLElement, next: () => void): void {
  element.addEventListener('keydown', (event) => {
    const [target] = event.composedPath();
    if (event.key !== 'Enter' || event.defaultPrevented || !(target instanceof HTMLInputElement)) return;
    if (!['text', 'password', 'radio'].includes(target.type)) return;
    event.preventDefault();
    next();
  });
}

export function createView(root: HTMLElement, wizard: Wizard, title: string): View {
  const { model } = wizard;
  const progress = createProgress(wizard);
  const footer = createFooter(wizard);
  const heading = h('h2', { id: 'heading', class: 'heading', tabindex: '-1' });
  const general = createProblemList('problems', { tabindex: '-1' });
  const body = h('div', { class: 'body' });
  const section = h('section', { 'aria-labelledby': 'heading' }, heading, general.element, body);
  const region = h('div', { class: 'unseen', 'aria-live': 'polite' });
  const announce = createAnnouncer(region, (field) => fieldOf(model, field)?.label ?? '');
  const star = h('p', { class: 'quiet' }, t('* has to be filled in'));
  let current: { readonly step: Step; readonly view: StepView } | undefined;
  let done: HTMLElement | undefined;

  root.replaceChildren(h('h1', {}, title), progress.element, section, footer.element, region);
  onEnter(body, () => (model.step === 'review' ? undefined : wizard.next()));

  function showStep(): StepView {
    if (current?.step !== model.step) {
      current = { step: model.step, view: createStep(model.step, wizard) };
      heading.textContent = titles[model.step]();
      body.replaceChildren(current.view.element);
      body.append(star);
    }
    star.hidden = !fieldsOf(model, model.step).some(({ required, fixed }) => required && !fixed);
    return current.view;
  }

  return {
    show() {
      if (model.done) {
        done ??= createDone(model.done, wizard);
        if (!done.isConnected) root.replaceChildren(h('h1', {}, title), done);
        return;
      }
      progress.show();
      const view = showStep();
      view.show();
      footer.show();
      const told = generalProblems(model);
      general.show(told);
      section.setAttribute('aria-busy', String(model.busy !== undefined));
      announce(problemsIn(model));
    },
    focusStep: () => root.querySelector<HTMLElement>('.heading')?.focus(),
    focusField(field) {
      if (field === '' || !current?.view.focusField(field)) general.element.focus();
    },
  };
}
