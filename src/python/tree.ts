import type { SyntaxNode, SyntaxNodeRef, Tree, TreeCursor } from '@lezer/common';
import type { Span } from './python.ts';

/** A node of the syntax tree, by the names of `@lezer/python`'s grammar. */
export interface Node extends Span {
  readonly name: string;
  readonly parent: Node | undefined;
  readonly children: readonly Node[];
}

interface OpenNode extends Node {
  children: readonly Node[];
}

/** Most nodes are leaves: they share this one. */
const none: Node[] = [];

/** What is asked of all nodes of a part, wherever they stand. */
export interface Part {
  /** Those of `String`, `FormatString` and `ContinuedString` that are no part of a greater one. */
  readonly strings: readonly Node[];
  readonly bodies: readonly Node[];
  readonly names: ReadonlySet<string>;
  /** Whether the parser could read all of it; else what it makes of it depends on what stands around it. */
  readonly isRead: boolean;
}

export interface Syntax extends Part {
  readonly root: Node;
  /** Copies what is below a node that was left out at first: perhaps it is known already. */
  fill(node: Node): Part;
}

/** What is nested deeper is taken as if it stood here, so that whoever walks the tree may do so by recursion. */
const deepest = 300;

/** Copies the parser's tree: it is walked more than once, and its own nodes are made anew by each walk. */
export function syntaxOf(tree: Tree, code: string): Syntax {
  const root: OpenNode = { name: 'Script', from: 0, to: code.length, parent: undefined, children: none };
  return {
    ...copy(tree.cursor(), root, code, isLeftOut),
    root,
    fill(empty) {
      const { name, from } = empty;
      let node: SyntaxNode | null = tree.resolve(from, 1);
      while (node && (node.name !== name || node.from !== from)) node = node.parent;
      if (!node) return { strings: [], bodies: [], names: new Set(), isRead: false };
      const filled = copy(node.cursor(), empty, code, () => false);
      return name === 'Body' ? { ...filled, bodies: [empty, ...filled.bodies] } : filled;
    },
  };
}

function isLeftOut(node: Node): boolean {
  const { name, parent } = node;
  return name === 'Body' ? parent !== undefined && isOutermost(parent) : isPlainStatement(node);
}

/** Whether it is a statement of the module that holds no others: most of a script, or of a notebook. */
export function isPlainStatement({ name, parent }: Node): boolean {
  return (name === 'AssignStatement' || name === 'ExpressionStatement') && parent?.name === 'Script';
}

/** Whether it is a function of the module, or a method of one of its classes; in no other block. */
export function isOutermost(node: Node): boolean {
  if (node.name !== 'FunctionDefinition') return false;
  const holder = holderOf(node);
  const owner = holder?.name === 'Body' ? holder.parent : undefined;
  return (
    holder?.name === 'Script' || (owner?.name === 'ClassDefinition' && holderOf(owner)?.name === 'Script')
  );
}

/** What a definition stands in, with or without decorators. */
function holderOf({ parent }: Node): Node | undefined {
  return parent?.name === 'DecoratedStatement' ? parent.parent : parent;
}

/** Gives `top` copies of all that is below the node that a cursor stands at. */
function copy(cursor: TreeCursor, top: OpenNode, code: string, leaveOut: (node: Node) => boolean): Part {
  const strings: Node[] = [];
  const bodies: Node[] = [];
  const names = new Set<string>();
  const open: OpenNode[] = [top];
  let isRead = true;
  let depth = 0;
  const leave = () => {
    depth -= 1;
  };
  const enter = ({ name, from, to }: SyntaxNodeRef) => {
    depth += 1;
    if (depth === 1 || name === 'Comment') return true;
    const parent = open[Math.min(depth - 2, deepest)] ?? top;
    const node: OpenNode = { name, from, to, parent, children: none };
    if (parent.children === none) parent.children = [node];
    else (parent.children as Node[]).push(node);
    if (depth - 1 <= deepest) open[depth - 1] = node;
    if (name === '⚠') isRead = false;
    else if (name === 'VariableName') names.add(code.slice(from, to));
    else if (leaveOut(node)) {
      leave();
      return false;
    } else if (name === 'Body') bodies.push(node);
    else if (isString(node) && parent.name !== 'ContinuedString') strings.push(node);
    return true;
  };
  cursor.iterate(enter, leave);
  return { strings, bodies, names, isRead };
}

export function isString({ name }: Node): boolean {
  return name === 'String' || name === 'FormatString' || name === 'ContinuedString';
}

/** Of the parser's own tree, which is asked where its copy has left something out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
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
