import type { Position, TextDocument } from 'vscode';
import type { Place, Variable } from '../python/python.ts';
import type { Reading } from './documents.ts';
import { placesByLine } from './lenses.ts';
import { configOf, datastoreOf, meaningOf, readUri, type Meaning } from './meaning.ts';
import type { LanguageServices } from './services.ts';
import { urisIn } from './uris.ts';

/** The place that a lens of this line stands for. */
export function placeOnLine(reading: Reading, line: number): Place | undefined {
  return placesByLine(reading).find(({ span }) => reading.rangeOf(span)?.start.line === line);
}

/** What is selected in the view, where it is of the same datastore, or nothing says which datastore is meant. */
function withSelection(services: LanguageServices, meaning: Meaning): Meaning {
  const selected = services.selected();
  if (!selected || meaning.path !== '' || !selected.datastore.kind?.openStorage) return meaning;
  const { workspace, datastore } = meaning;
  if (workspace && workspace.id !== selected.workspace.id) return meaning;
  if (datastore && datastore.name !== selected.datastore.name) return meaning;
  // A folder or file could only be selected in a datastore that has been opened.
  return { ...meaning, ...selected, unlisted: !datastore && selected.path === '' };
}

/** What a line is about: its expression, or the datastore URI in it. */
export async function meaningOfLine(
  services: LanguageServices,
  document: TextDocument,
  line: number,
): Promise<Meaning> {
  const reading = services.documents.read(document);
  const place = reading && placeOnLine(reading, line);
  if (place) return withSelection(services, await meaningOf(services, document, reading.file, place));
  const uri = uriOnLine(document, reading, line);
  if (uri !== undefined) return meaningOfUri(services, document, uri, reading);
  return meaningAt(services, document, document.lineAt(line).range.end);
}

function uriOnLine(document: TextDocument, reading: Reading | undefined, line: number): string | undefined {
  if (!reading) return urisIn(document).find(({ range }) => range.start.line === line)?.uri;
  return reading.file.slots.find(
    ({ kind, content }) => kind === 'uri' && reading.rangeOf(content)?.start.line === line,
  )?.value;
}

/** What a datastore URI in this document means. */
export async function meaningOfUri(
  services: LanguageServices,
  document: TextDocument,
  written: string,
  reading: Reading | undefined = services.documents.read(document),
): Promise<Meaning> {
  const uri = readUri(written);
  const workspace = await services.belongings.workspaceOf(document, reading?.file, uri?.workspace);
  const datastore = await datastoreOf(services, workspace, uri && { by: 'name', name: uri.datastore });
  const datastoreName = uri?.datastore;
  return {
    workspace,
    datastore,
    datastoreName,
    path: uri?.path ?? '',
    ...(await configOf(services, document, workspace)),
  };
}

/** What code at a position is most likely about: the nearest variables, and what is selected in the view. */
export async function meaningAt(
  services: LanguageServices,
  document: TextDocument,
  position: Position,
): Promise<Meaning> {
  const reading = services.documents.read(document);
  const variables = reading?.file.variablesAt(reading.offsetAt(position)) ?? [];
  const nearest = (kind: Variable['kind']) => variables.find((variable) => variable.kind === kind);
  const owner = nearest('datastore') ?? nearest('workspace') ?? nearest('mlClient');
  const workspace = await services.belongings.workspaceOf(document, reading?.file, owner?.workspace);
  const datastore = await datastoreOf(services, workspace, nearest('datastore')?.datastore);
  const config = await configOf(services, document, workspace);
  return withSelection(services, { workspace, datastore, path: '', ...config });
}
