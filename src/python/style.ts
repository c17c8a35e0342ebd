import { lineStart, skipSpace } from './code.ts';
import type { Syntax } from './tree.ts';

/** The quote that most strings have. */
export function quoteOf({ strings, code }: Syntax): '"' | "'" {
  let single = 0;
  let double = 0;
  for (const node of strings) {
    const last = code[node.to - 1];
    // Three of them hold prose.
    if (node.to - node.from > 5 && code[node.to - 2] === last && code[node.to - 3] === last) continue;
    if (last === "'") single += 1;
    else if (last === '"') double += 1;
  }
  return single > double ? "'" : '"';
}

/** What most blocks are indented by, more than what they belong to. */
export function indentOf({ bodies, code }: Syntax): string {
  const counts = new Map<string, number>();
  for (const body of bodies) {
    const inside = body.children.find(({ name }) => name !== ':');
    if (!inside || !body.parent) continue;
    const outer = leading(code, body.parent.from);
    const inner = leading(code, inside.from);
    if (inner === outer || !inner.startsWith(outer)) continue;
    const indent = inner.slice(outer.length);
    counts.set(indent, (counts.get(indent) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '    ';
}

function leading(code: string, offset: number): string {
  const start = lineStart(code, offset);
  return code.slice(start, skipSpace(code, start));
}
