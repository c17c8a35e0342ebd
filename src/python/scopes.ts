import type { Span, Variable } from './python.ts';
import { isThing, join, type Value } from './values.ts';

/** From `at` on the name means this. */
export interface Binding {
  readonly at: number;
  readonly value: Value | undefined;
  /** Not given to anything on the way that leads here. */
  readonly unbound?: true;
}

export interface Scope {
  /** `expression`: a lambda or comprehension. */
  readonly kind: 'module' | 'function' | 'class' | 'expression';
  readonly span: Span;
  readonly outer?: Scope;
  readonly inner: Scope[];
  readonly bindings: Map<string, Binding[]>;
  /** The names in the order they were given, one for each binding. */
  readonly given: string[];
  /** Names that `global` and `nonlocal` lend from elsewhere. */
  readonly lent: Map<string, Scope>;
  /** Column of the line that a function or class begins with: what is indented deeper behind it is still inside. */
  readonly column: number;
  /** Of a module or class, while what one of its parts asks of it is written down. */
  asked?: Asked | undefined;
}

export interface Asked {
  /** Where the part begins: what is bound behind that is its own. */
  readonly from: number;
  readonly answers: Map<string, Value | undefined>;
  /** Whether the answers are all that it depends on. */
  isAll: boolean;
}

export function openScope(kind: Scope['kind'], span: Span, outer?: Scope, column = -1): Scope {
  const scope: Scope = {
    // A node given as a span would keep its whole tree.
    ...{ kind, span: { from: span.from, to: span.to }, column, inner: [] },
    ...{ bindings: new Map<string, Binding[]>(), given: [], lent: new Map<string, Scope>() },
    ...(outer && { outer }),
  };
  outer?.inner.push(scope);
  return scope;
}

/** Gives a name to something; to nothing of ours, when there is no value. */
export function bind(scope: Scope, name: string, value: Value | undefined, at: number, unbound?: true): void {
  const owner = scope.lent.get(name) ?? scope;
  let list = owner.bindings.get(name);
  if (!list) owner.bindings.set(name, (list = []));
  let place = list.length;
  while (place > 0 && (list[place - 1]?.at ?? 0) > at) place -= 1;
  list.splice(place, 0, { at, value, ...(unbound && { unbound }) });
  if (owner === scope) scope.given.push(name);
}

function bindingBefore(scope: Scope, name: string, offset: number): Binding | undefined {
  return scope.bindings.get(name)?.findLast(({ at }) => at <= offset);
}

/** What the name means at this offset of the scope. */
export function lookUp(scope: Scope, name: string, offset: number): Value | undefined {
  const owner = scope.lent.get(name);
  if (owner) return lookUpFromInside(owner, name, scope.span.from);
  const binding = bindingBefore(scope, name, offset);
  if (scope.asked && !(binding && binding.at > scope.asked.from)) {
    scope.asked.answers.set(name, binding?.unbound ? undefined : binding?.value);
  }
  if (binding && !binding.unbound) return binding.value;
  if (scope.kind === 'function' && scope.bindings.has(name)) return undefined;
  return scope.outer && lookUpFromInside(scope.outer, name, scope.span.from);
}

/** A function runs later than it is written: a name of the scopes around it may be given further down. */
function lookUpFromInside(scope: Scope, name: string, offset: number): Value | undefined {
  const value = meantInside(scope, name, offset);
  scope.asked?.answers.set(name, value);
  return value;
}

/** The module. */
export function outermost(scope: Scope): Scope {
  return scope.outer ? outermost(scope.outer) : scope;
}

/** What a function would be answered now. */
export function askedAgain({ outer, span }: Scope, name: string): Value | undefined {
  if (!outer) return undefined;
  return isAttribute(name) ? attributeAt(outer, name, span.from) : lookUpFromInside(outer, name, span.from);
}

/** What is written down of a function is not all that it depends on. */
export function forgetAsked(scope: Scope): void {
  if (scope.asked) scope.asked.isAll = false;
  if (scope.outer) forgetAsked(scope.outer);
}

/** `self.ws`: names of a class that only its functions know. */
function isAttribute(name: string): boolean {
  return name.includes('.');
}

function meantInside(scope: Scope, name: string, offset: number): Value | undefined {
  // A comprehension or lambda in a class does see it, but nobody writes datastores there.
  if (scope.kind !== 'class') {
    const list = scope.bindings.get(name);
    if (list) {
      const before = bindingBefore(scope, name, offset)?.value;
      return before ?? list.find(({ value, at }) => at > offset && value)?.value;
    }
  }
  return scope.outer && lookUpFromInside(scope.outer, name, scope.span.from);
}

/** Gives `into` what a scope of the same text holds, so many units further on. */
export function copyScope(from: Scope, into: Scope, by: number): void {
  for (const [name, list] of from.bindings) {
    into.bindings.set(name, by === 0 ? list : list.map((binding) => ({ ...binding, at: binding.at + by })));
  }
  copyInner(from.inner, into, by);
}

