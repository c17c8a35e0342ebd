import { env, Range, window, type TextDocument } from 'vscode';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { LensTarget, Target } from '../contributions.ts';
import { familyOf, sdkFirst, type Family } from '../codelens/families.ts';
import { insert, insertionOf, standaloneTarget, type Where } from '../codelens/insertion.ts';
import { meaningOfLine, placeOnLine } from '../codelens/lineMeaning.ts';
import { configOf, type Meaning } from '../codelens/meaning.ts';
import { allSnippets, languageOf, snippetsFor } from '../codelens/offered.ts';
import type { LanguageServices } from '../codelens/services.ts';
import { standalone } from '../snippets/assemble.ts';
import type { Language, Snippet, SnippetSdk } from '../snippets/snippet.ts';
import type { Node } from '../tree/nodes.ts';
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
  const reading = language.documents.read(file.document);
  const place = reading && placeOnLine(reading, file.line);
  const meaning = await meaningOfLine(language, file.document, file.line);
  const sdk = place?.sdk ?? sdkOf(language, file.document);
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
    ? { ...row, ...(await configOf(language, file.document, row.workspace)) }
    : await meaningOfLine(language, file.document, file.line);
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

/** What the file imports; v2 where it says nothing, as v1 is out of support. */
export function sdkOf({ documents }: LanguageServices, document: TextDocument): SnippetSdk {
  const sdks = documents.read(document)?.file.sdks;
  return sdks?.has('v1') && !sdks.has('v2') ? 'v1' : 'v2';
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
  const where = isLensTarget(given) ? behind(language, file) : atCursor(file.document, editor.selection);
  const insertion = await insertionOf(language, file.document, snippet, meaning, where);
  if (!(await insert(file.document, insertion)))
    throw new Failure(
      'unavailable',
      t('The file could not be changed, as it was changed at the same moment. Try again.'),
    );
}

/** Behind the statement on this line that says what the code is about, with its indentation. */
function behind(language: LanguageServices, { document, line }: FileTarget): Where {
  const reading = language.documents.read(document);
  const place = reading && placeOnLine(reading, line);
  const statement = place && reading.rangeOf(place.statement);
  const text = document.lineAt(line).text;
  const indent = text.slice(0, text.length - text.trimStart().length);
  return { after: statement?.end ?? document.lineAt(line).range.end, indent: place?.indent ?? indent };
}

/** An empty line takes the code; otherwise it goes behind the line that has the cursor. */
function atCursor(document: TextDocument, selection: Range): Where {
  const line = document.lineAt(selection.end.line);
  if (!selection.isEmpty || line.isEmptyOrWhitespace)
    return { at: selection.isEmpty ? new Range(line.range.end, line.range.end) : selection };
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  return { after: line.range.end, indent };
}

async function copy(snippet: Snippet, meaning: Meaning): Promise<void> {
  const { title, text } = standalone(snippet, standaloneTarget(meaning));
  await env.clipboard.writeText(text);
  void showMessage('info', t('Copied “{0}”, as no file is open that it could go into.', title));
}
