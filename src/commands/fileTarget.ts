import { Uri, window, workspace, type TextDocument } from 'vscode';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { LensTarget } from '../contributions.ts';

/** A line of a document that a command works on. */
export interface FileTarget {
  readonly document: TextDocument;
  readonly line: number;
  /** Where the line is by now, if lines above it have come or gone. */
  readonly lineNow: () => number;
}

/** The line that a lens stands above, else that of the cursor. `invalidInput`: no editor is open. */
export async function fileTarget(given: unknown): Promise<FileTarget> {
  if (isLensTarget(given)) {
    const document = await workspace.openTextDocument(Uri.parse(given.document, true));
    return targetIn(document, Math.min(given.line, document.lineCount - 1));
  }
  const editor = window.activeTextEditor;
  if (!editor)
    throw new Failure(
      'invalidInput',
      t('No file is open in an editor. Open the file that the code is to go into.'),
    );
  return targetIn(editor.document, editor.selection.active.line);
}

function targetIn(document: TextDocument, line: number): FileTarget {
  const { text } = document.lineAt(line);
  const isSame = (at: number) => at >= 0 && at < document.lineCount && document.lineAt(at).text === text;
  const lineNow = () => {
    for (let away = 0; away < document.lineCount; away++) {
      if (isSame(line - away)) return line - away;
      if (isSame(line + away)) return line + away;
    }
    return Math.min(line, document.lineCount - 1);
  };
  return { document, line, lineNow };
}

export function isLensTarget(given: unknown): given is LensTarget {
  return typeof given === 'object' && given !== null && 'document' in given && 'line' in given;
}
