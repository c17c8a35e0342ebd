import { yamlScalar } from './quote.ts';
import type { Piece } from './snippet.ts';

/** A member of a mapping: a value, or a mapping of its own. */
export type PieceEntry = readonly [key: string, value: Piece | readonly PieceEntry[]];

/** A mapping as the pieces of a snippet. Text that is no stop is a scalar as well. */
export const yamlPieces = (entries: readonly PieceEntry[], level = 0): readonly Piece[] =>
  entries.flatMap(([key, value], at) => {
    const start = `${at === 0 && level === 0 ? '' : '\n'}${'\t'.repeat(level)}${yamlScalar(key)}:`;
    if (isMapping(value)) return [start, ...yamlPieces(value, level + 1)];
    return [`${start} `, typeof value === 'string' ? yamlScalar(value) : value];
  });

const isMapping = (value: Piece | readonly PieceEntry[]): value is readonly PieceEntry[] =>
  Array.isArray(value);
