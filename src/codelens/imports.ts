import { EndOfLine, TextEdit, type TextDocument } from 'vscode';
import type { ImportedName, PythonFile } from '../python/python.ts';
import { importLines } from '../snippets/python.ts';
import type { Code, PythonImport } from '../snippets/snippet.ts';
import type { Reading } from './documents.ts';

/** What the code calls it. */
const boundTo = ({ module, name, as }: PythonImport): string => as ?? name ?? module;

function isImported(file: PythonFile, offset: number, wanted: PythonImport): boolean {
  const reaches = ({ within }: ImportedName) => !within || (within.from <= offset && offset <= within.to);
  return file.imports.some(
    (one) =>
      one.module === wanted.module && one.name === wanted.name && one.as === boundTo(wanted) && reaches(one),
  );
}

/** The edits that bring in what code at an offset needs and the file, or a cell above, has not imported there. */
export function missingImports(
  document: TextDocument,
  { file, start, positionAt }: Reading,
  wanted: readonly PythonImport[],
  offset: number,
): readonly TextEdit[] {
  const missing = wanted.filter((one) => !isImported(file, offset, one));
  if (missing.length === 0) return [];
  const eol = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  const at = positionAt(file.importsEndFrom(start));
  const lines = importLines(missing).join('\n').split('\n').join(eol);
  // At the end of a text without a last line end, the imports begin a line of their own.
  const before = at.character === 0 ? '' : eol;
  const code = document.lineAt(at.line).text;
  const isFirst = !file.imports.some(({ statement }) => statement.from >= start);
  const apart = isFirst && code.trim() !== '' && at.character === 0 ? eol : '';
  return [TextEdit.insert(at, `${before}${lines}${eol}${apart}`)];
}

/** The same code with other names for what would take a name that stands for something else in the file. */
export function withoutClashes(code: Code, file: PythonFile, offset: number): Code {
  const renamed = new Map<string, string>();
  const imports = code.imports.map((wanted) => {
    const { name } = wanted;
    if (name === undefined || wanted.as !== undefined || isImported(file, offset, wanted)) return wanted;
    const clashes = file.imports.some(({ as, module }) => as === name && !sameThing(module, wanted.module));
    if (!clashes) return wanted;
    const as = `AzureML${name}`;
    renamed.set(name, as);
    return { ...wanted, as };
  });
  if (renamed.size === 0) return code;
  const names = new RegExp(`(?<![.\\w])(?:${[...renamed.keys()].join('|')})(?=[.(])`, 'g');
  const pieces = code.pieces.map((piece) =>
    typeof piece === 'string' ? piece.replace(names, (name) => renamed.get(name) ?? name) : piece,
  );
  return { imports, pieces };
}

/** `azureml.core` and `azureml.core.datastore` give the same class of a name. */
const sameThing = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
