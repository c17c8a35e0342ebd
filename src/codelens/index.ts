import { workspace, type Disposable, type Memento, type TextDocument } from 'vscode';
import { createLiveNames } from '../azureml/liveNames.ts';
import type { AzureMl } from '../azureml/index.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { cancelled } from '../common/abort.ts';
import type { Log } from '../common/log.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import { createBelongings, type KnownWorkspaces } from './belonging.ts';
import type { LanguageServices, Selected } from './services.ts';

export interface LanguageOptions {
  readonly azure: () => Promise<AzureMl>;
  readonly log: Log;
  readonly memory: Memento;
  readonly known: KnownWorkspaces & {
    readonly workspace: (name: WorkspaceName) => Workspace | undefined;
  };
  readonly selected: () => Selected | undefined;
}

/** What the extension knows of code: lenses, completion, hovers, links and diagnostics. */
export interface Language {
  /** Parser and snippets load when they are first needed. */
  readonly services: () => Promise<LanguageServices>;
  /** Names may be others than before: they are asked for anew, and files are checked again. */
  refresh(): void;
  dispose(): void;
}

const others = new Set(['yaml', 'json', 'jsonc', 'shellscript', 'azcli']);
/** What a file in these languages has that is of Azure ML; `aml-` begins a snippet. */
const mark = /azureml|az ml|aml-/;
/** In characters: what comes later in a long file has to be typed to be noticed. */
const looked = 200_000;

const matters = (document: TextDocument): boolean =>
  document.languageId === 'python' ||
  (others.has(document.languageId) && mark.test(document.getText().slice(0, looked)));

/** Waits for the first Python file, or another one that Azure ML is in, then attaches everything. */
export function registerLanguage({ azure, log, memory, known, selected }: LanguageOptions): Language {
  const names = createLiveNames({
    // Files of a folder that nobody has trusted make no requests.
    azure: () => (workspace.isTrusted ? azure() : Promise.reject(cancelled())),
    ...{ log, known: known.workspace },
  });
  const belongings = createBelongings(memory, names, known);
  let loaded: Promise<LanguageServices> | undefined;
  let features: Disposable | undefined;

  function services(): Promise<LanguageServices> {
    loaded ??= import('./documents.ts').then(({ createDocuments }) => {
      const documents = createDocuments();
      return { names, documents, belongings, selected, log };
    });
    return loaded;
  }

  let disposed = false;
  let attached: Promise<void> | undefined;
  async function attach(): Promise<void> {
    for (const listener of listening) listener.dispose();
    const [{ createFeatures }, given] = await Promise.all([import('./features.ts'), services()]);
    if (!disposed) features = createFeatures(given);
  }
  const begin = () => {
    attached ??= attach().catch((error: unknown) => log.error(`Reading code: ${String(error)}`));
  };
  const listening = [
    workspace.onDidOpenTextDocument((document) => {
      if (matters(document)) begin();
    }),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const typed = contentChanges.some(
        ({ range, text }) => mark.test(text) || mark.test(document.lineAt(range.start.line).text),
      );
      if (typed && others.has(document.languageId)) begin();
    }),
  ];
  if (workspace.textDocuments.some(matters)) begin();

  function refresh(): void {
    names.forget();
    belongings.refresh();
  }
  const trusted = workspace.onDidGrantWorkspaceTrust(refresh);

  return {
    services,
    refresh,
    dispose() {
      disposed = true;
      for (const listener of listening) listener.dispose();
      trusted.dispose();
      belongings.dispose();
      features?.dispose();
      void loaded?.then((each) => each.documents.dispose());
    },
  };
}
