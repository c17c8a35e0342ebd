import type { Position, TextDocument } from 'vscode';
import { nameOf } from '../azureml/workspaceReference.ts';
import type { Place, Variable } from '../python/python.ts';
import type { Reading } from './documents.ts';
import { placesByLine } from './lenses.ts';
import { isOfConfig, meaningOf, saidByUri, type Meaning, type Said } from './meaning.ts';
import type { LanguageServices } from './services.ts';
import { uriAt } from './uris.ts';

/** The place that a lens of this line stands for. */
export function placeOnLine(reading: Reading, line: number): Place | undefined {
  return placesByLine(reading).find(({ span }) => reading.rangeOf(span)?.start.line === line);
}

/** What is selected in the view, where it is of the same datastore, or nothing says which datastore is meant. */
async function withSelection(
  services: LanguageServices,
  document: TextDocument,
  meaning: Meaning,
): Promise<Meaning> {
  const selected = services.selected();
  if (!selected || meaning.path !== '' || !selected.datastore.kind?.openStorage) return meaning;
  const { workspace, datastore, said } = meaning;
  if (workspace && workspace.id !== selected.workspace.id) return meaning;
  const named = said?.datastore !== undefined;
  if (named && datastore?.name !== selected.datastore.name) return meaning;
  const workspaceName = nameOf(selected.workspace);
  return {
    ...meaning,
    ...selected,
    workspaceName,
    // A folder or file could only be selected in a datastore that has been opened.
    unlisted: !named && selected.path === '',
    ofConfig: await isOfConfig(services, document, workspaceName),
  };
}

/** What a line is about: its expression, or the datastore URI in it. */
export async function meaningOfLine(
  services: LanguageServices,
  document: TextDocument,
  line: number,
): Promise<Meaning> {
  const reading = services.documents.read(document);
  const place = reading && placeOnLine(reading, line);
  if (place)
    return withSelection(
      services,
      document,
      await meaningOf(services, document, reading.file, saidBy(place)),
    );
  const uri = uriOnLine(document, reading, line);
  if (uri !== undefined) return meaningOfUri(services, document, uri);
  return meaningAt(services, document, document.lineAt(line).range.end);
}

function saidBy({ kind, variable, workspace, datastore, path, ...through }: Place): Said {
  const own = (kinds: readonly Place['kind'][]) => (kinds.includes(kind) ? variable : undefined);
  const variables = {
    workspace: own(['workspace', 'mlClient']) ?? through.workspaceVariable,
    datastore: own(['datastore']) ?? through.datastoreVariable,
  };
  return { workspace, datastore, path, variables };
}

function uriOnLine(document: TextDocument, reading: Reading | undefined, line: number): string | undefined {
  if (!reading) return uriAt(document, document.lineAt(line).range)?.uri;
  return reading.file.slots.find(
    ({ kind, content }) => kind === 'uri' && reading.rangeOf(content)?.start.line === line,
  )?.value;
}

/** What a datastore URI in this document means. */
export async function meaningOfUri(
  services: LanguageServices,
  document: TextDocument,
  written: string,
): Promise<Meaning> {
  return meaningOf(services, document, services.documents.read(document)?.file, saidByUri(written));
}

/** What code at a position is most likely about: the nearest variables, and what is selected in the view. */
export async function meaningAt(
  services: LanguageServices,
  document: TextDocument,
  position: Position,
): Promise<Meaning> {
  const reading = services.documents.read(document);
  const variables = reading?.file.variablesAt(reading.offsetAt(position)) ?? [];
  const nearest = (...kinds: readonly Variable['kind'][]) =>
    variables.find((variable) => kinds.includes(variable.kind));
  const datastore = nearest('datastore');
  const owner = datastore ?? nearest('workspace') ?? nearest('mlClient');
  const said: Said = { workspace: owner?.workspace, datastore: datastore?.datastore };
  return withSelection(services, document, await meaningOf(services, document, reading?.file, said));
}
