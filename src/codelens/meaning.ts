import type { TextDocument } from 'vscode';
import { keyOf } from '../azureml/workspaceReference.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { parseDatastoreUri } from '../datastores/uri.ts';
import type { DatastoreMeant, Place, PythonFile, WorkspaceMeant } from '../python/python.ts';
import type { LanguageServices } from './services.ts';

/** What an expression means in Azure, as far as it could be found out. */
export interface Meaning {
  readonly workspace?: Workspace | undefined;
  readonly datastore?: Datastore | undefined;
  /** As the code calls it, where it could not be found out more. */
  readonly datastoreName?: string | undefined;
  readonly path: string;
  /** Nobody has listed the datastore yet, in the view or by naming it in code: its folders are not asked for. */
  readonly unlisted?: boolean;
  /** Whether the SDKs find the workspace by themselves, in a `config.json` above the file; absent: they do. */
  readonly ofConfig?: boolean;
}

export async function meaningOf(
  services: LanguageServices,
  document: TextDocument,
  file: PythonFile,
  place: Pick<Place, 'workspace' | 'datastore' | 'path'>,
): Promise<Meaning> {
  const workspace = await services.belongings.workspaceOf(document, file, place.workspace);
  const datastore = await datastoreOf(services, workspace, place.datastore);
  const datastoreName = place.datastore?.by === 'name' ? place.datastore.name : undefined;
  return {
    workspace,
    datastore,
    datastoreName,
    path: place.path ?? '',
    ...(await configOf(services, document, workspace)),
  };
}

export async function datastoreOf(
  { names }: LanguageServices,
  workspace: Workspace | undefined,
  meant: DatastoreMeant | undefined,
  signal?: AbortSignal,
): Promise<Datastore | undefined> {
  if (!workspace || !meant || meant.by === 'unknown') return undefined;
  const all = (await names.datastores(workspace, signal)) ?? [];
  return all.find(({ name, isDefault }) =>
    meant.by === 'default' ? isDefault : name.toLowerCase() === meant.name.toLowerCase(),
  );
}

/** What a datastore URI says: the long form names its workspace, the short one is of the file's. */
export interface UriMeaning {
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

/** Whether code in this document can leave it to the SDKs to find the workspace. */
export async function configOf(
  { belongings }: LanguageServices,
  document: TextDocument,
  workspace: Workspace | undefined,
): Promise<{ readonly ofConfig: boolean }> {
  const config = await belongings.configFor(document);
  return { ofConfig: !workspace || (config !== undefined && keyOf(config) === keyOf(workspace)) };
}
