import { registerSnippets } from '../../src/registration/registerSnippets.ts';
import { standalone } from '../../src/snippets/assemble.ts';
import { snippets } from '../../src/snippets/catalogue.ts';
import { usualStyle } from '../../src/snippets/render.ts';
import type { Language, SnippetSdk, SnippetTarget } from '../../src/snippets/snippet.ts';

/** A snippet as it is copied, with its imports. */
export interface Rendered {
  readonly id: string;
  readonly title: string;
  readonly sdk: SnippetSdk;
  readonly language: Language;
  readonly text: string;
}

/** A folder of a Blob container. */
export const usualTarget: SnippetTarget = {
  workspace: {
    name: 'ml-team',
    subscriptionId: '0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a',
    resourceGroup: 'research',
  },
  datastore: { name: 'images', type: 'AzureBlob' },
  path: 'line-2/',
  code: usualStyle,
};

/** Every snippet that the target is not refused. The scripts and files that they speak of lie in `./data` and `./src`. */
export const renderAll = (target: SnippetTarget = usualTarget): readonly Rendered[] =>
  [...snippets, ...registerSnippets]
    .filter((snippet) => snippet.refusal(target) === undefined)
    .map((snippet) => ({ id: snippet.id, sdk: snippet.sdk, ...standalone(snippet, target) }));
