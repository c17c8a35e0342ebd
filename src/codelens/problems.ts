import {
  CodeAction,
  CodeActionKind,
  Diagnostic,
  DiagnosticSeverity,
  languages,
  window,
  workspace,
  WorkspaceEdit,
  type CodeActionProvider,
  type Range,
  type TextDocument,
} from 'vscode';
import { t } from '@vscode/l10n';
import { afterwards, type Calm } from '../common/calm.ts';
import { settingsSection, type LensTarget } from '../contributions.ts';
import { setting } from '../ui/settings.ts';
import { findingsIn, type Finding } from './diagnostics.ts';
import { environmentFix } from './environmentFix.ts';
import { pythonContent } from './pythonContent.ts';
import { replacementOf } from './replacements.ts';
import type { LanguageServices } from './services.ts';

/** The diagnostics of the Python files that are open in an editor. */
export interface Problems extends CodeActionProvider {
  /** Looks at all of them again. */
  refresh(): void;
  dispose(): void;
}

/** How long nobody must have typed, in milliseconds. */
const calm = 700;

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
} as const satisfies Record<Finding['severity'], DiagnosticSeverity>;

interface Told {
  readonly diagnostic: Diagnostic;
  readonly finding: Finding;
}

export function createProblems(services: LanguageServices): Problems {
  const collection = languages.createDiagnosticCollection('azureml-datastores');
  const told = new Map<string, readonly Told[]>();
  const waiting = new Map<string, Calm>();

  async function look(document: TextDocument): Promise<void> {
    const { version, uri } = document;
    const reading = services.documents.read(document);
    if (!reading) return;
    const findings = setting('diagnostics') ? await findingsIn(services, document, reading.file) : [];
    // What was typed meanwhile is looked at by itself.
    if (document.isClosed || document.version !== version) return;
    const found = findings.flatMap((finding) => {
      const range = reading.rangeOf(finding.span);
      return range ? [{ finding, diagnostic: diagnosticOf(finding, range) }] : [];
    });
    told.set(uri.toString(), found);
    collection.set(
      uri,
      found.map(({ diagnostic }) => diagnostic),
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
    waiting.delete(key);
    told.delete(key);
    collection.delete(uri);
  }

  const refresh = () => {
    for (const { document } of window.visibleTextEditors) soon(document);
  };
  const listeners = [
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) soon(document);
    }),
    workspace.onDidCloseTextDocument(forget),
    window.onDidChangeVisibleTextEditors(refresh),
    services.belongings.onDidChange(refresh),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${settingsSection}.diagnostics`)) refresh();
    }),
  ];
  refresh();

  return {
    refresh,
    provideCodeActions(document, _, { diagnostics }) {
      const mine = (told.get(document.uri.toString()) ?? []).filter(({ diagnostic }) =>
        diagnostics.some((one) => one.message === diagnostic.message && one.range.isEqual(diagnostic.range)),
      );
      return mine.flatMap((one) => fixesFor(services, document, one));
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

function fix(title: string, diagnostic: Diagnostic, edit?: WorkspaceEdit): CodeAction {
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  if (edit) action.edit = edit;
  return action;
}

function fixesFor(
  { documents }: LanguageServices,
  document: TextDocument,
  { diagnostic, finding }: Told,
): readonly CodeAction[] {
  const reading = documents.read(document);
  if (!reading) return [];
  const replace = (range: Range, text: string) => {
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, range, text);
    return edit;
  };
  switch (finding.code) {
    case 'unknownDatastore': {
      const slot = reading.file.slots.find(({ content }) => content.from === finding.span.from);
      if (slot?.kind !== 'datastore') return [];
      return (finding.instead ?? []).flatMap((name) => {
        const written = pythonContent(name, slot);
        if (written === undefined) return [];
        return [fix(t('Change to “{0}”', name), diagnostic, replace(diagnostic.range, written))];
      });
    }
    case 'secretInCode': {
      const wizard = fix(t('Register a Datastore That Holds It…'), diagnostic);
      wizard.command = { command: 'azuremlDatastores.registerDatastore', title: wizard.title };
      const edit = environmentFix(document, reading, finding.span);
      return [wizard, ...(edit ? [fix(t('Read It from the Environment'), diagnostic, edit)] : [])];
    }
    case 'sdkV1':
      return sdkFixes(document, reading.file, diagnostic, finding, replace);
    case 'missingPath':
    case 'mountOfShare':
    case 'retiredType':
      return [];
  }
}

function sdkFixes(
  document: TextDocument,
  file: Parameters<typeof replacementOf>[0],
  diagnostic: Diagnostic,
  { span }: Finding,
  replace: (range: Range, text: string) => WorkspaceEdit,
): readonly CodeAction[] {
  const target: LensTarget = { document: document.uri.toString(), line: diagnostic.range.start.line };
  const insert = fix(t('Insert Code for SDK v2…'), diagnostic);
  insert.command = { command: 'azuremlDatastores.moreForLine', title: insert.title, arguments: [target] };
  const call = file.calls.find(({ callee }) => callee.from === span.from && callee.to === span.to);
  const text = document.getText();
  const shift = document.offsetAt(diagnostic.range.start) - span.from;
  const argument = (name: string) => {
    const found = call?.args[name];
    return found && text.slice(found.from + shift, found.to + shift);
  };
  const code = call && replacementOf(file, call)?.code?.(argument);
  if (!call || code === undefined) return [insert];
  const range = diagnostic.range.with(
    document.positionAt(call.span.from + shift),
    document.positionAt(call.span.to + shift),
  );
  return [fix(t('Use SDK v2: {0}', code), diagnostic, replace(range, code)), insert];
}
