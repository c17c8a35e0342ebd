import { EndOfLine, TextEdit, type TextDocument } from 'vscode';
import type { PythonImport } from '../snippets/snippet.ts';
import { importLines } from '../snippets/python.ts';
import type { Reading } from './documents.ts';

/** The edits that bring in what a snippet needs and the file, or a cell above, has not imported. */
export function missingImports(
  document: TextDocument,
  { file, start, positionAt }: Reading,
  wanted: readonly PythonImport[],
): readonly TextEdit[] {
  const missing = wanted.filter(
    ({ module, name }) =>
      !file.imports.some((one) => one.module === module && one.name === name && one.as === (name ?? module)),
  );
  if (missing.length === 0) return [];
  const eol = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  const at = positionAt(Math.max(file.importsEnd, start));
  const lines = importLines(missing).join('\n').split('\n').join(eol);
  // At the end of a text without a last line end, the imports begin a line of their own.
  const before = at.character === 0 ? '' : eol;
  const code = document.lineAt(at.line).text;
  const isFirst =
    !file.imports.some(({ statement }) => statement.from >= start) &&
    code.trim() !== '' &&
    at.character === 0;
  return [TextEdit.insert(at, `${before}${lines}${eol}${isFirst ? eol : ''}`)];
}
