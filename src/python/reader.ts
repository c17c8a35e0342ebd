import { type Tree, TreeFragment } from '@lezer/common';
import { parser } from '@lezer/python';
import { type Code, toCode } from './code.ts';
import { columnOf, isLineEnd, lineStart, skipSpace } from './lines.ts';
import { type KnownBodies, type KnownBody } from './bodies.ts';
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
  readonly code: string;
  readonly fragments: readonly TreeFragment[];
  readonly bodies: ReadonlyMap<string, KnownBody>;
  readonly file: PythonFile;
}

/** One reader for each file: it remembers the text and the tree of the last reading. */
export function createPythonReader(): PythonReader {
  let last: Reading | undefined;
  return {
    read(text) {
      if (last?.text === text) return last.file;
      const code = toCode(text);
      const kept = last ? TreeFragment.applyChanges(last.fragments, changesOf(last.code, code.text)) : [];
      const tree: Tree = parser.parse(code.text, kept);
      const bodies = {
        before: last?.bodies ?? new Map<string, KnownBody>(),
        now: new Map<string, KnownBody>(),
      };
      const file = readFile(text, code, tree, bodies);
      const fragments = TreeFragment.addTree(tree, kept);
      last = { text, code: code.text, fragments, bodies: bodies.now, file };
      return file;
    },
  };
}

/** The one piece in which two texts differ. */
function changesOf(before: string, after: string) {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from += 1;
  if (from === most && before.length === after.length) return [];
  let end = 0;
  while (
    end < most - from &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  return [{ fromA: from, toA: before.length - end, fromB: from, toB: after.length - end }];
}

function readFile(text: string, code: Code, tree: Tree, bodies: KnownBodies): PythonFile {
  const syntax = syntaxOf(tree, code.text);
  const module = openScope('module', { from: 0, to: code.text.length });
  const context: Context = {
    ...{ code: code.text, imports: [], places: [], slots: [], calls: [], later: [], values: new Map() },
    ...{ scope: module, bodies, facts: [factsOf(syntax, code.text)], fill: (body) => syntax.fill(body) },
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
