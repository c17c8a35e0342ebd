import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { LensTarget } from '../../src/contributions.ts';
import { sandbox } from '../support/sandbox.ts';

/** The workspace that the files belong to. */
export const ws = 'vision-research';
/** The mark of the cursor in texts. */
export const cursor = '│';

/** A folder of Python files below a `config.json`, and what VS Code says of them. */
export interface CodeFolder {
  readonly write: (name: string, text: string) => Promise<vscode.Uri>;
  /** Opens a text; the cursor's mark is taken out. */
  readonly open: (text: string, ending?: string) => Promise<vscode.TextEditor>;
}

/** For a `describe`: makes the folder before its tests, closes all editors after each, and removes it after them. */
export function useCodeFolder(name: string): CodeFolder {
  const folder = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail(), name);
  before(async () => {
    const found = (await sandbox()).workspaces.find((workspace) => workspace.name === ws) ?? assert.fail();
    const { subscriptionId, resourceGroup } = found;
    const config = { subscription_id: subscriptionId, resource_group: resourceGroup, workspace_name: ws };
    await write('config.json', JSON.stringify(config));
  });
  afterEach(async () => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(() => rm(folder, { recursive: true, force: true }));

  async function write(file: string, text: string): Promise<vscode.Uri> {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return vscode.Uri.file(path);
  }

  let files = 0;
  return {
    write,
    async open(text, ending = 'py') {
      const at = text.indexOf(cursor);
      const uri = await write(`file${++files}.${ending}`, text.replace(cursor, ''));
      const editor = await vscode.window.showTextDocument(uri);
      if (at >= 0) select(editor, editor.document.positionAt(at));
      return editor;
    },
  };
}

export function select(editor: vscode.TextEditor, position: vscode.Position): void {
  editor.selection = new vscode.Selection(position, position);
}

export async function lenses(document: vscode.TextDocument): Promise<readonly vscode.CodeLens[]> {
  return vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 100);
}

/** `3: Insert DataReference…`: lines count from 0. */
export const lensTitles = async ({ document }: vscode.TextEditor): Promise<readonly string[]> =>
  (await lenses(document)).map(({ command, range }) => `${range.start.line}: ${command?.title ?? 'nothing'}`);

export const targetOf = ({ document }: vscode.TextEditor, line: number): LensTarget => ({
  document: document.uri.toString(),
  line,
});

/** At the cursor; words of the open files, which VS Code itself offers, are left out. */
export async function completions({
  document,
  selection,
}: vscode.TextEditor): Promise<readonly vscode.CompletionItem[]> {
  const found: vscode.CompletionList = await vscode.commands.executeCommand(
    'vscode.executeCompletionItemProvider',
    document.uri,
    selection.active,
  );
  return found.items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
}

export const completionLabels = async (editor: vscode.TextEditor): Promise<readonly string[]> =>
  (await completions(editor)).map(({ label }) => (typeof label === 'string' ? label : label.label));

/** At the cursor. */
export async function hoverText({ document, selection }: vscode.TextEditor): Promise<string> {
  const hovers: vscode.Hover[] = await vscode.commands.executeCommand(
    'vscode.executeHoverProvider',
    document.uri,
    selection.active,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

/** The problems of a file, without hints. */
export const problems = ({ document }: vscode.TextEditor): readonly vscode.Diagnostic[] =>
  vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ severity }) => severity !== vscode.DiagnosticSeverity.Hint);

/** Waits until there are exactly so many problems. */
export const told = (editor: vscode.TextEditor, count: number): Promise<readonly string[]> =>
  untilTold(editor, (messages) => messages.length === count);

/** Waits until the problems are as wanted. */
export function untilTold(
  editor: vscode.TextEditor,
  wanted: (messages: readonly string[]) => boolean,
): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const look = () => {
      const messages = problems(editor).map(({ message }) => message);
      if (!wanted(messages)) return;
      listener.dispose();
      resolve(messages);
    };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

export async function actionsAt(
  { document }: vscode.TextEditor,
  range: vscode.Range,
): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range);
}

export async function apply(actions: readonly vscode.CodeAction[], title: RegExp): Promise<void> {
  const action = actions.find((one) => title.test(one.title));
  assert.ok(action?.edit, actions.map((one) => one.title).join());
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}
