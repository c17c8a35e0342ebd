import { window } from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { withFilter } from '../tree/shown.ts';
import type { Services } from './services.ts';

/** Shows only workspaces whose name holds a text; asks for it if none is given. */
export async function filterWorkspaces({ tree }: Services, given?: string): Promise<void> {
  const text = given ?? (await ask(tree.choice.get().text));
  tree.choice.set(withFilter(tree.choice.get(), text));
}

async function ask(value: string): Promise<string> {
  const text = await window.showInputBox({
    title: t('Filter Workspaces by Name'),
    prompt: t('Part of the name; * stands for any characters. Leave it empty to see all.'),
    value,
    ignoreFocusOut: true,
  });
  if (text === undefined) throw cancelled();
  return text;
}
