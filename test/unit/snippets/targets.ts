import { registerSnippets } from '../../../src/registration/registerSnippets.ts';
import { snippets } from '../../../src/snippets/catalogue.ts';
import { usualStyle } from '../../../src/snippets/render.ts';
import type { CodeStyle, Snippet, SnippetTarget } from '../../../src/snippets/snippet.ts';

export const all: readonly Snippet[] = [...snippets, ...registerSnippets];

export function snippet(id: string): Snippet {
  const found = all.find((one) => one.id === id);
  if (!found) throw new Error(`There is no snippet ${id}`);
  return found;
}

export const style = usualStyle;

export const workspace = {
  name: 'ml-team',
  subscriptionId: '0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a',
  resourceGroup: 'research (eu)',
};

/** The folder `line-2` of a datastore, in the workspace that `config.json` says. */
export const target = (more: Partial<SnippetTarget> = {}): SnippetTarget => ({
  datastore: { name: 'images', type: 'AzureBlob' },
  path: 'line-2/',
  code: style,
  ...more,
});

/** A file that has names already. */
export const inFile = (
  known: CodeStyle['known'],
  taken: readonly string[] = [],
  more: Partial<SnippetTarget> = {},
): SnippetTarget => target({ code: { ...style, known, taken: new Set(taken) }, ...more });
