import { partsOf, valueOf } from './pieces.ts';
import { lineWidth } from './python.ts';
import { quoting } from './quote.ts';
import type { CodeStyle, Piece } from './snippet.ts';

/** What stands in brackets and may be spread over lines. */
export interface Brackets {
  readonly open: '(' | '[' | '{';
  readonly items: readonly Expr[];
  /** Whether the last item may have a comma behind it: not that of `a[b]`. */
  readonly comma: boolean;
}

/** Part of a Python statement. */
export type Expr = readonly (Piece | Brackets)[];
export type Item = Piece | Expr;

const isExpr = (item: Item): item is Expr => Array.isArray(item);
const exprOf = (item: Item): Expr => (isExpr(item) ? item : [item]);

export const call = (callee: string, ...args: readonly Item[]): Expr => [
  callee,
  { open: '(', items: args.map(exprOf), comma: args.length > 0 },
];
/** A tuple of at least two. */
export const tuple = (...items: readonly Item[]): Expr => call('', ...items);
export const list = (...items: readonly Item[]): Expr => [
  { open: '[', items: items.map(exprOf), comma: true },
];
export const dict = (...entries: readonly (readonly [key: Piece, value: Item])[]): Expr => [
  { open: '{', items: entries.map(([key, value]) => [key, ': ', ...exprOf(value)]), comma: true },
];
/** `of[item]` */
export const member = (of: string, item: Item): Expr => [
  of,
  { open: '[', items: [exprOf(item)], comma: false },
];
export const keyword = (name: string, value: Item): Expr => [`${name}=`, ...exprOf(value)];
/** `name = a.b.c`, where the parts follow one another. */
export const assign = (name: string, ...parts: readonly Item[]): Expr => [
  `${name} = `,
  ...parts.flatMap(exprOf),
];

const closing = { '(': ')', '[': ']', '{': '}' } as const;

/** A statement on one line where it fits, else with its last brackets spread. Tabs at its start are its level. */
export function layout(statement: Expr, style: Pick<CodeStyle, 'quote' | 'indent'>): readonly Piece[] {
  const [first] = statement;
  const level = typeof first === 'string' ? (/^\t*/.exec(first)?.[0].length ?? 0) : 0;
  const indent = style.indent.startsWith('\t') ? 4 : style.indent.length;
  const lengthOf = (pieces: readonly Piece[]): number =>
    pieces.reduce((sum, piece) => sum + lengthOfPiece(piece, style, indent), 0);
  const spread = (expr: Expr, level: number, taken: number): readonly Piece[] => {
    const flat = flatten(expr);
    const at = expr.findLastIndex((part) => isBrackets(part) && part.items.length > 0);
    const brackets = expr[at];
    if (taken + lengthOf(flat) <= lineWidth || !isBrackets(brackets)) return flat;
    const inner = `\n${'\t'.repeat(level + 1)}`;
    const comma = brackets.comma ? ',' : '';
    const items = brackets.items.flatMap((item) => [
      inner,
      ...spread(item, level + 1, (level + 1) * indent + comma.length),
      comma,
    ]);
    return [
      ...spread(expr.slice(0, at), level, taken + brackets.open.length),
      brackets.open,
      ...items,
      `\n${'\t'.repeat(level)}${closing[brackets.open]}`,
      ...flatten(expr.slice(at + 1)),
    ];
  };
  return spread(statement, level, 0);
}

const isBrackets = (part: Piece | Brackets | undefined): part is Brackets =>
  typeof part === 'object' && 'open' in part;

function lengthOfPiece(piece: Piece, { quote }: Pick<CodeStyle, 'quote'>, indent: number): number {
  if (typeof piece === 'string') return piece.replaceAll('\t', ' '.repeat(indent)).length;
  const { open, close, inside } = quoting('python', valueOf(piece), quote);
  const parts = partsOf(piece).map((part) => inside(typeof part === 'string' ? part : part.value));
  return [open, ...parts, close].join('').length;
}

function flatten(expr: Expr): readonly Piece[] {
  return expr.flatMap((part): readonly Piece[] => {
    if (!isBrackets(part)) return [part];
    const items = part.items.flatMap((item, at) => [...(at === 0 ? [] : [', ']), ...flatten(item)]);
    return [part.open, ...items, closing[part.open]];
  });
}
