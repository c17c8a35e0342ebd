import { setAttributes } from '../dom.ts';

/** What somebody types into or chooses from. */
export interface Control {
  readonly element: HTMLElement;
  focus(): void;
  show(value: string): void;
  /** What is said of it beside its label. `by`: the ids of the elements that say it, for controls that can point to them. */
  describe(said: { readonly text: string; readonly by: string; readonly wrong: boolean }): void;
}

/** The ids of what belongs to a field. */
export const idsOf = (id: string) => ({
  label: `label-${id}`,
  control: `control-${id}`,
  help: `help-${id}`,
  problems: `problems-${id}`,
});

/** Says what there is to say of an element that has its role itself. */
export function describeElement(element: HTMLElement, by: string, wrong: boolean): void {
  setAttributes(element, { 'aria-describedby': by === '' ? undefined : by, 'aria-invalid': String(wrong) });
}

/**
 * Says what there is to say of a toolkit's text field. Its own input is within a shadow, where nothing can point to what stands
 * on the page.
 */
export function describeText(
  element: HTMLElementTagNameMap['vscode-text-field'],
  label: string,
  text: string,
  wrong: boolean,
): void {
  setAttributes(element, { 'aria-label': label, 'aria-invalid': String(wrong) });
  const inner = element.shadowRoot?.querySelector('input');
  if (inner) setAttributes(inner, { 'aria-description': text === '' ? undefined : text });
}
