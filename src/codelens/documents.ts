import { Range, workspace, type NotebookDocument, type Position, type TextDocument } from 'vscode';
import type { PythonFile, PythonReader, Span } from '../python/python.ts';
import { createPythonReader } from '../python/reader.ts';

/** A document as it was read. A notebook's cell is read behind the Python cells above it, whose names it can use. */
export interface Reading {
  readonly file: PythonFile;
  readonly offsetAt: (position: Position) => number;
  readonly positionAt: (offset: number) => Position;
  /** Where a span lies in the document; absent: in a cell above. */
  readonly rangeOf: (span: Span) => Range | undefined;
  /** Where the document's own text begins in what was read. */
  readonly start: number;
  /** What was read. */
  readonly text: string;
}

export interface Documents {
  /** Reads it as it is now, parsing what has changed. `undefined`: it is not Python. */
  read(document: TextDocument): Reading | undefined;
  dispose(): void;
}

/** Files that are worked on; what Git shows of an older state is not, nor what is only read. */
export const schemes: readonly string[] = ['file', 'untitled', 'vscode-notebook-cell', 'vscode-vfs'];

/** In characters: more is generated, and not read by people either. */
const longest = 2_000_000;

interface Known {
  readonly reader: PythonReader;
  versions: string;
  reading: Reading;
}

export function createDocuments(): Documents {
  const known = new Map<string, Known>();
  const closing = workspace.onDidCloseTextDocument(({ uri }) => known.delete(uri.toString()));

  return {
    read(document) {
      if (document.languageId !== 'python' || !schemes.includes(document.uri.scheme)) return undefined;
      const key = document.uri.toString();
      const above = cellsAbove(document);
      const versions = [...above, document].map(({ uri, version }) => `${uri.fragment}:${version}`).join();
      const before = known.get(key);
      if (before?.versions === versions) return before.reading;
      const reader = before?.reader ?? createPythonReader();
      const start = above.map((cell) => `${cell.getText()}\n`).join('');
      const text = start + document.getText();
      const reading = readingOf(document, start.length, text, reader.read(text.length > longest ? '' : text));
      known.set(key, { reader, versions, reading });
      return reading;
    },
    dispose() {
      closing.dispose();
      known.clear();
    },
  };
}

function readingOf(document: TextDocument, start: number, text: string, file: PythonFile): Reading {
  const positionAt = (offset: number) => document.positionAt(offset - start);
  return {
    ...{ file, start, text },
    offsetAt: (position) => start + document.offsetAt(position),
    positionAt,
    rangeOf: ({ from, to }) => (from < start ? undefined : new Range(positionAt(from), positionAt(to))),
  };
}

/** The notebook that a cell's document is of. */
export function notebookOf(document: TextDocument): NotebookDocument | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  return workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some((cell) => cell.document === document),
  );
}

/** The Python cells that stand below this one, and can use its names. */
export function cellsBelow(document: TextDocument): readonly TextDocument[] {
  const { cells, index } = cellsOf(document);
  return pythonOf(cells.slice(index + 1));
}

/** The Python cells that stand above this one in its notebook. */
function cellsAbove(document: TextDocument): readonly TextDocument[] {
  const { cells, index } = cellsOf(document);
  return pythonOf(cells.slice(0, index));
}

/** All cells of a document's notebook, and which of them it is: of a document that is no cell, none. */
function cellsOf(document: TextDocument): {
  readonly cells: readonly TextDocument[];
  readonly index: number;
} {
  const cells = notebookOf(document)?.getCells() ?? [];
  const documents = cells.map((cell) => cell.document);
  return { cells: documents, index: Math.max(0, documents.indexOf(document)) };
}

const pythonOf = (cells: readonly TextDocument[]) =>
  cells.filter(({ languageId }) => languageId === 'python');
