import { annotated } from './annotations.ts';
import { readBodyOnce, readStatementOnce } from './known.ts';
import { columnOf, lineStart } from './lines.ts';
import { type Context, notePlace, textAt, within } from './context.ts';
import { assign, eachOf, evaluate, evaluateList } from './expressions.ts';
import { readImport } from './imports.ts';
import { bind, branches, forgetAsked, openScope, outermost } from './scopes.ts';
import { noteName } from './slots.ts';
import { childOf, isOutermost, isPlainStatement, meaningful, type Node, split } from './tree.ts';
import { isThing, nameOf } from './values.ts';

/** Reads a whole file. */
export function readModule(context: Context, root: Node): void {
  for (const node of root.children) {
    const read = () => readStatement(context, node);
    if (isPlainStatement(node)) readStatementOnce(context, node, read);
    else read();
  }
  readLater(context);
}

/** Reads the bodies that have been put off, each with those that are inside it. */
function readLater(context: Context): void {
  while (context.later.length > 0) for (const read of context.later.splice(0)) read();
}

/** Reads statements in their order. Says whether the last of them leaves, so that what follows is never reached. */
function readStatements(context: Context, nodes: readonly Node[]): boolean {
  let leaves = false;
  for (const node of nodes) leaves = readStatement(context, node) || leaves;
  return leaves;
}

function readStatement(context: Context, node: Node): boolean {
  switch (node.name) {
    case 'ImportStatement':
      readImport(context, node);
      return false;
    case 'AssignStatement':
      readAssignment(context, node);
      return false;
    case 'UpdateStatement':
    case 'DeleteStatement':
      readExpressions(context, node);
      assign(
        context,
        node.name === 'DeleteStatement' ? node.children.slice(1) : node.children.slice(0, 1),
        undefined,
        node.to,
      );
      return false;
    case 'ScopeStatement':
      readScopeStatement(context, node);
      return false;
    case 'StatementGroup':
      return readStatements(context, node.children);
    case 'IfStatement':
    case 'MatchStatement':
      return readBranches(context, node);
    case 'ForStatement':
    case 'WhileStatement':
      readLoop(context, node);
      return false;
    case 'TryStatement':
      return readTry(context, node);
    case 'WithStatement':
      return readWith(context, node);
    case 'DecoratedStatement':
      for (const decorator of node.children) {
        if (decorator.name === 'Decorator') readExpressions(context, decorator);
        else readStatement(context, decorator);
      }
      return false;
    case 'FunctionDefinition':
      readFunction(context, node);
      return false;
    case 'ClassDefinition':
      readClass(context, node);
      return false;
    default:
      readExpressions(context, node);
      return ['ReturnStatement', 'RaiseStatement', 'BreakStatement', 'ContinueStatement'].includes(node.name);
  }
}

function readExpressions(context: Context, node: Node): void {
  for (const child of meaningful(node.children)) evaluate(context, child);
}

/** `a = b = c`, `a: T = b`, `a: T`. */
function readAssignment(context: Context, node: Node): void {
  const parts = split(node.children, 'AssignOp');
  const type = childOf(node, 'TypeDef');
  const targets = parts.length > 1 || type ? parts.slice(0, Math.max(1, parts.length - 1)) : [];
  const valueNodes = parts.length > 1 ? (parts.at(-1) ?? []) : [];
  const [only] = meaningful(targets[0] ?? []);
  const variable = targets[0]?.some(({ name }) => name === ',') ? undefined : nameOf(only, context.code);
  const value = evaluateList(context, valueNodes, variable);
  const declared = annotated(context, type);
  const [expression] = meaningful(valueNodes);
  const meant = isThing(value) ? value : (declared ?? value);
  if (declared && !isThing(value) && expression) notePlace(context, expression, declared, variable);
  for (const target of targets) {
    readSourceDatastore(context, target, expression);
    assign(context, target, meant, node.to);
  }
}

/** `run_config.source_directory_data_store = "…"` */
function readSourceDatastore(context: Context, target: readonly Node[], value: Node | undefined): void {
  const [member] = target;
  const property = member?.name === 'MemberExpression' ? member.children.at(-1) : undefined;
  const object = member?.children[0];
  if (property?.name !== 'PropertyName' || !object) return;
  if (textAt(context, property) !== 'source_directory_data_store') return;
  const owner = evaluate(context, object);
  if (isThing(owner) && owner.kind === 'runConfig')
    noteName(context, value, 'source_directory_data_store=', owner);
}

function readScopeStatement({ scope, code }: Context, { children }: Node): void {
  // Whoever reads this body once more must give the names once more.
  forgetAsked(scope);
  const [word] = children;
  let owner = word?.name === 'global' && scope.outer ? outermost(scope) : scope.outer;
  if (word?.name !== 'global') while (owner && owner.kind !== 'function') owner = owner.outer;
  if (!owner) return;
  for (const node of meaningful(children)) scope.lent.set(code.slice(node.from, node.to), owner);
}

function readBody(context: Context, body: Node): boolean {
  return readStatements(context, body.children);
}

function readBranches(context: Context, node: Node): boolean {
  const ways = branches(context.scope, node.from);
  const clauses = node.children.flatMap((child) => (child.name === 'MatchBody' ? child.children : [child]));
  let all = true;
  let hasElse = false;
  for (const child of clauses) {
    if (child.name === 'Body' || child.name === 'MatchClause') {
      let leaves = false;
      ways.branch(child.from, () => (leaves = readClause(context, child)));
      all &&= leaves;
    } else if (child.name === 'else') hasElse = true;
    else if (meaningful([child]).length > 0) evaluate(context, child);
  }
  ways.end(node.to, !hasElse);
  return all && hasElse;
}

