import type { ChangedRange } from '@lezer/common';
import { columnOf, isLineEnd, isSpace, lineEnd, lineStart, nextLine, skipSpace } from './lines.ts';

/** The text that the parser is given: what notebooks add to Python is commented out, and what is not closed yet is closed. */
export interface Code {
  readonly text: string;
  /** Whether things stand elsewhere in the file. */
  readonly isShifted: boolean;
  /** Where something of the code stands in the file. */
  readonly toFile: (offset: number) => number;
  /** Where something of the file stands in the code. */
  readonly fromFile: (offset: number) => number;
  /** Of a file that is its own code: where lines begin outside of brackets and strings. */
  readonly starts?: readonly number[];
}

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

interface Opener {
  readonly closer: string;
  readonly outer: Opener | undefined;
}

/** A line that begins inside brackets. */
interface InnerLine {
  readonly start: number;
  /** Behind the last thing of the code before it. */
  readonly codeEnd: number;
  readonly open: Opener;
  readonly edits: number;
}

/** Brackets that are never closed are looked for so often: each time costs another look at the rest of the file. */
const mostRepairs = 20;
const pythonCells = new Set(['%%time', '%%timeit', '%%capture', '%%prun']);
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** Words that begin a statement and can stand at no other place where a line inside brackets may begin. */
const beginnings = new Set([
  ...['def', 'class', 'return', 'import', 'with', 'while', 'try', 'except', 'finally', 'raise', 'pass'],
  ...['break', 'continue', 'global', 'nonlocal', 'del', 'assert'],
]);

const heads = new Set(['for', 'while', 'if', 'with']);
/** Words that something must follow. */
const waiting = new Set([...heads, 'in', 'as', 'and', 'or', 'not', 'is']);

function wordAt(text: string, offset: number): string {
  let end = offset;
  for (let char = text[end] ?? ''; char >= 'a' && char <= 'z'; char = text[end] ?? '') end += 1;
  return text.slice(offset, end);
}

/**
 * Reads only strings, comments, brackets and line ends: as much as it takes to see what is not closed; of a file that differs
 * in one piece from the last one, no more than that piece, if it can.
 */
export function toCode(text: string, last?: Code, change?: ChangedRange): Code {
  const { edits, starts } = last?.starts && change ? scanAgain(text, last.starts, change) : scan(text);
  if (edits.length === 0) return { text, ...mapping([]), starts };
  edits.sort((a, b) => a.at - b.at);
  const parts: string[] = [];
  let done = 0;
  for (const { at, remove, insert } of edits) {
    parts.push(text.slice(done, at), insert);
    done = at + remove;
  }
  parts.push(text.slice(done));
  const longer = edits.filter(({ remove, insert }) => remove !== insert.length);
  return { text: parts.join(''), ...mapping(longer) };
}

function mapping(edits: readonly Edit[]): Omit<Code, 'text'> {
  return {
    isShifted: edits.length > 0,
    toFile(offset) {
      let longer = 0;
      for (const { at, remove, insert } of edits) {
        const into = offset - at - longer;
        if (into <= 0) break;
        if (into < insert.length) return at + Math.min(into, remove);
        longer += insert.length - remove;
      }
      return offset - longer;
    },
    fromFile(offset) {
      let longer = 0;
      for (const { at, remove, insert } of edits) {
        const into = offset - at;
        if (into <= 0) break;
        if (into < remove) return at + longer + Math.min(into, insert.length);
        longer += insert.length - remove;
      }
      return offset + longer;
    },
  };
}

interface Scan {
  readonly edits: Edit[];
  /** Where lines begin outside of brackets and strings. */
  readonly starts: readonly number[];
  /** Whether it came to the end of the text. */
  readonly isWhole: boolean;
}

/** Reads only the lines that have changed, where nothing was added to those around them. */
function scanAgain(text: string, starts: readonly number[], { fromA, toA, toB }: ChangedRange): Scan {
  const first = Math.max(
    0,
    starts.findLastIndex((start) => start < fromA),
  );
  const next = starts.findIndex((start) => start > toA);
  const after = next === -1 ? [] : starts.slice(next).map((start) => start + toB - toA);
  const { edits, starts: between, isWhole } = scan(text, starts[first], after[0]);
  return { edits, starts: [...starts.slice(0, first), ...between, ...(isWhole ? [] : after)], isWhole };
}

