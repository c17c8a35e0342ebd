import { indentOf } from './lines.ts';
import type { Part } from './tree.ts';

/** How often something is written. */
export type Counts = ReadonlyMap<string, number>;

/** The quotes of strings; three of them hold prose and do not count. */
export function countQuotes({ strings }: Part, code: string): Counts {
  const counts = new Map<string, number>();
  for (const { from, to } of strings) {
    const last = code[to - 1] ?? '';
    if (to - from > 5 && code[to - 2] === last && code[to - 3] === last) continue;
    if (last === "'" || last === '"') counts.set(last, (counts.get(last) ?? 0) + 1);
  }
  return counts;
}

/** What blocks are indented by, more than what they belong to. */
export function countIndents({ bodies }: Part, code: string): Counts {
  const counts = new Map<string, number>();
  for (const body of bodies) {
    const inside = body.children.find(({ name }) => name !== ':');
    if (!inside || !body.parent) continue;
    const outer = indentOf(code, body.parent.from);
    const inner = indentOf(code, inside.from);
    if (inner === outer || !inner.startsWith(outer)) continue;
    const indent = inner.slice(outer.length);
    counts.set(indent, (counts.get(indent) ?? 0) + 1);
  }
  return counts;
}

/** What is counted most often in all of them; of equals, what comes first in the alphabet. */
export function mostOf(all: readonly Counts[]): string | undefined {
  const sum = new Map<string, number>();
  for (const counts of all) for (const [key, count] of counts) sum.set(key, (sum.get(key) ?? 0) + count);
  return [...sum].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}
