import { cli } from './cli.ts';
import { datasets } from './datasets.ts';
import { getting } from './getting.ts';
import { moving } from './moving.ts';
import { reading } from './reading.ts';
import { references } from './references.ts';
import { runs } from './runs.ts';
import type { Snippet } from './snippet.ts';
import { training } from './training.ts';
import { jobs } from './v2jobs.ts';

/** Every snippet but those that register a datastore, which only the types themselves know. */
export const snippets: readonly Snippet[] = [
  ...getting,
  ...moving,
  ...references,
  ...runs,
  ...datasets,
  ...training,
  ...jobs,
  ...reading,
  ...cli,
];
