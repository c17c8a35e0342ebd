import type { Language, Snippet, SnippetSdk } from '../snippets/snippet.ts';
import type { LensKind } from './lenses.ts';
import { snippetsFor } from './offered.ts';

/** The beginnings of the ids of what a lens offers, of both SDKs. */
const families: Readonly<Record<Extract<LensKind, 'dataReference' | 'scriptRunConfig'>, readonly string[]>> =
  {
    dataReference: ['v1.dataReference.', 'v2.input.', 'v2.output.'],
    scriptRunConfig: ['v1.scriptRunConfig.', 'v1.experiment.', 'v1.runConfig.', 'v2.job.'],
  };

export type Family = keyof typeof families;

/** A family's snippets, those of the SDK first that the line is of. */
export function familyOf(family: Family, language: Language, sdk: SnippetSdk): readonly Snippet[] {
  const all = snippetsFor(language).filter(({ id }) =>
    families[family].some((begin) => id.startsWith(begin)),
  );
  return sdkFirst(all.length > 0 ? all : snippetsFor(language), sdk);
}

export function sdkFirst(snippets: readonly Snippet[], sdk: SnippetSdk): readonly Snippet[] {
  return [...snippets.filter((one) => one.sdk === sdk), ...snippets.filter((one) => one.sdk !== sdk)];
}

/** What is offered first when a row of the view is dropped, by language and SDK. */
const first: Readonly<Record<string, readonly string[]>> = {
  v1: ['v1.dataReference.mount', 'v1.dataReference.download', 'v1.datastore.get'],
  v2: ['v2.input.mount', 'v2.input.download', 'v2.datastore.get'],
};

/** A few snippets, the likeliest first. */
export function dropped(language: Language, sdks: ReadonlySet<SnippetSdk>): readonly Snippet[] {
  const all = snippetsFor(language);
  if (language !== 'python') return all.slice(0, 3);
  const order = sdks.has('v2') || !sdks.has('v1') ? ['v2', 'v1'] : ['v1', 'v2'];
  const ids = order.flatMap((sdk) => first[sdk] ?? []);
  return ids.flatMap((id) => all.find((snippet) => snippet.id === id) ?? []);
}
