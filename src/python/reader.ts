import { type ChangedRange, type Tree, TreeFragment } from '@lezer/common';
import { parser } from '@lezer/python';
import { type Code, toCode } from './code.ts';
import { columnOf, isLineEnd, lineStart, skipSpace } from './lines.ts';
import { type KnownParts, type KnownPart } from './known.ts';
import { factsOf, movedFacts } from './facts.ts';
import type { Context } from './context.ts';
import { movedCall, movedImport, movedPlace, movedSlot } from './moving.ts';
import { importsEndFrom, sdksOf } from './imports.ts';
import type { PythonFile, PythonReader, Span } from './python.ts';
import { openScope, variablesIn } from './scopes.ts';
import { readModule } from './statements.ts';
import { statementAt } from './statementAt.ts';
import { mostOf } from './style.ts';
import { syntaxOf } from './tree.ts';

interface Reading {
  readonly text: string;
  readonly code: Code;
  readonly fragments: readonly TreeFragment[];
  readonly known: ReadonlyMap<string, KnownPart>;
  readonly file: PythonFile;
}

/** One reader for each file: it remembers the text and the tree of the last reading. */
export function createPythonReader(): PythonReader {
  let last: Reading | undefined;
  return {
    read(text) {
      if (last?.text === text) return last.file;
      const code = toCode(text, last?.code, last && changeOf(last.text, text));
      const kept = last ? fragmentsOf(last, code.text) : [];
      const tree: Tree = parser.parse(code.text, kept);
      const known = {
        before: last?.known ?? new Map<string, KnownPart>(),
        now: new Map<string, KnownPart>(),
      };
      const file = readFile(text, code, tree, known);
      const fragments = TreeFragment.addTree(tree, kept);
      last = { text, code, fragments, known: known.now, file };
      return file;
    },
  };
}

/** What of the last tree still holds. */
function fragmentsOf({ code, fragments }: Reading, after: string): readonly TreeFragment[] {
  const change = changeOf(code.text, after);
  return change ? TreeFragment.applyChanges(fragments, [change]) : fragments;
}

/** So many units are compared at once. */
const stride = 1024;

/** The one piece in which two texts differ. */
function changeOf(before: string, after: string): ChangedRange | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from + stride < most && before.startsWith(after.slice(from, from + stride), from)) from += stride;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from += 1;
  const { length: a } = before;
  const { length: b } = after;
  const longest = most - from;
  let end = 0;
  const isSame = (length: number) => before.startsWith(after.slice(b - length, b - end), a - length);
  while (end + stride < longest && isSame(end + stride)) end += stride;
  while (end < longest && before.charCodeAt(a - 1 - end) === after.charCodeAt(b - 1 - end)) end += 1;
  return { fromA: from, toA: a - end, fromB: from, toB: b - end };
}

function readFile(text: string, code: Code, tree: Tree, known: KnownParts): PythonFile {
  const syntax = syntaxOf(tree, code.text);
  const module = openScope('module', { from: 0, to: code.text.length });
  const context: Context = {
    ...{ code: code.text, imports: [], places: [], slots: [], calls: [], later: [], values: new Map() },
    ...{ scope: module, known, facts: [factsOf(syntax, code.text)], fill: (node) => syntax.fill(node) },
  };
  readModule(context, syntax.root);
  const { facts } = context;
  context.slots.push(...facts.flatMap(({ uris }) => uris));
  const { imports, places, slots, calls } = inFile(context, code);
  const secrets = facts.flatMap((part) => movedFacts(part, code.toFile).secrets);
  const names = new Set<string>();
  for (const part of facts) for (const name of part.names) names.add(name);
  const indent = mostOf(facts.map(({ indents }) => indents)) ?? '    ';
  return {
    imports: ordered(imports, ({ statement }) => statement),
    sdks: sdksOf(imports),
    places: ordered(places, ({ span }) => span),
    slots: ordered(slots, ({ content }) => content),
    calls: ordered(calls, ({ span }) => span),
    secrets: ordered(secrets, ({ span }) => span),
    quote: mostOf(facts.map(({ quotes }) => quotes)) === "'" ? "'" : '"',
    indent,
    names,
    variablesAt: (offset) =>
      variablesIn(module, code.fromFile(offset), (column) => isDeeper(text, offset, column)),
    statementAt: (offset) => statementAt({ text, code, tree, indent }, offset),
    importsEndFrom: (start) => code.toFile(importsEndFrom(tree.topNode, code.text, code.fromFile(start))),
  };
}

type Found = Pick<Context, 'imports' | 'places' | 'slots' | 'calls'>;

function inFile(found: Found, { isShifted, toFile }: Code): Found {
  if (!isShifted) return found;
  return {
    imports: found.imports.map((item) => movedImport(item, toFile)),
    places: found.places.map((item) => movedPlace(item, toFile)),
    slots: found.slots.map((item) => movedSlot(item, toFile)),
    calls: found.calls.map((item) => movedCall(item, toFile)),
  };
}

/** In the order of the file; of two that begin together, the one that holds the other first. */
function ordered<T>(items: readonly T[], spanOf: (item: T) => Span): T[] {
  return items.toSorted((a, b) => spanOf(a).from - spanOf(b).from || spanOf(b).to - spanOf(a).to);
}

/** Whether what is written at this offset belongs to a block that began at this column. */
function isDeeper(text: string, offset: number, column: number): boolean {
  const start = lineStart(text, offset);
  const behind = skipSpace(text, start);
  return columnOf(text, start, behind < offset || !isLineEnd(text[behind]) ? behind : offset) > column;
}
