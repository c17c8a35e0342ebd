import type { Tree } from '@lezer/common';
import type { Span } from './python.ts';

/** A node of the syntax tree, by the names of `@lezer/python`'s grammar. */
export interface Node extends Span {
  readonly name: string;
  readonly parent: Node | undefined;
  readonly children: readonly Node[];
}

interface OpenNode extends Node {
  children: Node[];
}

/** Most nodes are leaves: they share this one. */
const none: Node[] = [];

export interface Syntax {
  readonly code: string;
  readonly root: Node;
  /** Those of `String`, `FormatString` and `ContinuedString` that are no part of a greater one. */
  readonly strings: readonly Node[];
  readonly bodies: readonly Node[];
  readonly names: ReadonlySet<string>;
}

/** What is nested deeper is taken as if it stood here, so that whoever walks the tree may do so by recursion. */
const deepest = 300;

/** Copies the parser's tree: it is walked more than once, and its own nodes are made anew by each walk. */
export function syntaxOf(tree: Tree, code: string): Syntax {
  const strings: Node[] = [];
  const bodies: Node[] = [];
  const names = new Set<string>();
  const root: OpenNode = { name: 'Script', from: 0, to: code.length, parent: undefined, children: none };
  const open: OpenNode[] = [root];
  let depth = 0;
  tree.iterate({
    enter: ({ name, from, to }) => {
      depth += 1;
      if (depth === 1 || name === 'Comment') return;
      const parent = open[Math.min(depth - 2, deepest)] ?? root;
      const node: OpenNode = { name, from, to, parent, children: none };
      if (parent.children === none) parent.children = [node];
      else parent.children.push(node);
      if (depth - 1 <= deepest) open[depth - 1] = node;
      if (name === 'VariableName') names.add(code.slice(from, to));
      else if (name === 'Body') bodies.push(node);
      else if (isString(node) && parent.name !== 'ContinuedString') strings.push(node);
    },
    leave: () => {
      depth -= 1;
    },
  });
  return { code, root, strings, bodies, names };
}

export function isString({ name }: Node): boolean {
  return name === 'String' || name === 'FormatString' || name === 'ContinuedString';
}

export function childOf(node: Node, name: string): Node | undefined {
  return node.children.find((child) => child.name === name);
}

/** The children without punctuation and what the parser could not read. */
export function meaningful(nodes: readonly Node[]): Node[] {
  return nodes.filter(({ name }) => name >= 'A' && name < '[' && name !== 'AssignOp');
}

/** Parts between separators: `a, b` by `,`. An empty part at the end is left out. */
export function split(nodes: readonly Node[], separator: string): Node[][] {
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (node.name === separator) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  if (parts.at(-1)?.length === 0) parts.pop();
  return parts;
}

export interface Argument {
  readonly keyword?: string;
  /** Absent where nothing is written yet. */
  readonly value?: Node;
  /** `*args`, `**kwargs` or a comprehension: stands for no single parameter. */
  readonly spread: boolean;
  readonly nodes: readonly Node[];
}

export function argumentsOf(list: Node, code: string): Argument[] {
  return split(
    list.children.filter(({ name }) => name !== '(' && name !== ')'),
    ',',
  ).map((nodes) => {
    const [first, second] = nodes;
    const spread = nodes.some(({ name }) => name === '*' || name === '**' || name === 'for');
    if (first?.name === 'VariableName' && second?.name === 'AssignOp') {
      const value = meaningful(nodes.slice(2))[0];
      return { keyword: code.slice(first.from, first.to), ...(value && { value }), spread, nodes };
    }
    const value = meaningful(nodes)[0];
    return { ...(value && { value }), spread, nodes };
  });
}
