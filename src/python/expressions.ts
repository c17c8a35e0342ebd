import { call, noteCall } from './calls.ts';
import { type Context, notePlace, spanOf, textAt, within } from './context.ts';
import { wholeLiteral } from './literals.ts';
import { attributeAt, bind, lookUp, openScope, type Scope } from './scopes.ts';
import { meantByName } from './sdk.ts';
import { noteName } from './slots.ts';
import { meaningful, type Node, split } from './tree.ts';
import { isThing, join, nameOf, receiverOf, type Thing, type Value, wordOf } from './values.ts';

/** What an expression means, by what it is called in the file. `variable`: the name that it is given to. */
export function evaluate(context: Context, node: Node, variable?: string): Value | undefined {
  if (node.name !== 'CallExpression' && node.name !== 'MemberExpression')
    return meaningOf(context, node, variable);
  if (context.values.has(node)) return context.values.get(node);
  const value = meaningOf(context, node, variable);
  context.values.set(node, value);
  return value;
}

function meaningOf(context: Context, node: Node, variable: string | undefined): Value | undefined {
  switch (node.name) {
    case 'VariableName':
      return lookUp(context.scope, textAt(context, node), node.from);
    case 'String': {
      const literal = wholeLiteral(context.code, node);
      return literal && { kind: 'text', text: literal.value };
    }
    case 'MemberExpression':
      return member(context, node, variable);
    case 'CallExpression':
      return call(context, node, variable);
    case 'ParenthesizedExpression':
    case 'AwaitExpression':
      return all(context, meaningful(node.children), variable)[0];
    case 'TupleExpression':
    case 'ArrayExpression':
      return itemsOf(context, node);
    case 'NamedExpression':
      return walrus(context, node);
    case 'ConditionalExpression': {
      const [yes, , no] = all(context, meaningful(node.children), variable);
      return join([yes, no]);
    }
    case 'BinaryExpression': {
      const values = all(context, meaningful(node.children), variable);
      return node.children.some(({ name }) => name === 'or') ? join(values) : undefined;
    }
    case 'LambdaExpression':
      lambda(context, node);
      return undefined;
    default:
      if (node.children.some(({ name }) => name === 'for')) comprehension(context, node);
      else all(context, meaningful(node.children));
      return undefined;
  }
}

function all(context: Context, nodes: readonly Node[], variable?: string): (Value | undefined)[] {
  return nodes.map((node) => evaluate(context, node, variable));
}

/** `a, b`, with or without brackets around it. */
function itemsOf(context: Context, node: Node): Value | undefined {
  const parts = split(
    node.children.filter(({ name }) => !'()[]'.includes(name)),
    ',',
  );
  const items = parts.map((part) => all(context, meaningful(part))[0]);
  return parts.some((part) => part.some(({ name }) => name === '*')) ? undefined : { kind: 'items', items };
}

/** A value of one or several expressions: `a`, `a, b`. */
export function evaluateList(context: Context, nodes: readonly Node[], variable?: string): Value | undefined {
  const parts = split(nodes, ',').map((part) => meaningful(part));
  if (parts.length === 1 && !nodes.some(({ name }) => name === ',')) {
    return all(context, parts[0] ?? [], variable)[0];
  }
  const items = parts.map((part) => all(context, part)[0]);
  return nodes.some(({ name }) => name === '*') ? undefined : { kind: 'items', items };
}

/** Gives one target, or several with commas between them, their part of the value. */
export function assign(
  context: Context,
  targets: readonly Node[],
  value: Value | undefined,
  at: number,
): void {
  const parts = split(targets, ',').map((part) => meaningful(part).filter(({ name }) => name !== 'TypeDef'));
  const starred = targets.some(({ name }) => name === '*');
  if (parts.length === 1 && !targets.some(({ name }) => name === ',')) {
    const [target] = parts[0] ?? [];
    if (target) assignOne(context, target, value, at);
    return;
  }
  parts.forEach(([target], index) => {
    const item = value?.kind === 'items' && !starred ? value.items[index] : undefined;
    if (target) assignOne(context, target, item, at);
  });
}

function assignOne(context: Context, target: Node, value: Value | undefined, at: number): void {
  const { children } = target;
  if (target.name === 'TupleExpression' || target.name === 'ArrayExpression') {
    const inside = children.slice(1).filter(({ name }) => name !== ')' && name !== ']');
    // A comma at the end makes even one target a part of the value.
    assign(context, inside, value, at);
  } else if (target.name === 'ParenthesizedExpression') assign(context, meaningful(children), value, at);
  else if (target.name === 'VariableName') bind(context.scope, textAt(context, target), value, at);
  else if (target.name === 'MemberExpression') {
    const name = nameOf(target, context.code);
    const owner = name === undefined ? undefined : classAround(context.scope);
    if (name !== undefined && owner) bind(owner, name, value, at);
    else evaluate(context, target);
  }
}

function classAround(scope: Scope): Scope | undefined {
  let at: Scope | undefined = scope;
  while (at && at.kind !== 'class') at = at.outer;
  return at;
}

function walrus(context: Context, node: Node): Value | undefined {
  const [target, ...rest] = meaningful(node.children);
  const [expression] = rest;
  if (target?.name !== 'VariableName' || !expression) return undefined;
  const name = textAt(context, target);
  const value = evaluate(context, expression, name);
  // A comprehension hands what it names on to the scope around it.
  let { scope } = context;
  while (scope.kind === 'expression' && scope.outer) scope = scope.outer;
  bind(scope, name, value, node.to);
  return value;
}

