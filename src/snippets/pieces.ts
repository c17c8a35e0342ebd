import type { Piece, Stop, StopKind, Text } from './snippet.ts';

export const stop = (kind: StopKind, value: string): Stop => ({ stop: kind, value });

/** One literal of several parts. */
export const text = (...parts: readonly (string | Stop)[]): Text => ({ text: parts });

/** ``pieces`az ml job create --file ${file}` ``: what stands in the template is code, and holes are values or code. */
export const pieces = (
  texts: TemplateStringsArray,
  ...holes: readonly (Piece | readonly Piece[])[]
): readonly Piece[] =>
  texts.flatMap((code, at) => {
    const hole = holes[at];
    return hole === undefined ? [code] : [code, ...(isList(hole) ? hole : [hole])];
  });

const isList = (hole: Piece | readonly Piece[]): hole is readonly Piece[] => Array.isArray(hole);

/** The parts of a literal. */
export const partsOf = (piece: Stop | Text): Text['text'] => ('text' in piece ? piece.text : [piece]);

/** What a literal means. */
export const valueOf = (piece: Stop | Text): string =>
  partsOf(piece)
    .map((part) => (typeof part === 'string' ? part : part.value))
    .join('');
