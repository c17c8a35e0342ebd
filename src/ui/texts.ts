import { Disposable, Uri, window, workspace } from 'vscode';
import { t } from '@vscode/l10n';

const scheme = 'azureml-datastores-text';
/** Texts whose editors are open, by the path of their address. */
const open = new Map<string, string>();
let shown = 0;

/** Lets {@link showText} show something. */
export function registerTexts(): Disposable {
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: ({ path }) => open.get(path) ?? t('This text was not kept.'),
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme) open.delete(uri.path);
    }),
  );
}

/** Shows a text in an editor of its own, to be read only: it is in memory until the editor is closed, and asks nothing then. */
export async function showText(title: string, content: string): Promise<void> {
  shown += 1;
  const uri = Uri.from({ scheme, path: `/${shown}/${title.replaceAll('/', ' ')}.txt` });
  open.set(uri.path, content);
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
}
