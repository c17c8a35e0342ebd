import { datasets } from './datasets.ts';
import { getting } from './getting.ts';
import { references } from './references.ts';
import { runs } from './runs.ts';
import type { Snippet } from './snippet.ts';

/** Every snippet but those that register a datastore, which only the types themselves know. */
export const snippets: readonly Snippet[] = [...getting, ...references, ...runs, ...datasets];
