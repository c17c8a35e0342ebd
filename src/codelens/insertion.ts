import type { Position, TextEdit } from 'vscode';
import {
  EndOfLine,
  Range,
  SnippetString,
  SnippetTextEdit,
  workspace as editor,
  WorkspaceEdit,
  type TextDocument,
} from 'vscode';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { assemble } from '../snippets/assemble.ts';
import { editorSnippet, usualStyle } from '../snippets/render.ts';
import type { Code, CodeStyle, Piece, Snippet, SnippetTarget, Stop } from '../snippets/snippet.ts';
import { root } from '../storage/path.ts';
import { missingImports, withoutClashes } from './imports.ts';
import type { Meaning } from './meaning.ts';
import type { LanguageServices } from './services.ts';
import { styleAt } from './style.ts';

/** Where code goes: in place of a range, or as lines of its own behind a line. `bare`: the editor indents it itself. */
export type Where =
  { readonly at: Range; readonly bare?: true } | { readonly after: Position; readonly indent: string };

/** What an insertion does to a document, all of it undone at once. */
export interface Insertion {
  readonly where: Range;
  /** In the editor's snippet syntax. */
  readonly snippet: string;
  readonly imports: readonly TextEdit[];
  readonly code: Code;
  readonly style: CodeStyle;
}

/** How often it is worked out anew when the document is changed meanwhile. */
const mostTries = 3;

/**
 * Works out what inserting a snippet does, asking Azure for the names that its tab stops offer. `where` is asked again
 * when the document is changed meanwhile; `unavailable` when that does not end.
 */
export async function insertionOf(
  services: LanguageServices,
  document: TextDocument,
  snippet: Snippet,
  meaning: Meaning,
  where: () => Where,
): Promise<Insertion> {
  for (let tries = 0; tries < mostTries; tries++) {
    const { version } = document;
    const insertion = await insertionNow(services, document, snippet, meaning, where());
    if (document.version === version) return insertion;
  }
  throw new Failure(
    'unavailable',
    t('“{0}” is being changed all the time, so nothing was inserted. Try again.', nameOf(document)),
  );
}

async function insertionNow(
  services: LanguageServices,
  document: TextDocument,
  snippet: Snippet,
  meaning: Meaning,
  where: Where,
): Promise<Insertion> {
  const reading = services.documents.read(document);
  const at = 'at' in where ? where.at.start : where.after;
  const style = await styleAt(services, document, at, { meaning, sdk: snippet.sdk });
  const assembled = assemble(snippet, targetOf(meaning, style));
  const offset = reading?.offsetAt(at) ?? 0;
  const code = reading ? withoutClashes(assembled, reading.file, offset) : assembled;
  const choices = await choicesFor(services, meaning, code);
  const text = editorSnippet(code, snippet.language, style, choices);
  const imports = reading ? missingImports(document, reading, code.imports, offset) : [];
  return { code, style, ...placed(document, text, where), imports };
}

/** Applies it as one step of undo, with the first tab stop selected. `unavailable`: the document cannot be changed. */
export async function insert(document: TextDocument, { where, snippet, imports }: Insertion): Promise<void> {
  const edit = new WorkspaceEdit();
  const inserted = new SnippetTextEdit(where, new SnippetString(snippet));
  // It has its indentation already.
  inserted.keepWhitespace = true;
  edit.set(document.uri, [...imports, inserted]);
  if (await editor.applyEdit(edit)) return;
  throw new Failure(
    'unavailable',
    t('“{0}” could not be changed. Check that it is not read-only, then try again.', nameOf(document)),
  );
}

const nameOf = ({ uri }: TextDocument): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

/** The snippet where it goes: indented like what is there, and with its line ends. */
function placed(document: TextDocument, snippet: string, where: Where): Pick<Insertion, 'where' | 'snippet'> {
  const eol = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  const lines = (indent: string) =>
    snippet.split('\n').map((line, index) => (index === 0 || line === '' ? line : indent + line));
  if ('after' in where) {
    const { after, indent } = where;
    const { end } = document.lineAt(after.line).range;
    return { where: new Range(end, end), snippet: eol + indent + lines(indent).join(eol) };
  }
  const line = document.lineAt(where.at.start.line).text;
  const indent = where.bare ? '' : line.slice(0, line.length - line.trimStart().length);
  return { where: where.at, snippet: lines(indent).join(eol) };
}

function targetOf(meaning: Meaning, code: CodeStyle): SnippetTarget {
  const { workspace, datastore, said, path, ofConfig = true } = meaning;
  const { subscriptionId = '', resourceGroup = '', name = '' } = workspace ?? {};
  // Of a datastore that could not be looked up, what most of them are.
  const named = said?.datastore?.by === 'name' ? { name: said.datastore.name, type: 'AzureBlob' } : undefined;
  return {
    workspace: workspace && { name, subscriptionId, resourceGroup },
    // The SDKs read config.json themselves.
    fromConfig: ofConfig,
    datastore: datastore ? { name: datastore.name, type: datastore.type } : named,
    path,
    code,
  };
}

/** For a text that stands by itself. */
export const standaloneTarget = (meaning: Meaning): SnippetTarget => targetOf(meaning, usualStyle);

/** Names that Azure has for each tab stop. */
async function choicesFor(
  { names }: LanguageServices,
  { workspace, datastore, unlisted }: Meaning,
  code: Code,
): Promise<(stop: Stop) => readonly string[]> {
  const stops = new Set(code.pieces.flatMap(stopsOf).map(({ stop }) => stop));
  if (!workspace) return () => [];
  const listed = datastore?.kind?.openStorage && !unlisted ? datastore : undefined;
  const [datastores, computes, entries] = await Promise.all([
    stops.has('datastore') ? names.datastores(workspace) : undefined,
    stops.has('compute') ? names.computes(workspace) : undefined,
    stops.has('path') && listed ? names.entries(workspace, listed, root) : undefined,
  ]);
  const folders = (entries ?? []).filter(({ kind, name }) => kind === 'folder' && name !== '');
  const lists: Readonly<Partial<Record<Stop['stop'], readonly string[]>>> = {
    datastore: datastores?.datastores.map(({ name }) => name) ?? [],
    compute: computes?.map(({ name }) => name) ?? [],
    path: folders.slice(0, mostChoices).map(({ path }) => path),
  };
  return ({ stop }) => lists[stop] ?? [];
}

function stopsOf(piece: Piece): readonly Stop[] {
  if (typeof piece === 'string') return [];
  return 'stop' in piece ? [piece] : piece.text.filter((part) => typeof part !== 'string');
}

/** More is no help in a drop-down list. */
const mostChoices = 50;
