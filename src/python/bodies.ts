import { lineStart } from './lines.ts';
import type { Context } from './context.ts';
import { type Facts, factsOf, movedFacts } from './facts.ts';
import { type Move, movedCall, movedImport, movedPlace, movedSlot } from './moving.ts';
import type { Call, ImportedName, Place, Slot } from './python.ts';
import { type Asked, askedAgain, bind, type Binding, copyScope, type Scope } from './scopes.ts';
import { childOf, isOutermost, type Node } from './tree.ts';
import { sameValue, type Value } from './values.ts';

/** What the body of a function says, for as long as its text and all that it asks of the file around it stay the same. */
export interface KnownBody {
  readonly from: number;
  readonly asked: ReadonlyMap<string, Value | undefined>;
  /** With the parameters as they were before the body was read. */
  readonly parameters: readonly (Value | undefined)[];
  readonly scope: Scope;
  /** What it gives to the class that it is a method of. */
  readonly gives: readonly Given[];
  readonly facts: Facts;
  readonly imports: readonly ImportedName[];
  readonly places: readonly Place[];
  readonly slots: readonly Slot[];
  readonly calls: readonly Call[];
}

interface Given extends Binding {
  readonly name: string;
}

/** By the text of the function; what the last reading knew, and what this one does. */
export interface KnownBodies {
  readonly before: ReadonlyMap<string, KnownBody>;
  readonly now: Map<string, KnownBody>;
}

/** What a function is known by. */
function textOf({ from, to }: Node, code: string): string {
  return code.slice(lineStart(code, from), to);
}

/** Reads the body of a function, or says again what it said the last time. Only functions of the module and methods of its classes are remembered. */
export function readBodyOnce(context: Context, definition: Node, scope: Scope, read: () => void): void {
  const { outer } = scope;
  const body = childOf(definition, 'Body');
  if (!outer || !body || !isOutermost(definition)) {
    read();
    return;
  }
  const { before, now } = context.bodies;
  const text = textOf(definition, context.code);
  const parameters = [...scope.bindings.values()].flatMap((list) => list.map(({ value }) => value));
  const known = before.get(text);
  if (known && isSame(known, parameters, scope)) {
    const by = definition.from - known.from;
    now.set(text, repeated(context, known, scope, by));
    return;
  }
  const facts = factsOf(context.fill(body), context.code);
  context.facts.push(facts);
  const counts = [context.imports, context.places, context.slots, context.calls].map(({ length }) => length);
  const givenBefore = outer.given.length;
  const asked: Asked = { from: definition.from, answers: new Map(), isAll: true };
  outer.asked = asked;
  read();
  outer.asked = undefined;
  // It gives names to others, who would miss them.
  if (!asked.isAll) return;
  const [imports, places, slots, calls] = counts;
  now.set(text, {
    from: definition.from,
    asked: asked.answers,
    parameters,
    scope,
    gives: givenBy(body, outer, outer.given.slice(givenBefore)),
    facts,
    imports: context.imports.slice(imports),
    places: context.places.slice(places),
    slots: context.slots.slice(slots),
    calls: context.calls.slice(calls),
  });
}

/** What a function bound in the scope around it, under these names. */
function givenBy({ from, to }: Node, { bindings }: Scope, names: readonly string[]): Given[] {
  return [...new Set(names)].flatMap((name) =>
    (bindings.get(name) ?? [])
      .filter(({ at }) => at >= from && at <= to)
      .map((binding) => ({ ...binding, name })),
  );
}

function isSame(known: KnownBody, parameters: readonly (Value | undefined)[], scope: Scope): boolean {
  if (known.parameters.length !== parameters.length) return false;
  if (!parameters.every((value, index) => sameValue(value, known.parameters[index]))) return false;
  return [...known.asked].every(([name, value]) => sameValue(value, askedAgain(scope, name)));
}

/** Says it again, so many units further on. */
function repeated(context: Context, known: KnownBody, scope: Scope, by: number): KnownBody {
  const move = (offset: number) => offset + by;
  const moved = <T>(items: readonly T[], each: (item: T, move: Move) => T) =>
    by === 0 ? items : items.map((item) => each(item, move));
  const imports = moved(known.imports, movedImport);
  const places = moved(known.places, movedPlace);
  const slots = moved(known.slots, movedSlot);
  const calls = moved(known.calls, movedCall);
  const facts = by === 0 ? known.facts : movedFacts(known.facts, move);
  context.facts.push(facts);
  context.imports.push(...imports);
  context.places.push(...places);
  context.slots.push(...slots);
  context.calls.push(...calls);
  copyScope(known.scope, scope, by);
  const gives = moved(known.gives, (given) => ({ ...given, at: given.at + by }));
  if (scope.outer) for (const { name, value, at } of gives) bind(scope.outer, name, value, at);
  return { ...known, from: known.from + by, scope, gives, facts, imports, places, slots, calls };
}
