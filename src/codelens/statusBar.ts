import { StatusBarAlignment, window, workspace, type TextEditor } from 'vscode';
import { t } from '@vscode/l10n';
import { afterwards } from '../common/calm.ts';
import type { Belonging } from './belonging.ts';
import type { LanguageServices } from './services.ts';

const reasons: Readonly<Record<Belonging['why'], () => string>> = {
  chosen: () => t('You have chosen it for this folder.'),
  config: () => t('The nearest config.json names it.'),
  code: () => t('The file itself names it.'),
  pinned: () => t('It is pinned in the view.'),
};

/** How long nobody must have typed, in milliseconds. */
const moment = 300;

/** Says which workspace the names in the active Python file are of; a click changes it. */
export function createWorkspaceStatus({ documents, belongings, log }: LanguageServices): { dispose(): void } {
  const item = window.createStatusBarItem('azuremlDatastores.workspace', StatusBarAlignment.Right, 90);
  item.name = t('Azure ML Workspace of the File');
  item.command = 'azuremlDatastores.chooseFileWorkspace';
  let turn = 0;

  async function show(editor: TextEditor | undefined): Promise<void> {
    const mine = ++turn;
    const reading = editor && documents.read(editor.document);
    const belonging = reading && (await belongings.of(editor.document, reading.file));
    // Another editor may have become the active one meanwhile.
    if (mine !== turn) return;
    if (!reading || (!belonging && reading.file.sdks.size === 0)) {
      item.hide();
      return;
    }
    const name = belonging?.name.workspace;
    item.text = `$(azure) ${name?.replaceAll('$(', '$ (') ?? t('Choose Workspace')}`;
    item.tooltip = belonging
      ? `${t('Azure ML workspace of this file')}: ${name ?? ''}. ${reasons[belonging.why]()} ${t('Click to choose another one.')}`
      : t(
          'Names of datastores and folders are completed and checked once it is known which workspace they are of.',
        );
    item.accessibilityInformation = {
      label: `${t('Azure ML workspace of this file')}: ${name ?? t('not chosen')}`,
    };
    item.show();
  }

  const again = () => {
    show(window.activeTextEditor).catch((error: unknown) =>
      log.warn(`The workspace of the active file: ${String(error)}`),
    );
  };
  const calm = afterwards(again, moment);
  const listeners = [
    window.onDidChangeActiveTextEditor(again),
    belongings.onDidChange(again),
    // Imports come and go while one types; what is asked is answered from memory.
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && document === window.activeTextEditor?.document) calm.call();
    }),
  ];
  again();
  return {
    dispose() {
      calm.cancel();
      item.dispose();
      for (const listener of listeners) listener.dispose();
    },
  };
}
