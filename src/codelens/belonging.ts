import {
  EventEmitter,
  Uri,
  workspace,
  type Disposable,
  type Event,
  type Memento,
  type TextDocument,
} from 'vscode';
import { configPattern, longestConfig, parseWorkspaceConfig } from '../azureml/workspaceReference.ts';
import type { LiveNames } from '../azureml/liveNames.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import type { PythonFile, WorkspaceMeant } from '../python/python.ts';
import { readSmallFile, watchFiles } from '../ui/files.ts';
import { notebookOf } from './documents.ts';

/** Which workspace a file's names are of, and how that is known. */
export interface Belonging {
  readonly name: WorkspaceName;
  readonly why: 'chosen' | 'config' | 'code' | 'pinned';
}

/** What is known of workspaces without asking anybody. */
export interface KnownWorkspaces {
  /** The first one that is pinned in the view. */
  readonly pinned: () => WorkspaceName | undefined;
  readonly named: (name: string) => WorkspaceName | undefined;
}

export interface Belongings {
  /** The user's choice, else the nearest `config.json`, else what the file says, else what is pinned. */
  of(document: TextDocument, file?: PythonFile): Promise<Belonging | undefined>;
  /** The nearest `config.json`'s. */
  configFor(document: TextDocument): Promise<WorkspaceName | undefined>;
  /** The one that an expression means, or the file's where it does not say; `undefined`: it means another, unknown one. */
  nameOf(
    document: TextDocument,
    file?: PythonFile,
    meant?: WorkspaceMeant,
  ): Promise<WorkspaceName | undefined>;
  /** The same as Azure has it; `undefined` also where it cannot be read. */
  workspaceOf(
    document: TextDocument,
    file?: PythonFile,
    meant?: WorkspaceMeant,
  ): Promise<Workspace | undefined>;
  /** From now on, for all files of this one's folder; `undefined` takes the choice back. */
  choose(document: TextDocument, name: WorkspaceName | undefined): Promise<void>;
  readonly onDidChange: Event<void>;
  /** Others are known, or pinned, than before. */
  refresh(): void;
  dispose(): void;
}

const memoryKey = 'workspacesOfFolders';
/** Where the SDKs look, from a file's folder upwards. */
const places = ['.azureml/config.json', 'config.json', 'aml_config/config.json'];

export function createBelongings(memory: Memento, names: LiveNames, known: KnownWorkspaces): Belongings {
  const changed = new EventEmitter<void>();
  const configs = new Map<string, Promise<WorkspaceName | undefined>>();
  let watching: Disposable | undefined;

  function watch(): void {
    if (watching) return;
    const again = () => {
      configs.clear();
      changed.fire();
    };
    watching = watchFiles(configPattern, again, (folder) => {
      const path = folder.toString();
      return [...configs.keys()].some((key) => key === path || key.startsWith(`${path}/`));
    });
  }

  function configIn(folder: Uri): Promise<WorkspaceName | undefined> {
    const key = folder.toString();
    let found = configs.get(key);
    if (!found) configs.set(key, (found = readConfig(folder)));
    return found;
  }

  /** From the file's folder up to the one that is open in VS Code. */
  async function nearestConfig(document: TextDocument): Promise<WorkspaceName | undefined> {
    watch();
    for (const folder of foldersAbove(document)) {
      const found = await configIn(folder);
      if (found) return found;
    }
    return undefined;
  }

  const chosen = () => memory.get<Readonly<Record<string, WorkspaceName>>>(memoryKey, {});

  async function of(document: TextDocument, file?: PythonFile): Promise<Belonging | undefined> {
    const choice = chosen()[folderKey(document)];
    if (choice) return { name: choice, why: 'chosen' };
    const config = await nearestConfig(document);
    if (config) return { name: config, why: 'config' };
    const inCode = file?.places.map(({ workspace }) => completeName(workspace, known)).find(Boolean);
    if (inCode) return { name: inCode, why: 'code' };
    const pinned = known.pinned();
    return pinned && { name: pinned, why: 'pinned' };
  }

  async function nameOf(
    document: TextDocument,
    file?: PythonFile,
    meant?: WorkspaceMeant,
  ): Promise<WorkspaceName | undefined> {
    if (meant?.from === 'config' && meant.path !== undefined) return configAt(document, meant.path);
    const said = meant?.from === 'names' ? meant.workspace : undefined;
    const own = (await of(document, file))?.name;
    if (said === undefined) return own;
    const complete = completeName(meant, known);
    return complete ?? (own?.workspace.toLowerCase() === said.toLowerCase() ? own : undefined);
  }

  return {
    of,
    nameOf,
    configFor: nearestConfig,
    async workspaceOf(document, file, meant) {
      const name = await nameOf(document, file, meant);
      return name && names.workspace(name);
    },
    async choose(document, name) {
      const key = folderKey(document);
      const others = Object.entries(chosen()).filter(([folder]) => folder !== key);
      const all = name ? [...others, [key, name] as const] : others;
      await memory.update(memoryKey, Object.fromEntries(all));
      changed.fire();
    },
    onDidChange: changed.event,
    refresh: () => changed.fire(),
    dispose() {
      changed.dispose();
      watching?.dispose();
    },
  };
}

/** What the code says in full, or by a name that only one known workspace has. */
function completeName(
  meant: WorkspaceMeant | undefined,
  { named }: KnownWorkspaces,
): WorkspaceName | undefined {
  if (meant?.from !== 'names' || meant.workspace === undefined) return undefined;
  const { subscriptionId, resourceGroup, workspace } = meant;
  if (subscriptionId === undefined || resourceGroup === undefined) return named(workspace);
  return { subscriptionId, resourceGroup, workspace };
}

const fileOf = (document: TextDocument): Uri => notebookOf(document)?.uri ?? document.uri;

/** The folder open in VS Code that holds the file, else the file itself. */
const folderKey = (document: TextDocument): string =>
  (workspace.getWorkspaceFolder(fileOf(document))?.uri ?? fileOf(document)).toString();

function foldersAbove(document: TextDocument): readonly Uri[] {
  const file = fileOf(document);
  const top = (workspace.getWorkspaceFolder(file) ?? workspace.workspaceFolders?.[0])?.uri;
  if (!top) return [];
  const folders: Uri[] = [];
  if (file.scheme === top.scheme && file.path.startsWith(`${top.path}/`))
    for (let at = Uri.joinPath(file, '..'); at.path !== top.path; at = Uri.joinPath(at, '..'))
      folders.push(at);
  return [...folders, top];
}

async function readConfig(folder: Uri): Promise<WorkspaceName | undefined> {
  for (const place of places) {
    const found = await readConfigFile(Uri.joinPath(folder, place));
    if (found) return found;
  }
  return undefined;
}

async function readConfigFile(uri: Uri): Promise<WorkspaceName | undefined> {
  const text = await readSmallFile(uri, longestConfig);
  return text === undefined ? undefined : parseWorkspaceConfig(text);
}

/** A `config.json`, or a folder with one, by the path that code has for it: from the file's folder, or from those above. */
async function configAt(document: TextDocument, path: string): Promise<WorkspaceName | undefined> {
  for (const folder of foldersAbove(document)) {
    const place = Uri.joinPath(folder, path);
    const found = (await readConfigFile(place)) ?? (await readConfig(place));
    if (found) return found;
  }
  return undefined;
}
