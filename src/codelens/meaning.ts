import type { TextDocument } from 'vscode';
import { keyOf } from '../azureml/workspaceReference.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { parseDatastoreUri, type WorkspaceName } from '../datastores/uri.ts';
import type { DatastoreMeant, PythonFile, WorkspaceMeant } from '../python/python.ts';
import type { LanguageServices } from './services.ts';

/** What code says of a place in Azure. */
export interface Said {
  readonly workspace?: WorkspaceMeant | undefined;
  readonly datastore?: DatastoreMeant | undefined;
  readonly path?: string | undefined;
  /** The variables that stand for them. */
  readonly variables?: { readonly workspace?: string | undefined; readonly datastore?: string | undefined };
}

/** What it means in Azure, as far as it could be found out. */
export interface Meaning {
  readonly said?: Said;
  readonly workspaceName?: WorkspaceName | undefined;
  readonly workspace?: Workspace | undefined;
  readonly datastore?: Datastore | undefined;
  readonly path: string;
  /** Nobody has listed the datastore yet, in the view or by naming it in code: its folders are not asked for. */
  readonly unlisted?: boolean;
  /** Whether the SDKs find the workspace by themselves, in a `config.json` above the file; absent: they do. */
  readonly ofConfig?: boolean;
}

export async function meaningOf(
  services: LanguageServices,
  document: TextDocument,
  file: PythonFile | undefined,
  said: Said,
): Promise<Meaning> {
  const workspaceName = await services.belongings.nameOf(document, file, said.workspace);
  const workspace = workspaceName && (await services.names.workspace(workspaceName));
  const datastore = await datastoreOf(services, workspace, said.datastore);
  const ofConfig = await isOfConfig(services, document, workspaceName);
  return { said, workspaceName, workspace, datastore, path: said.path ?? '', ofConfig };
}

/** What code says, as Azure has it: as far as the first thing that could not be found out. */
export async function findSaid(
  services: LanguageServices,
  document: TextDocument,
  file: PythonFile | undefined,
  said: Said,
  signal?: AbortSignal,
): Promise<Pick<Meaning, 'workspace' | 'datastore'>> {
  const workspace = await services.belongings.workspaceOf(document, file, said.workspace);
  return { workspace, datastore: await datastoreOf(services, workspace, said.datastore, signal) };
}

async function datastoreOf(
  { names }: LanguageServices,
  workspace: Workspace | undefined,
  meant: DatastoreMeant | undefined,
  signal?: AbortSignal,
): Promise<Datastore | undefined> {
  if (!workspace || !meant || meant.by === 'unknown') return undefined;
  const all = (await names.datastores(workspace, signal))?.datastores ?? [];
  return all.find(({ name, isDefault }) =>
    meant.by === 'default' ? isDefault : name.toLowerCase() === meant.name.toLowerCase(),
  );
}

/** Whether code in this document can leave it to the SDKs to find the workspace. */
export async function isOfConfig(
  { belongings }: LanguageServices,
  document: TextDocument,
  workspace: WorkspaceName | undefined,
): Promise<boolean> {
  const config = await belongings.configFor(document);
  return !workspace || (config !== undefined && keyOf(config) === keyOf(workspace));
}

/** What stands in front of a pattern, and without what the SDKs take away: `images/` of `./images/**`. */
export function readablePath(path: string): string {
  const relative = path.replace(/^(?:\.{0,2}[/\\])+/, '');
  const star = relative.search(/[*?[]/);
  if (star >= 0) return relative.slice(0, relative.lastIndexOf('/', star) + 1);
  return relative === '.' ? '' : relative;
}

/** What a datastore URI says: the long form names its workspace, the short one is of the file's. */
interface UriMeaning {
  readonly workspace?: WorkspaceMeant;
  readonly datastore: string;
  /** As it is written behind `paths/`; absent: it has no such part yet. */
  readonly path?: string;
}

const short = /^azureml:\/\/datastores\/([^/]*)(?:\/paths(?:\/([^]*))?)?$/;

/** `undefined`: it is no URI of a datastore. */
export function readUri(uri: string): UriMeaning | undefined {
  const long = parseDatastoreUri(uri);
  if (long) {
    const { name, datastore, path } = long;
    return { workspace: { from: 'names', ...name }, datastore, path };
  }
  const [matched, datastore = '', path] = short.exec(uri) ?? [];
  if (matched === undefined) return undefined;
  return { datastore, ...(path !== undefined && { path }) };
}

/** The same in the words for code; a URI that is none says nothing. */
export function saidByUri(written: string): Said {
  const uri = readUri(written);
  if (!uri) return {};
  const { workspace, datastore, path } = uri;
  return { workspace, path, ...(datastore !== '' && { datastore: { by: 'name', name: datastore } }) };
}
