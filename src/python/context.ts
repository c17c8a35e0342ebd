import type { KnownParts } from './known.ts';
import type { Facts } from './facts.ts';
import { lineStart, skipSpace } from './lines.ts';
import type { Call, ImportedName, Place, Slot, Span } from './python.ts';
import type { Scope } from './scopes.ts';
import type { Node, Part } from './tree.ts';
import { isThing, type Thing, type Value } from './values.ts';

/** What reading a file keeps at hand. All offsets are those of the code until everything is read. */
export interface Context {
  readonly code: string;
  readonly imports: ImportedName[];
  readonly places: Place[];
  readonly slots: Slot[];
  readonly calls: Call[];
  scope: Scope;
  /** Bodies of functions are read when the scope around them is known. */
  readonly later: (() => void)[];
  readonly known: KnownParts;
  /** Of each part that may be known already, and of all that is in none. */
  readonly facts: Facts[];
  /** Copies what is below a node that may be known already, once. */
  readonly fill: (node: Node) => Part;
  /** Calls and members are evaluated once, so that what they say is noted once. */
  readonly values: Map<Node, Value | undefined>;
}

export function textAt({ code }: Context, { from, to }: Span): string {
  return code.slice(from, to);
}

export function spanOf({ from, to }: Span): Span {
  return { from, to };
}

export function within<T>(context: Context, scope: Scope, run: () => T): T {
  const outer = context.scope;
  context.scope = scope;
  try {
    return run();
  } finally {
    context.scope = outer;
  }
}

const placeKinds: readonly string[] = [
  ...(['workspace', 'datastore', 'path', 'mlClient'] satisfies Place['kind'][]),
];

/** Notes what lenses stand above. `variable`: the name that the expression is given to. */
export function notePlace(context: Context, node: Node, value: Value | undefined, variable?: string): void {
  if (!isThing(value) || !placeKinds.includes(value.kind)) return;
  const { sdk } = value;
  const { path } = value;
  const { statement, indent } = statementOf(context.code, node);
  context.places.push({
    kind: value.kind as Place['kind'],
    sdk,
    span: spanOf(node),
    statement: spanOf(statement),
    indent,
    ...(variable !== undefined && { variable }),
    ...meaningOf(value),
    ...(path !== undefined && { path }),
  });
}

/** The parts that places, slots and variables say alike. */
export function meaningOf(thing: Thing | undefined) {
  const { workspace, workspaceVariable, datastore, datastoreVariable } = thing ?? {};
  return {
    ...(workspaceVariable !== undefined && { workspaceVariable }),
    ...(datastoreVariable !== undefined && { datastoreVariable }),
    ...(workspace && { workspace }),
    ...(datastore && { datastore }),
  };
}

const holders = new Set(['Script', 'Body', 'MatchBody', 'StatementGroup', 'DecoratedStatement']);

/** The innermost statement around a node that begins its line, without white space at its end. */
function statementOf(code: string, node: Node): { statement: Span; indent: string } {
  let statement = node;
  let line = lineStart(code, node.from);
  for (let at: Node = node; at.parent; at = at.parent) {
    if (!holders.has(at.parent.name)) continue;
    statement = at;
    line = lineStart(code, at.from);
    if (skipSpace(code, line) === at.from) break;
  }
  const length = code.slice(statement.from, statement.to).trimEnd().length;
  return {
    statement: { from: statement.from, to: statement.from + length },
    indent: code.slice(line, skipSpace(code, line)),
  };
}
