import { partsOf, valueOf } from './pieces.ts';
import { quoting } from './quote.ts';
import type { Code, CodeStyle, Language, Piece, Stop } from './snippet.ts';

export type TextStyle = Pick<CodeStyle, 'quote' | 'indent'>;

/** Of text that goes into no file. */
export const usualStyle: CodeStyle = { quote: '"', indent: '    ', known: {}, taken: new Set() };

/** Code as it stands in a file, without its imports. */
export function plainText(code: Code, language: Language, style: TextStyle): string {
  return writtenAs(code, language, style)
    .map(({ written }) => written)
    .join('');
}

/**
 * The same in VS Code's snippet syntax, where stops can be changed: `choices` tells what else a stop may be, and what is the
 * same value changes together. Expanded with what each stop offers first, it is {@link plainText}.
 */
export function editorSnippet(
  code: Code,
  language: Language,
  style: TextStyle,
  choices: (stop: Stop) => readonly string[],
): string {
  const all = writtenAs(code, language, style);
  const numbers = new Map<string, number>();
  const write = ({ written, value }: Written): string => {
    if (!value) return escapedText(written);
    const key = keyOf(value.stop, written);
    const known = numbers.get(key);
    if (known !== undefined) return `\${${known}}`;
    const number = numbers.size + 1;
    numbers.set(key, number);
    const places = all.filter((other) => other.value && keyOf(other.value.stop, other.written) === key);
    const offered = offers(places, choices(value.stop), written);
    return offered.length > 1
      ? `\${${number}|${offered.map(escapedChoice).join(',')}|}`
      : `\${${number}:${escapedText(written)}}`;
  };
  return all.map(write).join('');
}

/** A part of the text: code, or a value within its quotes. */
interface Written {
  readonly written: string;
  readonly value?: {
    readonly stop: Stop;
    /** How another value would be written in its place; `undefined`: the quotes around cannot hold it. */
    other(value: string): string | undefined;
  };
}

const keyOf = ({ stop, value }: Stop, written: string): string => [stop, value, written].join('\0');

/** The present value first, none twice. An empty choice is none to VS Code. */
function offers(places: readonly Written[], values: readonly string[], present: string): readonly string[] {
  if (present === '') return [];
  const fitting = values.flatMap((value) => {
    const ways = new Set(places.map((place) => place.value?.other(value)));
    const [way] = ways;
    return ways.size === 1 && way !== undefined && way !== '' ? [way] : [];
  });
  return [...new Set([present, ...fitting])];
}

// https://code.visualstudio.com/docs/editing/userdefinedsnippets#_grammar
const escapedText = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
const escapedChoice = (text: string): string => text.replace(/[\\,|]/g, '\\$&');

const writtenAs = (code: Code, language: Language, style: TextStyle): readonly Written[] =>
  code.pieces.flatMap((piece) => writtenPiece(piece, language, style));

function writtenPiece(piece: Piece, language: Language, { quote, indent }: TextStyle): readonly Written[] {
  // YAML takes no tabs, and all of its samples have two spaces.
  const level = language === 'python' ? indent : '  ';
  if (typeof piece === 'string') return [{ written: piece.replaceAll('\t', level) }];
  const parts = partsOf(piece);
  const { open, close, holdsAll, inside } = quoting(language, valueOf(piece), quote);
  const other = (at: number) => (value: string) => {
    const changed = { text: parts.map((part, index) => (index === at ? value : part)) };
    const fits = holdsAll || quoting(language, valueOf(changed), quote).open === open;
    return fits ? inside(value) : undefined;
  };
  const within = parts.map((part, at): Written =>
    typeof part === 'string'
      ? { written: inside(part) }
      : { written: inside(part.value), value: { stop: part, other: other(at) } },
  );
  return [{ written: open }, ...within, { written: close }];
}