function readClause(context: Context, node: Node): boolean {
  if (node.name === 'Body') return readBody(context, node);
  const body = childOf(node, 'Body');
  for (const pattern of node.children) bindPattern(context, pattern);
  return body ? readBody(context, body) : false;
}

/** What a pattern names is nothing of ours. */
function bindPattern(context: Context, node: Node): void {
  if (node.name === 'Guard') readExpressions(context, node);
  else if (node.name === 'CapturePattern' || node.name === 'AsPattern') {
    for (const { name, from, to } of node.children) {
      if (name === 'VariableName') bind(context.scope, context.code.slice(from, to), undefined, to);
    }
  }
  if (node.name !== 'Body') for (const child of node.children) bindPattern(context, child);
}

function readLoop(context: Context, node: Node): void {
  const [body, otherwise] = node.children.filter(({ name }) => name === 'Body');
  const header = node.children.slice(0, body ? node.children.indexOf(body) : undefined);
  const inside = header.findIndex(({ name }) => name === 'in');
  const each =
    node.name === 'ForStatement' && inside !== -1
      ? eachOf(evaluateList(context, header.slice(inside + 1)))
      : undefined;
  if (node.name === 'WhileStatement') for (const part of meaningful(header)) evaluate(context, part);
  if (!body) return;
  const ways = branches(context.scope, node.from);
  ways.branch(body.from, () => {
    if (node.name === 'ForStatement') {
      const start = header.findIndex(({ name }) => name === 'for');
      assign(context, header.slice(start + 1, inside === -1 ? undefined : inside), each, body.from);
    }
    readBody(context, body);
    return false;
  });
  ways.end(body.to, true);
  if (otherwise) readBody(context, otherwise);
}

function readTry(context: Context, node: Node): boolean {
  const ways = branches(context.scope, node.from);
  let clause = 'try';
  let target: Node | undefined;
  let last: Node | undefined;
  let all = true;
  for (const child of node.children) {
    if (['try', 'except', 'else', 'finally'].includes(child.name)) [clause, target] = [child.name, undefined];
    else if (child.name === 'Body') {
      const name = target;
      if (clause === 'finally') last = child;
      else {
        let leaves = false;
        const run = () => {
          if (name) assign(context, [name], undefined, child.from);
          return (leaves = readBody(context, child));
        };
        // What goes on behind `try` without a failure has what `try` gave.
        ways.branch(child.from, run, clause === 'else');
        all &&= leaves;
      }
    } else if (clause === 'except' && meaningful([child]).length > 0) {
      const previous = node.children[node.children.indexOf(child) - 1]?.name;
      if (previous === 'as') target = child;
      else evaluate(context, child);
    }
  }
  ways.end(last?.from ?? node.to, false);
  return (last ? readBody(context, last) : false) || all;
}

function readWith(context: Context, node: Node): boolean {
  const body = childOf(node, 'Body');
  const header = node.children.slice(0, body ? node.children.indexOf(body) : undefined);
  const start = header.findIndex(({ name }) => name === 'with');
  for (const part of split(header.slice(start + 1), ',')) {
    const as = part.findIndex(({ name }) => name === 'as');
    const target = as === -1 ? undefined : meaningful(part.slice(as + 1))[0];
    const value = evaluateList(context, as === -1 ? part : part.slice(0, as), nameOf(target, context.code));
    if (target) assign(context, [target], value, target.to);
  }
  return body ? readBody(context, body) : false;
}

function readFunction(context: Context, node: Node): void {
  const name = childOf(node, 'VariableName');
  const parameters = childOf(node, 'ParamList');
  const body = childOf(node, 'Body');
  const returns = annotated(context, childOf(node, 'TypeDef'));
  const column = columnOf(context.code, lineStart(context.code, node.from));
  const span = { from: body?.from ?? node.to, to: body?.to ?? node.to };
  const outer = context.scope;
  const scope = openScope('function', span, outer, column);
  for (const parameter of parameters ? split(parameters.children, ',') : []) {
    const [target, ...rest] = meaningful(parameter);
    const type = rest.find((part) => part.name === 'TypeDef');
    for (const value of rest) if (value !== type) evaluate(context, value);
    if (target?.name !== 'VariableName') continue;
    bind(scope, textAt(context, target), annotated(context, type), span.from);
  }
  if (name) bind(outer, textAt(context, name), returns && { kind: 'function', returns }, node.to);
  if (!body) return;
  const read = () => {
    within(context, scope, () => readBody(context, body));
    if (isOutermost(node)) readLater(context);
  };
  context.later.push(() => readBodyOnce(context, node, scope, read));
}

function readClass(context: Context, node: Node): void {
  const name = childOf(node, 'VariableName');
  const list = childOf(node, 'ArgList');
  const body = childOf(node, 'Body');
  if (list) readExpressions(context, list);
  const column = columnOf(context.code, lineStart(context.code, node.from));
  const scope = openScope('class', body ?? node, context.scope, column);
  if (body) within(context, scope, () => readBody(context, body));
  if (name) bind(context.scope, textAt(context, name), undefined, node.to);
}
