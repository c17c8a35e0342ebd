import { commands } from 'vscode';

const seen = 'seen';

/** Shows the view the first time a folder is opened; later the user's own choice stays. */
export async function activate(context) {
  if (context.workspaceState.get(seen)) return;
  await commands.executeCommand('workbench.view.extension.azuremlDatastores');
  await context.workspaceState.update(seen, true);
}
