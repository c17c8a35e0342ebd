import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { ArgumentNames } from '../datastores/clients.ts';
import type { YamlField } from '../snippets/yamlFile.ts';

// What is wrong with the fields of a file is said by line and name; a value is never quoted, as it may be a secret.

export const invalid = (sentence: string): Failure => new Failure('invalidInput', sentence);

/** What the author called something, unless it looks as if it might be a secret in the wrong place. */
const named = (key: string): string => (/^[a-z$][a-z_]{0,39}\d?$/i.test(key) ? `“${key}”` : t('a field'));

export interface Found {
  readonly value: string;
  readonly line: number;
}
export type Texts = Readonly<Record<string, Found>>;

/** The texts in `fields` by their ids; `owner` and `others` are for the sentence about what has no place there. */
export function textsOf(
  fields: readonly YamlField[],
  names: ArgumentNames,
  owner: string,
  others: readonly string[] = [],
): Texts {
  const found: [string, Found][] = [];
  const read = ({ key, line, value }: YamlField, prefix: string): void => {
    const path = `${prefix}${key}`;
    const id = key.includes('.') ? undefined : Object.keys(names).find((own) => names[own] === path);
    const isGroup = Object.values(names).some((name) => name.startsWith(`${path}.`));
    if (id === undefined && !isGroup)
      throw unknownField(key, line, [...Object.values(names), ...others], owner);
    if (value === undefined) return;
    if (typeof value === 'string') {
      if (id === undefined)
        throw invalid(t('Line {0}: {1} needs fields of its own below it.', line, named(key)));
      if (found.some(([other]) => other === id))
        throw invalid(
          t('Line {0}: {1} says again what has been said above. Keep one of them.', line, named(key)),
        );
      found.push([id, { value, line }]);
      return;
    }
    if (!isGroup) throw invalid(t('Line {0}: {1} is text, and has no fields below it.', line, named(key)));
    for (const member of value) read(member, `${path}.`);
  };
  for (const field of fields) read(field, '');
  return Object.fromEntries(found);
}

export const unknownField = (key: string, line: number, known: readonly string[], owner: string): Failure =>
  invalid(
    t(
      'Line {0}: {1} has no place in {2}. Fields that have one: {3}.',
      line,
      named(key),
      owner,
      known.join(', '),
    ),
  );

export function requireAll(ids: readonly string[], names: ArgumentNames, found: Texts, owner: string): void {
  const missing = ids.find((id) => names[id] !== undefined && (found[id]?.value ?? '').trim() === '');
  if (missing === undefined) return;
  throw invalid(t('“{0}” is missing in {1}. Add it.', names[missing] ?? '', owner));
}

/** Our word for one of their choices. */
export function choiceOf(
  value: string,
  line: number,
  name: string,
  choices: readonly string[],
  words: Readonly<Record<string, string>> = {},
): string {
  const ours = choices.find((choice) => value === choice || value === words[choice]);
  if (ours !== undefined) return ours;
  const allowed = choices.map((choice) => words[choice] ?? choice).join(', ');
  throw invalid(t('Line {0}: “{1}” may be: {2}.', line, name, allowed));
}
