import { comment, yamlScalar } from './quote.ts';
import { plainText, usualStyle } from './render.ts';
import type { Piece } from './snippet.ts';

/** A member of a mapping: a value, a mapping of its own, or nothing, of which a comment says why. */
export type YamlEntry = readonly [
  key: string,
  value: Piece | readonly YamlEntry[] | { readonly blank: string },
];

/** A mapping as the pieces of a snippet. Bare strings are values as well, not code. */
export const yamlPieces = (entries: readonly YamlEntry[], level = 0): readonly Piece[] =>
  entries.flatMap(([key, value], at) => {
    const start = `${at === 0 && level === 0 ? '' : '\n'}${'\t'.repeat(level)}${yamlScalar(key)}:`;
    if (isMapping(value)) return [start, ...yamlPieces(value, level + 1)];
    if (typeof value === 'string') return [`${start} ${yamlScalar(value)}`];
    return 'blank' in value ? [`${start} ${comment(value.blank)}`] : [`${start} `, value];
  });

const isMapping = (value: YamlEntry[1]): value is readonly YamlEntry[] => Array.isArray(value);

/** A mapping, two spaces for each level. */
export const yamlLines = (entries: readonly YamlEntry[]): readonly string[] =>
  plainText({ imports: [], pieces: yamlPieces(entries) }, 'yaml', usualStyle).split('\n');
