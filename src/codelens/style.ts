import type { Position, TextDocument } from 'vscode';
import { keyOf } from '../azureml/workspaceReference.ts';
import type { PythonFile, Variable } from '../python/python.ts';
import type { CodeStyle, KnownName, SnippetSdk } from '../snippets/snippet.ts';
import type { Meaning } from './meaning.ts';
import type { LanguageServices } from './services.ts';

/** What code that is to be inserted is about. */
export interface About {
  readonly meaning: Meaning;
  readonly sdk: SnippetSdk;
}

/** The words that snippets have for variables. */
const words: Readonly<Partial<Record<Variable['kind'], KnownName>>> = {
  workspace: 'workspace',
  datastore: 'datastore',
  mlClient: 'mlClient',
  compute: 'compute',
  dataReference: 'dataReference',
  dataset: 'dataset',
  runConfig: 'runConfig',
};

/** How a document is written, with the variables that code at a position can use for what it is about. */
export async function styleAt(
  services: LanguageServices,
  document: TextDocument,
  at: Position,
  about: About,
): Promise<CodeStyle> {
  const reading = services.documents.read(document);
  if (!reading) return { quote: '"', indent: '  ', known: {}, taken: new Set() };
  const { file } = reading;
  // What is assigned in this very line can be used behind it.
  const variables = file.variablesAt(reading.offsetAt(document.lineAt(at.line).range.end));
  const known: Partial<Record<KnownName, string>> = {};
  for (const variable of ownFirst(variables, about.meaning)) {
    const word = words[variable.kind];
    if (word && known[word] === undefined && (await isMeant(services, document, file, variable, about)))
      known[word] = variable.name;
  }
  return { quote: file.quote, indent: file.indent, known, taken: file.names };
}

/** Those by which the code itself says it, then the nearest. */
function ownFirst(variables: readonly Variable[], { said }: Meaning): readonly Variable[] {
  const own = new Set([said?.variables?.workspace, said?.variables?.datastore]);
  const isOwn = ({ name }: Variable) => own.has(name);
  return [...variables.filter(isOwn), ...variables.filter((variable) => !isOwn(variable))];
}

/** Not an object of the other SDK, of another workspace, or another datastore. */
async function isMeant(
  { belongings }: LanguageServices,
  document: TextDocument,
  file: PythonFile,
  variable: Variable,
  { meaning, sdk }: About,
): Promise<boolean> {
  if (variable.sdk !== sdk) return false;
  if (variable.kind === 'datastore' && !isDatastore(variable, meaning)) return false;
  if (!meaning.workspaceName) return true;
  const own = await belongings.nameOf(document, file, variable.workspace);
  return own !== undefined && keyOf(own) === keyOf(meaning.workspaceName);
}

function isDatastore({ datastore }: Variable, { datastore: found, said }: Meaning): boolean {
  const meant = found ? { by: 'name' as const, name: found.name } : said?.datastore;
  if (!meant || !datastore) return true;
  if (datastore.by === 'default') return found ? found.isDefault : meant.by === 'default';
  if (datastore.by === 'unknown' || meant.by !== 'name') return false;
  return datastore.name.toLowerCase() === meant.name.toLowerCase();
}
