import { t } from '@vscode/l10n';
import { h, setAttributes } from '../dom.ts';
import type { PickChoice } from '../../src/webviews/register/protocol.ts';

/** As many as can be shown without the page becoming slow. */
const most = 200;

/** The list that a combobox opens. */
export interface Options {
  readonly element: HTMLElement;
  show(choices: readonly PickChoice[], value: string): void;
  active(): { readonly id: string; readonly choice: PickChoice } | undefined;
  /** By one, from the last to the first; `undefined`: none is active. */
  move(by: 1 | -1 | undefined): void;
  choiceOf(element: Element): PickChoice | undefined;
}

export function createOptions(id: string, label: string): Options {
  const element = h('ul', { id, role: 'listbox', class: 'list', 'aria-label': label, hidden: true });
  let shown: readonly PickChoice[] = [];
  let rows: readonly HTMLElement[] = [];
  let active: number | undefined;

  const mark = () =>
    rows.forEach((row, index) => {
      row.classList.toggle('active', index === active);
      if (index === active) row.scrollIntoView({ block: 'nearest' });
    });
  const rowOf = ({ value, label, detail }: PickChoice, index: number) =>
    h(
      'li',
      { id: `${id}-${index}`, role: 'option', 'data-value': value },
      h('span', { class: 'name' }, label),
      ...(detail === '' ? [] : [h('span', { class: 'detail' }, detail)]),
    );

  return {
    element,
    show(choices, value) {
      const visible = choices.slice(0, most);
      if (visible.length !== shown.length || visible.some((choice, index) => choice !== shown[index])) {
        [shown, active] = [visible, undefined];
        rows = visible.map(rowOf);
        const more = choices.length - visible.length;
        const rest = h(
          'li',
          { role: 'presentation', class: 'quiet' },
          t('{0} more. Type to narrow them down.', more),
        );
        element.replaceChildren(...rows, ...(more > 0 ? [rest] : []));
      }
      rows.forEach((row, index) =>
        setAttributes(row, { 'aria-selected': String(shown[index]?.value === value) }),
      );
      mark();
    },
    active() {
      const choice = active === undefined ? undefined : shown[active];
      return choice && { id: `${id}-${active ?? 0}`, choice };
    },
    move(by) {
      const count = shown.length;
      if (by === undefined || count === 0) active = undefined;
      else if (active === undefined) active = by === 1 ? 0 : count - 1;
      else active = (active + by + count) % count;
      mark();
    },
    choiceOf(inside) {
      const row = inside.closest('[role=option]');
      return row ? shown[rows.indexOf(row as HTMLElement)] : undefined;
    },
  };
}
