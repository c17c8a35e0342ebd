import { lineEnd } from './lines.ts';
import type { Slot, Span } from './python.ts';
import type { Node } from './tree.ts';

export interface Literal {
  readonly content: Span;
  readonly value: string;
  readonly quote: string;
  readonly raw: boolean;
  readonly bytes: boolean;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  ...{ '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\n': '' },
};
const hexEscapes: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads one `String`. */
export function literalOf(code: string, { from, to }: Span): Literal {
  let start = from;
  while (code[start] !== '"' && code[start] !== "'" && start < to) start += 1;
  const prefix = code.slice(from, start).toLowerCase();
  const one = code.slice(start, start + 1);
  const quote = start + 3 <= to && code.startsWith(one.repeat(3), start) ? one.repeat(3) : one;
  const begin = Math.min(start + quote.length, to);
  const closed = to - quote.length >= begin && code.slice(to - quote.length, to) === quote;
  const end = closed ? to - quote.length : Math.min(to, lineEnd(code, begin));
  const raw = prefix.includes('r');
  const bytes = prefix.includes('b');
  return {
    content: { from: begin, to: end },
    value: decode(code.slice(begin, end), { raw, bytes }),
    quote,
    raw,
    bytes,
  };
}

interface Reading {
  readonly raw: boolean;
  readonly bytes?: boolean;
}

/** The content of a literal as Python reads it. A character by its Unicode name stays as it is written. */
export function decode(content: string, reading: Reading): string {
  let value = '';
  for (let at = 0; at < content.length;) {
    const [length, text] = unitAt(content, at, reading);
    value += text;
    at += length;
  }
  return value;
}

/** Where an offset of the file that lies in a slot's content lies in the slot's value. */
export function valueOffset(file: string, { content, raw }: Slot, offset: number): number {
  const text = file.slice(content.from, content.to);
  const wanted = offset - content.from;
  let inValue = 0;
  for (let at = 0; at < text.length;) {
    const [length, decoded] = unitAt(text, at, { raw });
    if (at + length > wanted) return inValue + Math.min(Math.max(wanted - at, 0), decoded.length);
    inValue += decoded.length;
    at += length;
  }
  return inValue;
}

/** How many units of the content stand for one piece of the value, and the piece. */
function unitAt(content: string, at: number, { raw, bytes = false }: Reading): [number, string] {
  const char = content[at] ?? '';
  if (char === '\r') return [content[at + 1] === '\n' ? 2 : 1, '\n'];
  if (char !== '\\' || raw) return [1, char];
  const next = content[at + 1] ?? '';
  if (next === '\r') return [content[at + 2] === '\n' ? 3 : 2, ''];
  const simple = simpleEscapes[next];
  if (simple !== undefined) return [2, simple];
  const octal = digitsAt(content, at + 1, 3, '01234567');
  if (octal !== '') return [1 + octal.length, String.fromCharCode(parseInt(octal, 8))];
  const wanted = bytes && next !== 'x' ? undefined : hexEscapes[next];
  const hex = wanted === undefined ? '' : digitsAt(content, at + 2, wanted, '0123456789abcdefABCDEF');
  const point = parseInt(hex, 16);
  if (hex === '' || hex.length !== wanted || point > 0x10ffff) return [1, char];
  return [2 + hex.length, String.fromCodePoint(point)];
}

function digitsAt(content: string, at: number, most: number, digits: string): string {
  let end = at;
  while (end < at + most && end < content.length && digits.includes(content[end] ?? '')) end += 1;
  return content.slice(at, end);
}

/** The value of a literal that is wholly written out in one piece. */
export function wholeLiteral(code: string, node: Node | undefined): Literal | undefined {
  if (node?.name !== 'String') return undefined;
  const literal = literalOf(code, node);
  return literal.bytes ? undefined : literal;
}
