import { t } from '@vscode/l10n';
import { h, icon, setAttributes } from '../dom.ts';
import { Refusal } from '../../src/webviews/channel.ts';
import type { PickChoice } from '../../src/webviews/register/protocol.ts';
import { idsOf, type Control } from './control.ts';
import { matching } from './lists.ts';
import { createOptions, type Options } from './options.ts';
import type { Field } from './steps.ts';
import type { Wizard } from './wizard.ts';

// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/examples/combobox-autocomplete-list/

interface Parts {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  readonly opener: HTMLButtonElement;
  readonly note: HTMLElement;
  readonly options: Options;
}

function createParts(field: Field): Parts {
  const ids = idsOf(field.id);
  const options = createOptions(`list-${field.id}`, field.label);
  const input = h('input', {
    ...{ id: ids.control, type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false' },
    ...{ 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': options.element.id },
    ...{ 'aria-required': field.required ? 'true' : undefined },
    placeholder: field.hint === '' ? field.preset : field.hint,
  });
  const opener = h('button', { type: 'button', class: 'opener', tabindex: '-1', 'aria-hidden': 'true' });
  opener.append(icon('down'));
  const box = h('div', { class: 'box' }, input, opener, options.element);
  const note = h('div', { id: `note-${field.id}`, class: 'note', role: 'status' });
  return { element: h('div', { class: 'combobox' }, box, note), input, opener, note, options };
}

/** A text field with a list to pick from, which is asked for when it is first needed. Anything can be typed. */
export function createCombobox(field: Field, wizard: Wizard): Control {
  const { element, input, opener, note, options } = createParts(field);
  let choices: readonly PickChoice[] | undefined;
  /** Whether the list shows only what matches: not before something is typed. */
  let narrowed = false;

  const isOpen = () => input.getAttribute('aria-expanded') === 'true';
  const say = (...said: readonly (Node | string)[]) => note.replaceChildren(...said);

  function render(): void {
    const found = matching(choices ?? [], narrowed ? input.value : '');
    options.show(found, input.value);
    if (isOpen() && choices && found.length === 0)
      say(
        choices.length === 0
          ? t('There is nothing to pick from. Type it.')
          : t('Nothing matches. It can be typed all the same.'),
      );
    else if (choices) say();
    setAttributes(options.element, { hidden: !isOpen() || found.length === 0 });
    setAttributes(input, { 'aria-activedescendant': isOpen() ? options.active()?.id : undefined });
  }

  function open(): void {
    input.setAttribute('aria-expanded', 'true');
    void load();
    render();
  }
  function close(): void {
    input.setAttribute('aria-expanded', 'false');
    options.move(undefined);
    render();
  }

  let asked: ReturnType<Wizard['choices']> | undefined;
  async function load(): Promise<void> {
    const list = wizard.choices(field.id);
    if (list === asked && choices) return;
    if (list !== asked) [asked, choices] = [list, undefined];
    const ring = h('vscode-progress-ring', { class: 'small' });
    say(ring, t('Looking for what there is …'));
    setAttributes(ring, { role: 'presentation', 'aria-live': 'off', 'aria-hidden': 'true' });
    try {
      const tried = await list;
      if (asked !== list) return;
      if (tried.ok) choices = tried.value;
      else
        say(t('{0} It can be typed all the same.', tried.problems.map(({ message }) => message).join(' ')));
    } catch (error) {
      if (asked !== list) return;
      asked = undefined;
      const stopped = !(error instanceof Refusal) || error.word === 'cancelled';
      say(stopped ? '' : t('{0} It can be typed all the same.', error.message));
    }
    render();
  }

  function pick(choice: PickChoice): void {
    input.value = choice.value;
    narrowed = false;
    close();
    wizard.pick(field.id, choice);
  }

  input.addEventListener('focus', () => void load());
  input.addEventListener('blur', close);
  input.addEventListener('click', () => isOpen() || open());
  input.addEventListener('input', () => {
    narrowed = true;
    options.move(undefined);
    wizard.answer(field.id, input.value);
    open();
  });
  input.addEventListener('keydown', (event) => {
    if (pressed(event, { isOpen, open, close, pick, options })) {
      event.preventDefault();
      render();
    }
  });
  // The list must not take the focus from the field.
  for (const part of [opener, options.element])
    part.addEventListener('mousedown', (event) => event.preventDefault());
  opener.addEventListener('click', () => {
    input.focus();
    if (isOpen()) close();
    else open();
  });
  options.element.addEventListener('click', ({ target }) => {
    const choice = target instanceof Element ? options.choiceOf(target) : undefined;
    if (choice) pick(choice);
  });

  return {
    element,
    focus: () => input.focus(),
    show(value) {
      if (input.value === value) return;
      input.value = value;
      narrowed = false;
    },
    describe({ by, wrong }) {
      const all = [by, note.id].filter(Boolean).join(' ');
      setAttributes(input, { 'aria-invalid': String(wrong), 'aria-describedby': all });
    },
  };
}

interface Keys {
  readonly isOpen: () => boolean;
  readonly open: () => void;
  readonly close: () => void;
  readonly pick: (choice: PickChoice) => void;
  readonly options: Options;
}

/** What a key does. Returns whether it did anything. */
function pressed(event: KeyboardEvent, { isOpen, open, close, pick, options }: Keys): boolean {
  const { key, altKey } = event;
  const active = options.active();
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    const down = key === 'ArrowDown';
    if (altKey && !down) close();
    else if (!isOpen() || altKey) open();
    if (!altKey) options.move(down ? 1 : -1);
    return true;
  }
  if (key === 'Enter' && isOpen() && active) {
    pick(active.choice);
    return true;
  }
  if (key === 'Escape' && isOpen()) {
    close();
    return true;
  }
  // They move within the text, and leave the list.
  if (key === 'Home' || key === 'End' || key === 'ArrowLeft' || key === 'ArrowRight') options.move(undefined);
  return false;
}
