import { workspace, type Memento } from 'vscode';
import { createLiveNames } from '../azureml/liveNames.ts';
import type { AzureMl } from '../azureml/index.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import type { Log } from '../common/log.ts';
import { settingsSection } from '../contributions.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import { createBelongings, type KnownWorkspaces } from './belonging.ts';
import type { Features } from './features.ts';
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
  /** The next name is asked for anew. */
  forget(): void;
  /** The same, and what is shown is looked at again. */
  refresh(): void;
  dispose(): void;
}

const spoken = new Set(['python', 'yaml', 'json', 'jsonc', 'shellscript', 'azcli']);

/** Waits for the first document in a language that is spoken, then attaches everything. */
export function registerLanguage({ azure, log, memory, known, selected }: LanguageOptions): Language {
  const names = createLiveNames({ azure, log, known: known.workspace });
  const belongings = createBelongings(memory, names, known);
  let loaded: Promise<LanguageServices> | undefined;
  let features: Features | undefined;

  function services(): Promise<LanguageServices> {
    loaded ??= import('./documents.ts').then(({ createDocuments }) => {
      const documents = createDocuments();
      return { names, documents, belongings, selected, log };
    });
    return loaded;
  }

  let disposed = false;
  async function attach(): Promise<void> {
    listening.dispose();
    const [{ createFeatures }, given] = await Promise.all([import('./features.ts'), services()]);
    if (!disposed) features = createFeatures(given);
  }
  const attachFor = (languageId: string) => {
    if (!spoken.has(languageId) || features) return;
    attach().catch((error: unknown) => log.error(`Reading code: ${String(error)}`));
  };
  const listening = workspace.onDidOpenTextDocument(({ languageId }) => attachFor(languageId));
  const settings = workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${settingsSection}.codeLens`)) features?.refresh();
  });
  for (const { languageId } of workspace.textDocuments.slice()) if (!features) attachFor(languageId);

  return {
    services,
    forget: () => names.forget(),
    refresh() {
      names.forget();
      features?.refresh();
    },
    dispose() {
      disposed = true;
      listening.dispose();
      settings.dispose();
      belongings.dispose();
      features?.dispose();
      void loaded?.then((each) => each.documents.dispose());
    },
  };
}
