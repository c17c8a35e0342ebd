import { t } from '@vscode/l10n';
import { nameOf } from '../azureml/workspaceReference.ts';
import { withLateProgress } from '../ui/progress.ts';
import { fileTarget } from './fileTarget.ts';
import { pick } from './pick.ts';
import type { Services } from './services.ts';

/** Lets the user choose the workspace whose names the files of this folder use. */
export async function chooseFileWorkspace(services: Services): Promise<void> {
  const { document } = await fileTarget(undefined);
  const { belongings } = await services.language();
  const workspaces = await withLateProgress(t('Listing your workspaces'), (signal) =>
    services.tree.workspaces(signal),
  );
  const choices = workspaces.map((workspace) => ({
    label: workspace.name,
    description: `${workspace.location} · ${workspace.subscription}`,
    value: nameOf(workspace),
  }));
  const automatic = {
    label: `$(wand) ${t('Find It Automatically')}`,
    description: t('the nearest config.json, the file itself, or the pinned workspace'),
    value: undefined,
  };
  const name = await pick(
    [automatic, ...choices],
    t('Azure ML Workspace of the File'),
    t('Choose the workspace that the files of this folder use'),
  );
  await belongings.choose(document, name);
}
