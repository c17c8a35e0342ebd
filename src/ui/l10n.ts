import { config } from '@vscode/l10n';
import { l10n } from 'vscode';

/** Feeds VS Code's translations to `t()` in all layers. Called once, before anything else speaks. */
export function useEditorLanguage(): void {
  if (l10n.bundle) config({ contents: l10n.bundle });
}
