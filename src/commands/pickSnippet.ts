import { QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { t } from '@vscode/l10n';
import type { Meaning } from '../codelens/meaning.ts';
import { standaloneTarget } from '../codelens/insertion.ts';
import { sdkNames } from '../codelens/offered.ts';
import { cancelled } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { Snippet, SnippetSdk } from '../snippets/snippet.ts';

/** An entry that is no snippet but does something with the place. */
export interface PlaceAction extends QuickPickItem {
  run(): unknown;
}

interface Entry extends QuickPickItem {
  readonly snippet?: Snippet;
  readonly run?: () => unknown;
}

/** Lets the user choose one of these snippets; `id` names one without asking. Those that this datastore cannot have say why. */
export async function pickSnippet(
  snippets: readonly Snippet[],
  sdk: SnippetSdk,
  meaning: Meaning,
  id?: string,
): Promise<Snippet> {
  if (id !== undefined) return named(snippets, id);
  const chosen = await show(entriesOf(snippets, sdk, meaning), meaning);
  if (!chosen.snippet) throw cancelled();
  return chosen.snippet;
}

/** The same with actions above the snippets. `undefined`: an action was chosen, and has run. */
export async function pickSnippetOrRun(
  actions: readonly PlaceAction[],
  snippets: readonly Snippet[],
  sdk: SnippetSdk,
  meaning: Meaning,
): Promise<Snippet | undefined> {
  const chosen = await show([...actions, ...entriesOf(snippets, sdk, meaning)], meaning);
  if (chosen.snippet) return chosen.snippet;
  await chosen.run?.();
  return undefined;
}

function named(snippets: readonly Snippet[], id: string): Snippet {
  const found = snippets.find((snippet) => snippet.id === id);
  if (found) return found;
  throw new Failure('invalidInput', t('There is no snippet “{0}” for this file.', id));
}

/** Each SDK under its heading; what is refused comes last, with the reason. */
function entriesOf(snippets: readonly Snippet[], sdk: SnippetSdk, meaning: Meaning): readonly Entry[] {
  const target = standaloneTarget(meaning);
  const sdks = [...new Set(snippets.map((snippet) => snippet.sdk))];
  return sdks.flatMap((each) => {
    const own = snippets.filter((snippet) => snippet.sdk === each);
    const entries = own.map((snippet) => entryOf(snippet, snippet.refusal(target)));
    const usable = entries.filter(({ snippet }) => snippet !== undefined);
    const refused = entries.filter(({ snippet }) => snippet === undefined);
    return [headingOf(each, sdk), ...usable, ...refused];
  });
}

const headingOf = (each: SnippetSdk, sdk: SnippetSdk): Entry => ({
  // Said once, and only where somebody might choose it anew.
  label: each === 'v1' && sdk !== 'v1' ? t('SDK v1 (out of support since June 2026)') : sdkNames[each](),
  kind: QuickPickItemKind.Separator,
});

function entryOf(snippet: Snippet, refusal: string | undefined): Entry {
  const label = snippet.title();
  if (refusal === undefined) return { label, description: snippet.prefix, snippet };
  return { label: `$(circle-slash) ${label}`, detail: refusal };
}

/** What is refused can be read, and not chosen. */
async function show(entries: readonly Entry[], { workspace, datastore, path }: Meaning): Promise<Entry> {
  const place = [workspace?.name, datastore?.name, path].filter(Boolean).join(' › ');
  const options = {
    title: place === '' ? t('Insert Code') : t('Insert Code for {0}', place),
    placeHolder: t('Choose what to insert'),
    matchOnDescription: true,
  };
  for (;;) {
    const chosen = await window.showQuickPick(entries, options);
    if (!chosen) throw cancelled();
    if (chosen.snippet ?? chosen.run) return chosen;
  }
}