/** `until`: a line that ends it, when it begins outside of brackets and strings. */
function scan(text: string, from = 0, until?: number): Scan {
  const edits: Edit[] = [];
  const starts: number[] = [];
  let at = from;
  let codeEnd = 0;
  let open: Opener | undefined;
  let statement = 0;
  let inner: InnerLine[] = [];
  let repairs = 0;
  const close = (place: number, until?: Opener) => {
    let insert = '';
    for (; open && open !== until; open = open.outer) insert += open.closer;
    if (insert !== '') edits.push({ at: place, remove: 0, insert });
  };
  const startLine = () => {
    if (open) {
      inner.push({ start: at, codeEnd, open, edits: edits.length });
      return;
    }
    statement = at;
    starts.push(at);
    inner = [];
    at = commentOutMagic(text, at, edits);
  };
  const repair = () => {
    const line = inner.find(({ start }) => beginsStatement(text, start, columnOf(text, statement)));
    if (!line || repairs === mostRepairs) {
      close(codeEnd);
      return;
    }
    repairs += 1;
    edits.length = line.edits;
    open = line.open;
    close(line.codeEnd);
    at = line.start;
    startLine();
  };

  if (at === 0 && text.startsWith('\ufeff')) {
    edits.push({ at: 0, remove: 1, insert: '\n' });
    at = 1;
  }
  startLine();
  for (;;) {
    if (isPlain(text.charCodeAt(at))) {
      while (isPlain(text.charCodeAt(at))) at += 1;
      codeEnd = at;
    }
    const char = text[at];
    if (char === undefined) {
      if (!open) return { edits, starts, isWhole: true };
      repair();
    } else if (char === '\n' || char === '\r') {
      if (!open && edits.at(-1)?.at !== codeEnd) finishHead(text, statement, codeEnd, edits);
      at = nextLine(text, at);
      if (!open && at === until) return { edits, starts, isWhole: false };
      startLine();
    } else if (char === '#') at = lineEnd(text, at);
    else if (char === '"' || char === "'") codeEnd = at = skipString(text, at, open, edits);
    else if (char === '\\' && isLineEnd(text[at + 1])) at = continueLine(text, at, edits);
    else if (isSpace(char)) at = skipSpace(text, at);
    else if (char === '?' && !open && isLineEnd(text[skipSpace(text, at + 1)])) {
      const start = skipSpace(text, lineStart(text, at));
      if (edits.every((edit) => edit.at < start)) at = commentOut(text, start, edits, false);
      else at += 1;
    } else {
      const closer = closers[char];
      if (closer !== undefined) open = { closer, outer: open };
      else if (open && (char === ')' || char === ']' || char === '}')) {
        let matching: Opener | undefined = open;
        while (matching && matching.closer !== char) matching = matching.outer;
        if (matching) {
          close(at, matching);
          open = matching.outer;
        }
      }
      codeEnd = at += 1;
    }
  }
}

const space = 32;
const plain = new Uint8Array(128);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,=:+-*/<>') {
  plain[char.charCodeAt(0)] = 1;
}

/** Letters, digits and the like: most of a file. */
function isPlain(code: number): boolean {
  return plain[code] === 1;
}

/** Gives the head of a block that is not finished what it waits for, which the parser would take from the next line. */
function finishHead(text: string, statement: number, codeEnd: number, edits: Edit[]): void {
  let start = skipSpace(text, statement);
  if (wordAt(text, start) === 'async') start = skipSpace(text, start + 5);
  const head = wordAt(text, start);
  if (!heads.has(head) || text[codeEnd - 1] === ':') return;
  const words = text.slice(start, codeEnd).split(' ');
  const last = words.at(-1) ?? '';
  let insert = waiting.has(last) || last.endsWith(',') ? ' 0' : '';
  if (head === 'for' && !words.includes('in')) insert += ' in 0';
  if (insert !== '') edits.push({ at: codeEnd, remove: 0, insert });
}

/** Whether a line inside brackets can only be there because they were not closed: it goes no deeper than their statement. */
function beginsStatement(text: string, start: number, column: number): boolean {
  const at = skipSpace(text, start);
  const char = text[at];
  if (isLineEnd(char) || char === '#' || char === ')' || char === ']' || char === '}') return false;
  return columnOf(text, start) <= column || beginnings.has(wordAt(text, at));
}

/** Behind a backslash and the line end that it hides. The parser takes only one character as the end of such a line. */
function continueLine(text: string, at: number, edits: Edit[]): number {
  if (text.startsWith('\r\n', at + 1)) edits.push({ at: at + 1, remove: 2, insert: '\n' });
  return nextLine(text, at + 1);
}

/** The end of the string that begins at `start`. A short one that its line does not close is closed. */
function skipString(text: string, start: number, open: Opener | undefined, edits: Edit[]): number {
  const quote = text[start] ?? '';
  const long = text.startsWith(quote.repeat(3), start);
  let at = start + (long ? 3 : 1);
  for (;;) {
    while (isPlain(text.charCodeAt(at)) || text.charCodeAt(at) === space) at += 1;
    const char = text[at];
    if (char === '\\' && isLineEnd(text[at + 1])) at = continueLine(text, at, edits);
    else if (char === '\\') at += 2;
    else if (char === quote && (!long || text.startsWith(quote.repeat(3), at))) return at + (long ? 3 : 1);
    else if (char === undefined && long) return text.length;
    else if (isLineEnd(char) && !long) break;
    else at += 1;
  }
  at = Math.min(at, text.length);
  // An editor closes brackets by itself: those behind the string that are exactly the open ones are no part of it.
  let end = at;
  let needed = '';
  for (let opener = open; opener; opener = opener.outer) needed += opener.closer;
  if (
    needed !== '' &&
    text
      .slice(start + 1, at)
      .trimEnd()
      .endsWith(needed)
  ) {
    end = text.slice(0, at).trimEnd().length - needed.length;
  }
  edits.push({ at: end, remove: 0, insert: quote });
  return end;
}

/** Comments out a line that IPython reads by itself; returns where reading goes on. */
function commentOutMagic(text: string, start: number, edits: Edit[]): number {
  let at = start;
  while (isSpace(text[at])) {
    // A form feed sets the indentation back to nothing.
    if (text[at] === '\f') edits.push({ at, remove: 1, insert: '\n' });
    at += 1;
  }
  const char = text[at];
  if (char === '%' || char === '!' || char === '?') {
    const magic = text.slice(at, lineEnd(text, at));
    const name = magic.split(' ', 1)[0] ?? '';
    const wholeCell = name.startsWith('%%') && !pythonCells.has(name) && text.slice(0, at).trim() === '';
    return commentOut(text, at, edits, wholeCell);
  }
  return start;
}

/** One line with those that continue it, or all that follow. */
function commentOut(text: string, start: number, edits: Edit[], all: boolean): number {
  let at = start;
  for (;;) {
    if (!isLineEnd(text[at])) edits.push({ at, remove: 1, insert: '#' });
    const end = lineEnd(text, at);
    if (end >= text.length) return text.length;
    if (!all && text[end - 1] !== '\\') return end;
    at = skipSpace(text, nextLine(text, at));
  }
}
