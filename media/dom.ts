type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Creates an element. `true` is an empty attribute; `false` and `undefined` are none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : value);
  }
}

/** Puts `wanted` into `parent` in this order, and moves no element that stands where it belongs: a moved one loses the focus. */
export function arrange(parent: Element, wanted: readonly Element[]): void {
  for (const child of [...parent.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((element, index) => {
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
  });
}

const paths = {
  error:
    'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm2.1 3.2.7.7L8.7 8l2.1 2.1-.7.7L8 8.7l-2.1 2.1-.7-.7L7.3 8 5.2 5.9l.7-.7L8 7.3l2.1-2.1Z',
  warning:
    'M7.6 1h.8l6.5 13-.4.7H1.5l-.4-.7L7.6 1ZM8 2.4 2.3 13.7h11.4L8 2.4ZM7.5 6h1v4h-1V6Zm0 5h1v1.2h-1V11Z',
  info: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 1a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm-.5 5h1v4.5h-1V7Zm0-2.5h1v1.2h-1V4.5Z',
  done: 'm14.4 3.3-8.5 10-.8-.1-3.3-4.7.8-.6 3 4.2 8-9.5.8.7Z',
  down: 'm8 10 4.4-4.3.6.6L8.3 11h-.6L3 6.3l.6-.6L8 10Z',
} as const;

/** A picture that says nothing to those who do not see it. */
export function icon(name: keyof typeof paths): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  setAttributes(svg, { class: `icon ${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' });
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  setAttributes(path, { d: paths[name], 'fill-rule': 'evenodd' });
  svg.append(path);
  return svg;
}

/** A button of the toolkit. */
export function button(
  label: string,
  run: () => void,
  appearance: 'primary' | 'secondary' = 'secondary',
): HTMLElementTagNameMap['vscode-button'] {
  const created = h('vscode-button', { appearance }, label);
  created.addEventListener('click', run);
  return created;
}
