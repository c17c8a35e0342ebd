import type { SyntaxNode } from '@lezer/common';
import { nextLine } from './lines.ts';
import { type Context, spanOf, textAt } from './context.ts';
import type { ImportedName, Sdk } from './python.ts';
import { bind } from './scopes.ts';
import { childrenOf, type Node, split } from './tree.ts';
import { sdkOf } from './values.ts';

/** What `from azureml.core import *` brings that somebody asks for. */
const publicNames: Readonly<Record<string, readonly string[]>> = {
  'azureml.core': [
    'Workspace',
    'Datastore',
    'Dataset',
    'Experiment',
    'Run',
    'ScriptRunConfig',
    'ComputeTarget',
  ],
  'azure.ai.ml': ['MLClient', 'Input', 'Output', 'command'],
};

/** Notes and binds the names of one import statement. */
export function readImport(context: Context, node: Node): void {
  for (const { module, name, as } of namesOf(context, node)) {
    const statement = spanOf(node);
    const { scope } = context;
    const inside = scope.kind === 'module' ? {} : { within: spanOf(scope.span) };
    context.imports.push({ module, ...(name !== undefined && { name }), as, statement, ...inside });
    const symbol = (path: string) => ({ kind: 'symbol', path }) as const;
    if (name === '*') {
      for (const each of publicNames[module] ?? []) bind(scope, each, symbol(`${module}.${each}`), node.to);
    } else if (name !== undefined) bind(scope, as, symbol(`${module}.${name}`), node.to);
    else if (as !== module) bind(scope, as, symbol(module), node.to);
    else {
      const [first = module] = module.split('.');
      bind(scope, first, symbol(first), node.to);
    }
  }
}

function namesOf(context: Context, node: Node): Pick<ImportedName, 'module' | 'name' | 'as'>[] {
  const { children } = node;
  const at = children.findIndex(({ name }) => name === 'import');
  if (at === -1) return [];
  const listed = children.slice(at + 1).filter(({ name }) => name !== '(' && name !== ')');
  const dotted = (nodes: readonly Node[]) => nodes.map((part) => textAt(context, part)).join('');
  const isFrom = children[0]?.name === 'from';
  const from = dotted(children.slice(1, at));
  return split(listed, ',').flatMap((part) => {
    const as = part.findIndex(({ name }) => name === 'as');
    const path = dotted(part.slice(0, as === -1 ? undefined : as).filter(isNamePart));
    const given = as === -1 ? path : dotted(part.slice(as + 1).filter(isNamePart));
    if (path === '' || given === '') return [];
    return [isFrom ? { module: from, name: path, as: given } : { module: path, as: given }];
  });
}

function isNamePart({ name }: Node): boolean {
  return name === 'VariableName' || name === '.' || name === '*';
}

export function sdksOf(imports: readonly ImportedName[]): Set<Sdk> {
  const sdks = new Set<Sdk>();
  for (const { module, name } of imports) {
    const sdk = sdkOf(name === undefined || name === '*' ? module : `${module}.${name}`);
    if (sdk) sdks.add(sdk);
  }
  return sdks;
}

/** Where a new import goes in the code from an offset on, as an offset of the code. */
export function importsEndFrom(top: SyntaxNode, code: string, start: number): number {
  let end: number | undefined;
  for (let node = top.childAfter(start); node; node = node.nextSibling) {
    if (node.name === 'Comment' || node.from < start) continue;
    const isDocstring = end === undefined && node.name === 'ExpressionStatement' && isText(node);
    if (!isDocstring && !holdsOnlyImports(node)) break;
    ({ to: end } = node);
  }
  if (end === undefined) return behindComments(code, start);
  return nextLine(code, code.slice(0, end).trimEnd().length);
}

function isText({ firstChild }: SyntaxNode): boolean {
  return firstChild?.name === 'String' && !firstChild.nextSibling;
}

function holdsOnlyImports(node: SyntaxNode): boolean {
  if (node.name === 'ImportStatement') return true;
  if (!['StatementGroup', 'TryStatement', 'IfStatement'].includes(node.name)) return false;
  const statements = childrenOf(node).flatMap((child) =>
    child.name === 'Body' ? childrenOf(child) : [child],
  );
  const within = statements.filter(({ name }) => name.endsWith('Statement'));
  return (
    within.some(holdsOnlyImports) &&
    within.every((one) => one.name === 'PassStatement' || holdsOnlyImports(one))
  );
}

/** Behind the comments that stand at an offset, without those that follow an empty line. */
function behindComments(code: string, start: number): number {
  let at = start;
  while (code[at] === '#' || (at === 0 && code[at] === '\n')) {
    const next = nextLine(code, at);
    if (next === at) break;
    at = next;
  }
  return at;
}
