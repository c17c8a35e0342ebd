import { env, Range, window, type TextDocument } from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled, untilAborted } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { LensTarget, Target } from '../contributions.ts';
import { familyOf, sdkFirst, type Family } from '../codelens/families.ts';
import { insert, insertionOf, standaloneTarget, type Where } from '../codelens/insertion.ts';
import { meaningOfLine, placeOnLine } from '../codelens/lineMeaning.ts';
import { isOfConfig, type Meaning } from '../codelens/meaning.ts';
import { allSnippets, languageOf, snippetsFor } from '../codelens/offered.ts';
import type { LanguageServices } from '../codelens/services.ts';
import { standalone } from '../snippets/assemble.ts';
import type { Language, Snippet, SnippetSdk } from '../snippets/snippet.ts';
import type { Node } from '../tree/nodes.ts';
import { stoppable } from '../ui/progress.ts';
import { showMessage } from '../ui/report.ts';
import { fileTarget, isLensTarget, type FileTarget } from './fileTarget.ts';
import { pickSnippet } from './pickSnippet.ts';
import { rowMeaning } from './rowMeaning.ts';
import type { Services } from './services.ts';

/** Inserts a snippet of one family behind the line of a lens, or at the cursor. `id`: the snippet, which is not asked for then. */
export async function insertOfFamily(
  services: Services,
  family: Family,
  given?: LensTarget,
  id?: string,
): Promise<void> {
  const language = await services.language();
  const file = await fileTarget(given);
  const spoken = spokenIn(file.document);
  const sdk = sdkOfLine(language, file);
  const meaning = await lineMeaning(language, file);
  const snippet = await pickSnippet(familyOf(family, spoken, sdk), sdk, meaning, id);
  await insertAt(language, file, snippet, meaning, given);
}

/** Inserts any snippet: about a row of the view, or about the line of the cursor. Without an editor for it, it is copied. */
export async function insertSnippet(
  services: Services,
  target?: Target<Node> | LensTarget,
  id?: string,
): Promise<void> {
  const language = await services.language();
  const row = isLensTarget(target) ? undefined : await rowMeaning(services, target);
  const document = isLensTarget(target) ? undefined : window.activeTextEditor?.document;
  const spoken = document && languageOf(document);
  if (row && !spoken) {
    const snippet = await pickSnippet(sdkFirst(allSnippets, 'v2'), 'v2', row, id);
    await copy(snippet, row);
    return;
  }
  const file = await fileTarget(target);
  const sdk = sdkOf(language, file.document);
  const meaning = row
    ? { ...row, ofConfig: await isOfConfig(language, file.document, row.workspaceName) }
    : await lineMeaning(language, file);
  const own = spokenIn(file.document);
  const snippet = await pickSnippet(sdkFirst(snippetsFor(own), sdk), sdk, meaning, id);
  await insertAt(language, file, snippet, meaning, target);
}

/** The language of a document; `unsupported` for one in which nothing can be written. */
function spokenIn(document: TextDocument): Language {
  const spoken = languageOf(document);
  if (spoken) return spoken;
  throw new Failure(
    'unsupported',
    t(
      'There are no snippets for files in the language “{0}”. Open a Python file, a notebook’s cell, YAML, JSON or a shell script.',
      document.languageId,
    ),
  );
}

/** What the line is written in, else the file. */
export function sdkOfLine(language: LanguageServices, { document, line }: FileTarget): SnippetSdk {
  const reading = language.documents.read(document);
  return (reading && placeOnLine(reading, line)?.sdk) ?? sdkOf(language, document);
}

/** What the file imports; v2 where it says nothing, as v1 is out of support. */
function sdkOf({ documents }: LanguageServices, document: TextDocument): SnippetSdk {
  const sdks = documents.read(document)?.file.sdks;
  return sdks?.has('v1') && !sdks.has('v2') ? 'v1' : 'v2';
}

/** What a line is about; says that it is being looked up when that takes longer. */
export async function lineMeaning(
  language: LanguageServices,
  { document, line }: Pick<FileTarget, 'document' | 'line'>,
): Promise<Meaning> {
  const looked = await stoppable(t('Looking up what the line is about'), (signal) =>
    untilAborted(meaningOfLine(language, document, line), signal),
  );
  if (!looked) throw cancelled();
  return looked;
}

/** Behind the statement of a lens; at the cursor otherwise. */
export async function insertAt(
  language: LanguageServices,
  file: FileTarget,
  snippet: Snippet,
  meaning: Meaning,
  given: unknown,
): Promise<void> {
  const editor = await window.showTextDocument(file.document, { preserveFocus: false });
  const where = () =>
    isLensTarget(given)
      ? behind(language, file.document, file.lineNow())
      : atCursor(language, file.document, editor.selection);
  const insertion = await stoppable(t('Listing names to choose from'), (signal) =>
    untilAborted(insertionOf(language, file.document, snippet, meaning, where), signal),
  );
  if (!insertion) throw cancelled();
  await insert(file.document, insertion);
}

/** Behind the statement that this line is a part of, with its indentation; first in the block that it begins, behind a docstring. */
function behind({ documents }: LanguageServices, document: TextDocument, line: number): Where {
  const { range, text, firstNonWhitespaceCharacterIndex: first } = document.lineAt(line);
  const statement = statementOn(documents, document, line);
  if (!statement) return { after: range.end, indent: text.slice(0, first) };
  const { end, indent, inner } = statement;
  if (inner === undefined) return { after: end, indent };
  const next = end.line + 1 < document.lineCount ? statementOn(documents, document, end.line + 1) : undefined;
  return { after: next?.isText ? next.end : end, indent: inner };
}

function statementOn(documents: LanguageServices['documents'], document: TextDocument, line: number) {
  const reading = documents.read(document);
  const { range, firstNonWhitespaceCharacterIndex: first } = document.lineAt(line);
  const statement = reading?.file.statementAt(reading.offsetAt(range.start.translate(0, first)));
  const span = statement && reading?.rangeOf(statement.span);
  if (!span) return undefined;
  const { indent, inner } = statement;
  // Only a literal begins like this.
  const isText = /^[rRuU]?["']/.test(document.getText(span));
  return { end: span.end, indent, inner, isText };
}

/** An empty line, or what is selected, gives its place; otherwise it goes behind the statement that has the cursor. */
function atCursor(language: LanguageServices, document: TextDocument, selection: Range): Where {
  if (!selection.isEmpty) return { at: new Range(selection.start, selection.end) };
  const line = document.lineAt(selection.end.line);
  if (!line.isEmptyOrWhitespace) return behind(language, document, line.lineNumber);
  return { at: new Range(line.range.end, line.range.end) };
}

async function copy(snippet: Snippet, meaning: Meaning): Promise<void> {
  const { title, text } = standalone(snippet, standaloneTarget(meaning));
  await env.clipboard.writeText(text);
  void showMessage('info', t('Copied “{0}”, as no file is open that it could go into.', title));
}
