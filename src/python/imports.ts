import { nextLine } from './lines.ts';
import { type Context, spanOf, textAt } from './context.ts';
import type { ImportedName, Sdk } from './python.ts';
import { bind } from './scopes.ts';
import { meaningful, type Node, split } from './tree.ts';
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

/** Where a new import goes, as an offset of the code. */
export function importsEnd(root: Node, code: string): number {
  let end: number | undefined;
  let isFirst = true;
  for (const node of root.children) {
    if (isFirst && isDocstring(node)) end = node.to;
    else if (holdsOnlyImports(node)) end = node.to;
    else break;
    isFirst = false;
  }
  if (end !== undefined) {
    const last = code.slice(0, end).trimEnd().length;
    return nextLine(code, last);
  }
  return behindComments(code);
}

function isDocstring({ name, children }: Node): boolean {
  return name === 'ExpressionStatement' && children.length === 1 && children[0]?.name === 'String';
}

function holdsOnlyImports(node: Node): boolean {
  if (node.name === 'ImportStatement') return true;
  if (!['StatementGroup', 'TryStatement', 'IfStatement'].includes(node.name)) return false;
  const statements = node.children.flatMap((child) => (child.name === 'Body' ? child.children : [child]));
  const within = meaningful(statements).filter(({ name }) => name.endsWith('Statement'));
  return (
    within.some(holdsOnlyImports) &&
    within.every((one) => one.name === 'PassStatement' || holdsOnlyImports(one))
  );
}

/** Behind the comments that a file begins with, without those that follow an empty line. */
function behindComments(code: string): number {
  let at = 0;
  while (code[at] === '#' || (at === 0 && code[at] === '\n')) {
    const next = nextLine(code, at);
    if (next === at) break;
    at = next;
  }
  return at;
}
