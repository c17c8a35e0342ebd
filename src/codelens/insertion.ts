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
import type { Variable } from '../python/python.ts';
import { assemble } from '../snippets/assemble.ts';
import { editorSnippet } from '../snippets/render.ts';
import type {
  Code,
  CodeStyle,
  KnownName,
  Piece,
  Snippet,
  SnippetSdk,
  SnippetTarget,
  Stop,
} from '../snippets/snippet.ts';
import { root } from '../storage/path.ts';
import { missingImports } from './imports.ts';
import type { Reading } from './documents.ts';
import type { Meaning } from './meaning.ts';
import type { LanguageServices } from './services.ts';

/** Where code goes: in place of `range`, or as lines of its own behind the line of `after`. */
export type Where = { readonly at: Range } | { readonly after: Position; readonly indent: string };

/** What an insertion does to a document, all of it undone at once. */
export interface Insertion {
  readonly where: Range;
  /** In the editor's snippet syntax. */
  readonly snippet: string;
  readonly imports: readonly TextEdit[];
  readonly code: Code;
}

/** Works out what inserting a snippet does; asks Azure for the names that its tab stops offer. */
export async function insertionOf(
  services: LanguageServices,
  document: TextDocument,
  snippet: Snippet,
  meaning: Meaning,
  where: Where,
): Promise<Insertion> {
  const reading = services.documents.read(document);
  const at = 'at' in where ? where.at.start : where.after;
  const style = styleOf(document, reading, at, { meaning, sdk: snippet.sdk });
  const code = assemble(snippet, targetOf(meaning, style));
  const choices = await choicesFor(services, meaning, code);
  const text = editorSnippet(code, snippet.language, style, choices);
  return {
    code,
    ...placed(document, text, where),
    imports: reading ? missingImports(document, reading, code.imports) : [],
  };
}

/** Applies it as one step of undo, with the first tab stop selected. */
export async function insert(
  document: TextDocument,
  { where, snippet, imports }: Insertion,
): Promise<boolean> {
  const edit = new WorkspaceEdit();
  const inserted = new SnippetTextEdit(where, new SnippetString(snippet));
  // It has its indentation already.
  inserted.keepWhitespace = true;
  edit.set(document.uri, [...imports, inserted]);
  return editor.applyEdit(edit);
}

/** The snippet where it goes: indented like what is there, and with its line ends. */
function placed(document: TextDocument, snippet: string, where: Where): Pick<Insertion, 'where' | 'snippet'> {
  const eol = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  const lines = (indent: string) =>
    snippet.split('\n').map((line, index) => (index === 0 || line === '' ? line : indent + line));
  if ('after' in where) {
    const { after, indent } = where;
    const end = document.lineAt(after.line).range.end;
    return { where: new Range(end, end), snippet: eol + indent + lines(indent).join(eol) };
  }
  const line = document.lineAt(where.at.start.line).text;
  const indent = line.slice(0, line.length - line.trimStart().length);
  return { where: where.at, snippet: lines(indent).join(eol) };
}

/** The variables that a snippet can use at a position, under the words it has for them. */
const known: Readonly<Partial<Record<Variable['kind'], KnownName>>> = {
  workspace: 'workspace',
  datastore: 'datastore',
  mlClient: 'mlClient',
  compute: 'compute',
  dataReference: 'dataReference',
  dataset: 'dataset',
  runConfig: 'runConfig',
};

function styleOf(
  document: TextDocument,
  reading: Reading | undefined,
  at: Position,
  about: About,
): CodeStyle {
  if (!reading) return { quote: '"', indent: '  ', known: {}, taken: new Set() };
  const { file } = reading;
  const line = document.lineAt(at.line);
  // What is assigned in this very line can be used behind it.
  const variables = file.variablesAt(reading.offsetAt(line.range.end));
  const named: Partial<Record<KnownName, string>> = {};
  for (const variable of variables) {
    const name = known[variable.kind];
    if (name && isMeant(variable, about)) named[name] ??= variable.name;
  }
  return { quote: file.quote, indent: file.indent, known: named, taken: file.names };
}

interface About {
  readonly meaning: Meaning;
  readonly sdk: SnippetSdk;
}

/** Of several datastores, the one that the snippet is about; an object of the other SDK is of no use. */
function isMeant({ kind, datastore, sdk: of }: Variable, { meaning, sdk }: About): boolean {
  if (of !== sdk) return false;
  if (kind !== 'datastore' || !meaning.datastore || !datastore) return true;
  const { name, isDefault } = meaning.datastore;
  if (datastore.by === 'default') return isDefault;
  return datastore.by === 'name' && datastore.name.toLowerCase() === name.toLowerCase();
}

function targetOf(meaning: Meaning, code: CodeStyle): SnippetTarget {
  const { workspace, datastore, datastoreName, path, ofConfig = true } = meaning;
  // Of a datastore that could not be looked up, what most of them are.
  const named = datastoreName === undefined ? undefined : { name: datastoreName, type: 'AzureBlob' };
  const { subscriptionId = '', resourceGroup = '', name = '' } = workspace ?? {};
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
export function standaloneTarget(meaning: Meaning): SnippetTarget {
  const code: CodeStyle = { quote: '"', indent: '    ', known: {}, taken: new Set() };
  return targetOf(meaning, code);
}

/** Names that Azure has for each tab stop. */
async function choicesFor(
  { names }: LanguageServices,
  { workspace, datastore, unlisted }: Meaning,
  code: Code,
): Promise<(stop: Stop) => readonly string[]> {
  const stops = new Set(code.pieces.flatMap(stopsOf).map(({ stop }) => stop));
  if (!workspace) return () => [];
  const [datastores, computes, entries] = await Promise.all([
    stops.has('datastore') ? names.datastores(workspace) : undefined,
    stops.has('compute') ? names.computes(workspace) : undefined,
    stops.has('path') && !unlisted && datastore?.kind?.openStorage
      ? names.entries(workspace, datastore, root)
      : undefined,
  ]);
  const folders = (entries ?? []).filter(({ kind, name }) => kind === 'folder' && name !== '');
  const lists: Readonly<Partial<Record<Stop['stop'], readonly string[]>>> = {
    datastore: datastores?.map(({ name }) => name) ?? [],
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
