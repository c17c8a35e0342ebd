import { t } from '@vscode/l10n';
import { keyOf } from '../azureml/workspaceReference.ts';
import { Failure } from '../common/failure.ts';
import { pickMany, verbatim } from './pick.ts';
import type { Services } from './services.ts';

/** Brings back workspaces that were hidden, those the user picks. */
export async function showHidden({ tree: { choice, found } }: Services): Promise<void> {
  const { hidden } = choice.get();
  if (hidden.length === 0) throw new Failure('notFound', t('No workspace is hidden.'));
  const known = [...(found()?.listed ?? []), ...(found()?.added ?? [])];
  const choices = hidden.map((key) => {
    const workspace = known.find((candidate) => keyOf(candidate) === key);
    return {
      label: verbatim(workspace?.name ?? key.slice(key.lastIndexOf('/') + 1)),
      ...(workspace ? { description: `${workspace.location} · ${workspace.subscription}` } : {}),
      picked: true,
      value: key,
    };
  });
  const back = await pickMany(choices, t('Show Hidden Workspaces'), t('Which ones are to be shown again?'));
  const shown = choice.get();
  choice.set({ ...shown, hidden: shown.hidden.filter((key) => !back.includes(key)) });
}
