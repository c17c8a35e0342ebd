import { lineStart, skipSpace } from './lines.ts';
import type { Context } from './context.ts';
import { type Facts, factsOf, movedFacts } from './facts.ts';
import { type Move, movedCall, movedImport, movedPlace, movedSlot } from './moving.ts';
import type { Call, ImportedName, Place, Slot } from './python.ts';
import {
  type Asked,
  askedAgain,
  bind,
  type Binding,
  copyInner,
  copyScope,
  lookUp,
  type Scope,
} from './scopes.ts';
import { childOf, isOutermost, type Node } from './tree.ts';
import { sameValue, type Value } from './values.ts';

/**
 * What the body of a function or a statement of the module says, for as long as its text and all that it asks of the file
 * around it stay the same.
 */
export interface KnownPart {
  readonly from: number;
  readonly asked: ReadonlyMap<string, Value | undefined>;
  /** Of a function: with the parameters as they were before the body was read. */
  readonly parameters: readonly (Value | undefined)[];
  readonly scope: Scope | undefined;
  /** A method gives names to its class; the same text elsewhere gives none. */
  readonly within: Scope['kind'];
  /** What it gives to the class that it is a method of, or to the module. */
  readonly gives: readonly Given[];
  /** Lambdas and comprehensions of a statement. */
  readonly inner: readonly Scope[];
  readonly facts: Facts;
  readonly imports: readonly ImportedName[];
  readonly places: readonly Place[];
  readonly slots: readonly Slot[];
  readonly calls: readonly Call[];
}

interface Given extends Binding {
  readonly name: string;
}

/** By their text; what the last reading knew, and what this one does. */
export interface KnownParts {
  readonly before: ReadonlyMap<string, KnownPart>;
  readonly now: Map<string, KnownPart>;
}

/** What may be known already. */
interface Readable {
  readonly node: Node;
  /** What the copy of the tree has left out of it. */
  readonly content: Node;
  readonly outer: Scope;
  readonly scope?: Scope;
  /** What it would be answered now. */
  readonly ask: (name: string) => Value | undefined;
}

/** Reads the body of a function, or says again what it said the last time. Others than outermost ones are not remembered. */
export function readBodyOnce(context: Context, definition: Node, scope: Scope, read: () => void): void {
  const { outer } = scope;
  const content = childOf(definition, 'Body');
  if (!outer || !content || !isOutermost(definition)) read();
  else {
    const ask = (name: string) => askedAgain(scope, name);
    readOnce(context, { node: definition, content, outer, scope, ask }, read);
  }
}

/** Reads a simple statement of the module, or says again what it said the last time. */
export function readStatementOnce(context: Context, node: Node, read: () => void): void {
  const { scope: outer } = context;
  const ask = (name: string) => lookUp(outer, name, node.from);
  readOnce(context, { node, content: node, outer, ask }, read);
}

function readOnce(context: Context, part: Readable, read: () => void): void {
  const { node, content, outer, scope } = part;
  const { before, now } = context.known;
  const text = context.code.slice(lineStart(context.code, node.from), node.to);
  // What shares its line with something in front, only broken code has.
  const isOwnLine = skipSpace(text, 0) === text.length - (node.to - node.from);
  const parameters = [...(scope?.bindings.values() ?? [])].flatMap((list) => list.map(({ value }) => value));
  const known = isOwnLine ? before.get(text) : undefined;
  if (known && isSame(known, parameters, part)) {
    now.set(text, repeated(context, known, part));
    return;
  }
  const filled = context.fill(content);
  const facts = factsOf(filled, context.code);
  context.facts.push(facts);
  const counts = [context.imports, context.places, context.slots, context.calls].map(({ length }) => length);
  const [given, inner] = [outer.given.length, outer.inner.length];
  const asked: Asked = { from: node.from, answers: new Map(), isAll: true };
  outer.asked = asked;
  read();
  outer.asked = undefined;
  if (!asked.isAll || !filled.isRead || !isOwnLine) return;
  const [imports, places, slots, calls] = counts;
  now.set(text, {
    ...{ from: node.from, asked: asked.answers, parameters, scope, facts, within: outer.kind },
    gives: givenBy(node, outer, outer.given.slice(given)),
    inner: outer.inner.slice(inner),
    imports: context.imports.slice(imports),
    places: context.places.slice(places),
    slots: context.slots.slice(slots),
    calls: context.calls.slice(calls),
  });
}

/** What it bound in the scope around it, under these names. */
function givenBy({ from, to }: Node, { bindings }: Scope, names: readonly string[]): Given[] {
  return [...new Set(names)].flatMap((name) =>
    (bindings.get(name) ?? [])
      .filter(({ at }) => at > from && at <= to)
      .map((binding) => ({ ...binding, name })),
  );
}

function isSame(
  known: KnownPart,
  parameters: readonly (Value | undefined)[],
  { outer, ask }: Readable,
): boolean {
  if (known.within !== outer.kind || known.parameters.length !== parameters.length) return false;
  if (!parameters.every((value, index) => sameValue(value, known.parameters[index]))) return false;
  for (const [name, value] of known.asked) if (!sameValue(value, ask(name))) return false;
  return true;
}

/** Says it again, where it stands now. */
function repeated(context: Context, known: KnownPart, { node, outer, scope }: Readable): KnownPart {
  const by = node.from - known.from;
  const part = by === 0 ? known : movedPart(known, (offset) => offset + by);
  context.facts.push(part.facts);
  context.imports.push(...part.imports);
  context.places.push(...part.places);
  context.slots.push(...part.slots);
  context.calls.push(...part.calls);
  if (scope && known.scope) copyScope(known.scope, scope, by);
  const inner = outer.inner.length;
  copyInner(known.inner, outer, by);
  for (const { name, value, at } of part.gives) bind(outer, name, value, at);
  return { ...part, scope, inner: outer.inner.slice(inner) };
}

function movedPart(known: KnownPart, move: Move): KnownPart {
  return {
    ...known,
    from: move(known.from),
    gives: known.gives.map((given) => ({ ...given, at: move(given.at) })),
    facts: movedFacts(known.facts, move),
    imports: known.imports.map((item) => movedImport(item, move)),
    places: known.places.map((place) => movedPlace(place, move)),
    slots: known.slots.map((slot) => movedSlot(slot, move)),
    calls: known.calls.map((call) => movedCall(call, move)),
  };
}