/** Opens scopes of the same text in another one, so many units further on. */
export function copyInner(scopes: readonly Scope[], into: Scope, by: number): void {
  for (const inner of scopes) {
    const span = { from: inner.span.from + by, to: inner.span.to + by };
    copyScope(inner, openScope(inner.kind, span, into, inner.column), by);
  }
}

/** What an attribute of a class's own objects means in one of its functions, which run in an order that nobody knows. */
export function attributeAt(owner: Scope, name: string, offset: number): Value | undefined {
  const before = bindingBefore(owner, name, offset);
  const value = before?.value ?? owner.bindings.get(name)?.find((binding) => binding.value)?.value;
  const { asked } = owner;
  if (!asked || !before || before.at <= asked.from) asked?.answers.set(name, value);
  else if (!before.value) forgetAsked(owner);
  return value;
}

/** A statement's branches. Each begins with what was known before it, and behind it everything is known that one of them says. */
export function branches(scope: Scope, start: number) {
  const ways: Map<string, Value | undefined>[] = [];
  const touched = new Set<string>();
  const before = (name: string) => bindingBefore(scope, name, start);
  const restore = (at: number, values: (name: string) => Binding | undefined) => {
    for (const name of touched) {
      const binding = values(name);
      bind(scope, name, binding?.value, at, !binding || binding.unbound ? true : undefined);
    }
  };
  return {
    /**
     * Runs one branch; `leaves`: it never comes to the end, so what it says does not count behind it;
     * `goesOn`: it begins with what the first one says, and stands for both.
     */
    branch(at: number, run: () => boolean, goesOn = false): void {
      const way = goesOn ? ways.shift() : undefined;
      restore(at, (name) => (way?.has(name) ? { at, value: way.get(name) } : before(name)));
      const mark = scope.given.length;
      const leaves = run();
      const changed = new Set(scope.given.slice(mark));
      for (const name of changed) touched.add(name);
      if (leaves) return;
      ways.push(
        new Map(
          [...(way?.keys() ?? []), ...changed].map((name) => [
            name,
            bindingBefore(scope, name, Infinity)?.value,
          ]),
        ),
      );
    },
    /** Behind all branches. `skipped`: perhaps none of them ran. */
    end(at: number, skipped: boolean): void {
      for (const name of touched) {
        const values = ways.map((way) => (way.has(name) ? way.get(name) : before(name)?.value));
        bind(scope, name, join(skipped ? [...values, before(name)?.value] : values), at);
      }
    },
  };
}

/** The scope that an offset lies in; `indented` says whether its line goes deeper than a column. */
function scopeAt(scope: Scope, offset: number, indented: (column: number) => boolean): Scope {
  const inside = scope.inner.findLast(({ span }) => span.from <= offset);
  if (!inside) return scope;
  if (offset <= inside.span.to || (inside.column >= 0 && indented(inside.column))) {
    return scopeAt(inside, offset, indented);
  }
  return scope;
}

/** The variables that code at an offset can use, the nearest first. */
export function variablesIn(root: Scope, offset: number, indented: (column: number) => boolean): Variable[] {
  const found: Variable[] = [];
  const seen = new Set<string>();
  let inside: Scope | undefined;
  for (
    let scope: Scope | undefined = scopeAt(root, offset, indented);
    scope;
    inside = scope, scope = scope.outer
  ) {
    // Of a class, functions see what is called through `self`; the class itself does not.
    const own = scope.kind !== 'class' ? 'all' : inside ? 'attributes' : 'names';
    const names = [...scope.bindings.keys()]
      .filter((name) => own === 'all' || isAttribute(name) === (own === 'attributes'))
      .map((name) => ({ name, at: bindingBefore(scope, name, offset)?.at ?? -1 }))
      .sort((a, b) => b.at - a.at);
    for (const { name } of names) {
      if (seen.has(name)) continue;
      seen.add(name);
      const value =
        own === 'attributes'
          ? attributeAt(scope, name, offset)
          : inside
            ? lookUpFromInside(scope, name, inside.span.from)
            : lookUp(scope, name, offset);
      const variable = variableOf(name, value);
      if (variable) found.push(variable);
    }
  }
  return found;
}

const kinds: readonly string[] = [
  'workspace',
  ...(['datastore', 'path', 'mlClient', 'compute', 'dataReference', 'dataset', 'runConfig'] as const),
] satisfies Variable['kind'][];

function variableOf(name: string, value: Value | undefined): Variable | undefined {
  if (!isThing(value) || !kinds.includes(value.kind)) return undefined;
  const { sdk, workspace, datastore } = value;
  const kind = value.kind as Variable['kind'];
  return { name, kind, sdk, ...(workspace && { workspace }), ...(datastore && { datastore }) };
}