function lambda(context: Context, node: Node): void {
  const parameters = node.children.find(({ name }) => name === 'ParamList');
  const body = meaningful(node.children).findLast(({ name }) => name !== 'ParamList');
  const scope = openScope('expression', node, context.scope);
  const names = parameters ? split(parameters.children, ',') : [];
  for (const part of names) {
    const [name, value] = meaningful(part);
    if (value) evaluate(context, value);
    if (name?.name === 'VariableName') bind(scope, textAt(context, name), undefined, node.from);
  }
  if (body) within(context, scope, () => evaluate(context, body));
}

/** Also one that is the only argument of a call. */
export function comprehension(context: Context, node: Node): void {
  const scope = openScope('expression', node, context.scope);
  const first = node.children.findIndex(({ name }) => name === 'for');
  within(context, scope, () => {
    let targets: Node[] | undefined;
    let loops: Node[] | undefined;
    const startLoop = () => {
      const each = loops && eachOf(evaluateList(context, loops));
      if (loops && targets) assign(context, targets, each, node.from);
      [targets, loops] = [undefined, undefined];
    };
    for (const child of node.children.slice(first)) {
      if (child.name === 'for') {
        startLoop();
        targets = [];
      } else if (child.name === 'in' && !loops) loops = [];
      else if (child.name === 'if') startLoop();
      else if (loops) loops.push(child);
      else if (targets) targets.push(child);
      else if (meaningful([child]).length > 0) evaluate(context, child);
    }
    startLoop();
    all(context, meaningful(node.children.slice(0, first)));
  });
}

export function eachOf(value: Value | undefined): Value | undefined {
  return value?.kind === 'each' ? value.each : undefined;
}

function member(context: Context, node: Node, variable: string | undefined): Value | undefined {
  const own = nameOf(node, context.code);
  const owner = own === undefined ? undefined : classAround(context.scope);
  const attribute = own !== undefined && owner ? attributeAt(owner, own, node.from) : undefined;
  if (own !== undefined && owner?.bindings.has(own)) return attribute;
  const [object, ...rest] = node.children;
  if (!object) return undefined;
  const of = evaluate(context, object);
  if (rest[0]?.name === '[') return subscript(context, node, of, variable);
  const property = rest.find(({ name }) => name === 'PropertyName');
  if (!property || !of) return undefined;
  const name = textAt(context, property);
  if (of.kind === 'symbol') return { kind: 'symbol', path: `${of.path}.${name}` };
  if (!isThing(of)) return undefined;
  const value = propertyOf(of, name, nameOf(object, context.code));
  if (!value) return { kind: 'method', of, name };
  if (value.kind === 'workspace') notePlace(context, node, value, variable);
  if (value.kind === 'datastores' && !isSubscripted(node)) {
    const receiver = receiverOf(node, context.code);
    noteCall(context, { of: value, name: wordOf(value), node, callee: property, args: {}, ...receiver });
  }
  return value;
}

function isSubscripted({ parent, from }: Node): boolean {
  return parent?.name === 'MemberExpression' && parent.from === from && parent.children[1]?.name === '[';
}

function propertyOf(of: Thing, name: string, variable: string | undefined): Thing | undefined {
  const { sdk, workspace } = of;
  const own = of.kind === 'workspace' || of.kind === 'mlClient' ? variable : undefined;
  const workspaceVariable = own ?? of.workspaceVariable;
  const through = {
    ...{ sdk, ...(workspace && { workspace }) },
    ...(workspaceVariable !== undefined && { workspaceVariable }),
  };
  if (of.kind === 'mlClient') return { ...through, kind: 'operations', operations: name };
  switch (`${wordOf(of)}.${name}`) {
    case 'Workspace.datastores':
      return { ...through, kind: 'datastores' };
    case 'Workspace.compute_targets':
      return { ...through, kind: 'computes' };
    case 'Run.experiment':
      return { ...through, kind: 'experiment' };
    case 'Experiment.workspace':
      return { sdk, kind: 'workspace', ...(workspace && { workspace }) };
    case 'Datastore.workspace':
      return { sdk, kind: 'workspace', ...(workspace && { workspace }) };
    case 'ScriptRunConfig.run_config':
      return { ...through, kind: 'runConfig' };
    default:
      return undefined;
  }
}

function subscript(
  context: Context,
  node: Node,
  of: Value | undefined,
  variable: string | undefined,
): Value | undefined {
  const [index] = meaningful(node.children.slice(2));
  const key = index && evaluate(context, index);
  if (!isThing(of)) return undefined;
  const { workspace, workspaceVariable } = of;
  const through = {
    ...(workspace && { workspace }),
    ...(workspaceVariable !== undefined && { workspaceVariable }),
  };
  if (of.kind === 'computes') return { kind: 'compute', sdk: of.sdk, ...through };
  if (of.kind !== 'datastores') return undefined;
  const value: Thing = { kind: 'datastore', sdk: of.sdk, ...through, datastore: meantByName(key) };
  noteName(context, index, wordOf(of), of);
  const [object] = node.children;
  const callee = object?.children.at(-1) ?? node;
  noteCall(context, {
    of: value,
    name: wordOf(of),
    node,
    callee,
    args: index ? { 0: spanOf(index) } : {},
    ...receiverOf(object, context.code),
  });
  notePlace(context, node, value, variable);
  return value;
}
