import {
  CodeAction,
  CodeActionKind,
  Diagnostic,
  DiagnosticSeverity,
  languages,
  window,
  workspace,
  type CodeActionProvider,
  type Range,
  type TextDocument,
} from 'vscode';
import { t } from '@vscode/l10n';
import { afterwards, type Calm } from '../common/calm.ts';
import { settingsSection } from '../contributions.ts';
import { setting } from '../ui/settings.ts';
import { findingsIn, type Finding } from './diagnostics.ts';
import { cellsBelow } from './documents.ts';
import { fixesFor } from './fixes.ts';
import type { LanguageServices } from './services.ts';

/** The diagnostics of the Python files that are open in an editor. */
export interface Problems extends CodeActionProvider {
  dispose(): void;
}

/** How long nobody must have typed, in milliseconds. */
const calm = 700;

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
} as const satisfies Record<Finding['severity'], DiagnosticSeverity>;

/** What was told of a document in one of its versions. */
interface Told {
  readonly version: number;
  readonly problems: readonly { readonly diagnostic: Diagnostic; readonly finding: Finding }[];
}

export function createProblems(services: LanguageServices): Problems {
  const collection = languages.createDiagnosticCollection('azureml-datastores');
  const told = new Map<string, Told>();
  const waiting = new Map<string, Calm>();
  let turn = 0;
  /** The last look at each document: a late answer to an earlier one is dropped. */
  const turns = new Map<string, number>();

  async function look(document: TextDocument): Promise<void> {
    const { version, uri } = document;
    const key = uri.toString();
    const reading = services.documents.read(document);
    if (!reading || document.isClosed) return;
    const mine = ++turn;
    turns.set(key, mine);
    const findings = setting('diagnostics') ? await findingsIn(services, document, reading) : [];
    if (turns.get(key) !== mine || document.version !== version) return;
    const problems = findings.flatMap((finding) => {
      const range = reading.rangeOf(finding.span);
      return range ? [{ finding, diagnostic: diagnosticOf(finding, range) }] : [];
    });
    told.set(key, { version, problems });
    collection.set(
      uri,
      problems.map(({ diagnostic }) => diagnostic),
    );
  }

  function soon(document: TextDocument): void {
    if (document.languageId !== 'python') return;
    const key = document.uri.toString();
    let later = waiting.get(key);
    if (!later) {
      later = afterwards(() => {
        look(document).catch((error: unknown) => services.log.warn(`Checking ${key}: ${String(error)}`));
      }, calm);
      waiting.set(key, later);
    }
    later.call();
  }

  function forget({ uri }: TextDocument): void {
    const key = uri.toString();
    waiting.get(key)?.cancel();
    for (const known of [waiting, told, turns]) known.delete(key);
    collection.delete(uri);
  }

  function forgetAll(): void {
    told.clear();
    turns.clear();
    collection.clear();
  }

  const refresh = () => {
    for (const { document } of window.visibleTextEditors) soon(document);
  };
  const listeners = [
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      for (const each of [document, ...cellsBelow(document)]) soon(each);
    }),
    workspace.onDidChangeNotebookDocument(({ contentChanges }) => {
      if (contentChanges.length > 0) refresh();
    }),
    workspace.onDidCloseTextDocument(forget),
    window.onDidChangeVisibleTextEditors(refresh),
    services.belongings.onDidChange(refresh),
    workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(`${settingsSection}.diagnostics`)) return;
      forgetAll();
      refresh();
    }),
  ];
  refresh();

  return {
    provideCodeActions(document, _, { diagnostics }) {
      const known = told.get(document.uri.toString());
      const reading = services.documents.read(document);
      // What was found lay elsewhere in another version.
      if (!reading || known?.version !== document.version) return [];
      return known.problems
        .filter(({ diagnostic }) =>
          diagnostics.some(
            (one) => one.message === diagnostic.message && one.range.isEqual(diagnostic.range),
          ),
        )
        .flatMap(({ diagnostic, finding }) =>
          fixesFor(document, reading, finding).map(({ title, edit, command }) => {
            const action = new CodeAction(title, CodeActionKind.QuickFix);
            action.diagnostics = [diagnostic];
            if (edit) action.edit = edit;
            if (command) action.command = command;
            return action;
          }),
        );
    },
    dispose() {
      collection.dispose();
      for (const listener of listeners) listener.dispose();
      for (const later of waiting.values()) later.cancel();
    },
  };
}

function diagnosticOf({ code, message, severity }: Finding, range: Range): Diagnostic {
  const diagnostic = new Diagnostic(range, message, severities[severity]);
  diagnostic.source = t('Azure ML Datastores');
  diagnostic.code = code;
  return diagnostic;
}
