import type { SyntaxNode, Tree } from '@lezer/common';
import type { Code } from './code.ts';
import { indentOf, lineEnd, lineStart, skipSpace } from './lines.ts';
import type { Span, Statement } from './python.ts';
import { childrenOf } from './tree.ts';

interface Source {
  readonly text: string;
  readonly code: Code;
  readonly tree: Tree;
  /** One level. */
  readonly indent: string;
}

/** A statement of the code; of a head, with its block. */
interface Found extends Span {
  readonly body?: SyntaxNode;
}

/** The innermost statement that the line of an offset of the file is a part of. */
export function statementAt({ text, code, tree, indent }: Source, offset: number): Statement | undefined {
  const start = skipSpace(text, lineStart(text, offset));
  const line = { from: code.fromFile(start), to: code.fromFile(lineEnd(text, start)) };
  const found = statementIn(code.text, tree.topNode, line) ?? unread(code.text, line);
  if (!found) return undefined;
  const { from, to, body } = found;
  const own = indentOf(code.text, from);
  return {
    span: { from: code.toFile(from), to: code.toFile(to) },
    indent: own,
    ...(body && { inner: innerOf(code.text, body, own) ?? own + indent }),
  };
}

function statementIn(code: string, parent: SyntaxNode, line: Span): Found | undefined {
  for (let node = parent.childAfter(line.from); node && node.from <= line.to; node = node.nextSibling) {
    const found = isStatement(node) ? partOf(code, node, line) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** What of a statement stands on the line: the whole of a simple one. */
function partOf(code: string, node: SyntaxNode, line: Span): Found | undefined {
  const whole = { from: node.from, to: trimmedEnd(code, node) };
  if (whole.to <= line.from) return undefined;
  const clauses = clausesOf(node);
  if (clauses.length === 0) return whole;
  for (const { from, body } of clauses) {
    const headEnd = lineEnd(code, body.from);
    if (line.from > headEnd) {
      const found = line.from < body.to && statementIn(code, body, line);
      if (found) return found;
    } else if (from <= line.to) {
      const first = firstIn(body);
      if (!first || first.from > headEnd) return { from, to: headEnd, body };
      return { ...whole, from: node.name === 'MatchStatement' ? node.from : from };
    }
  }
  // No code may stand between a `match` and its first case.
  const cases = node.getChild('MatchBody');
  return cases && line.from <= lineEnd(code, cases.from) ? whole : undefined;
}

interface Clause {
  /** Of the first one, with decorators. */
  readonly from: number;
  readonly body: SyntaxNode;
}

/** The parts of a block that have a body each. */
function clausesOf(node: SyntaxNode): Clause[] {
  const clauses: Clause[] = [];
  let from: number | undefined = node.from;
  for (const child of childrenOf(node)) {
    if (child.name === 'Comment') continue;
    from ??= child.from;
    if (child.name === 'Body') {
      clauses.push({ from, body: child });
      from = undefined;
    } else if (node.name === 'DecoratedStatement') {
      clauses.push(...clausesOf(child).map(({ body }) => ({ from: node.from, body })));
    } else if (child.name === 'MatchBody') clauses.push(...childrenOf(child).flatMap(clausesOf));
  }
  return clauses;
}

function isStatement({ name }: SyntaxNode): boolean {
  return name.endsWith('Statement') || name.endsWith('Definition') || name === 'StatementGroup';
}

function firstIn(body: SyntaxNode): SyntaxNode | undefined {
  return childrenOf(body).find(isStatement);
}

/** A line that the parser makes nothing of. */
function unread(code: string, { from, to }: Span): Found | undefined {
  const end = trimmedEnd(code, { from, to });
  return end > from && code[from] !== '#' ? { from, to: end } : undefined;
}

function trimmedEnd(code: string, { from, to }: Span): number {
  let end = to;
  while (end > from && (code[end - 1] ?? '').trim() === '') end -= 1;
  return end;
}

function innerOf(code: string, body: SyntaxNode, own: string): string | undefined {
  const first = firstIn(body);
  const inner = first && indentOf(code, first.from);
  return inner !== undefined && inner !== own && inner.startsWith(own) ? inner : undefined;
}
