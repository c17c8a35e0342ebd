import { Uri, window, workspace, type TextDocument, type TextEditor } from 'vscode';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { LensTarget } from '../contributions.ts';

/** A line of a document that a command works on. */
export interface FileTarget {
  readonly document: TextDocument;
  readonly line: number;
}

/** The line that a lens stands above, else that of the cursor. `invalidInput`: no editor is open. */
export async function fileTarget(given: unknown): Promise<FileTarget> {
  if (isLensTarget(given)) {
    const document = await workspace.openTextDocument(Uri.parse(given.document, true));
    return { document, line: Math.min(given.line, document.lineCount - 1) };
  }
  const editor = window.activeTextEditor;
  if (!editor)
    throw new Failure(
      'invalidInput',
      t('No file is open in an editor. Open the file that the code is to go into.'),
    );
  return { document: editor.document, line: editor.selection.active.line };
}

export function isLensTarget(given: unknown): given is LensTarget {
  return typeof given === 'object' && given !== null && 'document' in given && 'line' in given;
}

/** The editor that shows the document, if there is one. */
export function editorOf(document: TextDocument): TextEditor | undefined {
  return window.visibleTextEditors.find((editor) => editor.document === document);
}
