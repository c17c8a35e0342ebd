import { WorkspaceEdit, type TextDocument } from 'vscode';
import type { Span } from '../python/python.ts';
import type { Reading } from './documents.ts';
import { missingImports } from './imports.ts';

/** Replaces a secret by what the environment holds under the name of the argument that it is given to. */
export function environmentFix(
  document: TextDocument,
  reading: Reading,
  span: Span,
): WorkspaceEdit | undefined {
  const range = reading.rangeOf(span);
  if (!range) return undefined;
  const given = reading.file.calls.flatMap(({ args }) => Object.entries(args));
  const [name = ''] = given.find(([, { from, to }]) => from === span.from && to === span.to) ?? [];
  const variable = /^[a-z]/i.test(name) ? name.toUpperCase() : 'AZURE_STORAGE_SECRET';
  const { quote } = reading.file;
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, range, `os.environ[${quote}${variable}${quote}]`);
  for (const { range: at, newText } of missingImports(document, reading, [{ module: 'os' }]))
    edit.insert(document.uri, at.start, newText);
  return edit;
}
