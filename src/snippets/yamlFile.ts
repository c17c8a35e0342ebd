// Loaded when a file is read: the parser is not needed before.
import { t } from '@vscode/l10n';
import { isMap, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import type { Document, Pair, Scalar, YAMLError } from 'yaml';
import { Failure } from '../common/failure.ts';

/** A member of a mapping as it is written. Numbers and dates are text, as the author sees them. */
export interface YamlField {
  readonly key: string;
  /** Counted from 1. */
  readonly line: number;
  /** Absent: nothing is written. */
  readonly value?: string | readonly YamlField[];
}

/** In characters. */
const longest = 200_000;

/**
 * Reads a file that is one mapping, of text and of mappings of text. Throws `invalidInput` with the line; neither message
 * nor cause quote anything, as any part of the file may be a secret.
 */
export function readYamlFile(text: string): readonly YamlField[] {
  if (text.length > longest)
    throw new Failure('invalidInput', t('The file is too long for a datastore’s. Choose another file.'));
  const counter = new LineCounter();
  const { contents } = parsed(text, counter);
  const lineOf: LineOf = (offset) => counter.linePos(offset).line;
  if (!isMap(contents)) throw notOne();
  refuseTag(contents, lineOf);
  return contents.items.map((pair) => fieldOf(pair, lineOf, 0));
}

/** The line that an offset is in. */
type LineOf = (offset: number) => number;

const notOne = (): Failure =>
  new Failure(
    'invalidInput',
    t('The file describes no datastore: it should have lines such as “name: images” and “type: azure_blob”.'),
  );

function parsed(text: string, lineCounter: LineCounter): Document.Parsed {
  let documents: readonly Document.Parsed[];
  try {
    // Within `failsafe` all is text, so that `yes` and `007` stay what they are.
    const options = { schema: 'failsafe', stringKeys: true, prettyErrors: false, logLevel: 'error' } as const;
    const found = parseAllDocuments(text, { ...options, lineCounter });
    documents = 'empty' in found ? [] : found;
  } catch {
    throw new Failure('invalidInput', t('The file cannot be read as YAML. Choose another file.'));
  }
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error) throw new Failure('invalidInput', sentenceOf(error, lineCounter.linePos(error.pos[0]).line));
  const [first, second] = documents;
  if (second)
    throw new Failure(
      'invalidInput',
      t(
        'The file holds several documents (with --- between them). Put each datastore into a file of its own.',
      ),
    );
  if (!first) throw notOne();
  return first;
}

function sentenceOf({ code }: YAMLError, line: number): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return t('Line {0}: this field has been written before. Keep one of them.', line);
    case 'TAB_AS_INDENT':
      return t('Line {0} is indented with a tab. YAML takes spaces only.', line);
    default:
      return t('Line {0} is no valid YAML. Look at its indentation, colons and quotes.', line);
  }
}

function fieldOf({ key, value }: Pair, lineOf: LineOf, depth: number): YamlField {
  const name = isScalar(key) && typeof key.value === 'string' ? key.value : '';
  const line = lineOf(isScalar(key) ? (key.range?.[0] ?? 0) : 0);
  if (value === null) return { key: name, line };
  refuseTag(value, lineOf);
  if (isScalar(value)) return { key: name, line, ...(!isBlank(value) && { value: String(value.value) }) };
  if (isMap(value) && depth < 2)
    return { key: name, line, value: value.items.map((pair) => fieldOf(pair, lineOf, depth + 1)) };
  throw new Failure(
    'invalidInput',
    t(
      'Line {0}: text is expected here, or fields below it. Lists, references and deeper levels have no meaning.',
      line,
    ),
  );
}

const isBlank = ({ type, value }: Scalar): boolean =>
  type === 'PLAIN' && typeof value === 'string' && /^(?:null|Null|NULL|~|)$/.test(value);

/** Tags such as `!!binary` change what text means. */
function refuseTag(node: unknown, lineOf: LineOf): void {
  const { tag, range } = node as { tag?: string; range?: readonly number[] | null };
  if (tag === undefined || /^(?:!|tag:yaml\.org,2002:(?:str|map))$/.test(tag)) return;
  throw new Failure(
    'invalidInput',
    t(
      'Line {0} has a YAML tag (with an exclamation mark), which has no meaning here. Remove it.',
      lineOf(range?.[0] ?? 0),
    ),
  );
}
