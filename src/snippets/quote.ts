import type { Language } from './snippet.ts';

// Generated text quotes its holes: names come from services and people, and none may become code.

/** Would end a line, or make text look like another: controls, marks of direction, separators, half characters. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The escapes that Python, YAML and the shell's `$'…'` have in common. */
function escapeOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return short[char] ?? (code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`);
}

const escaped = (text: string, quote: RegExp): string =>
  text.replace(quote, '\\$&').replace(unseen, escapeOf);

const doubleQuoted = (text: string): string => `"${escaped(text, /["\\]/g)}"`;

/** `None` for null. Numbers are finite. */
export function pythonLiteral(value: string | number | boolean | null): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? String(value) : doubleQuoted(value);
}

// Words within which nothing means anything, to readers of YAML 1.1 as well as 1.2. Colons stand within a word only.
const plainYaml = /^[\p{L}_$](?:(?:[ ,;]+|:)?[\p{L}\p{M}\p{N}_./@$+()!'-])*$/u;
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What YAML 1.1 takes for something else than text. */
const yamlWord = /^(?:y|n|yes|no|on|off|true|false|null|e\d+)$/i;

/** A scalar that is text to every reader, in quotes where it needs some. */
export function yamlScalar(text: string): string {
  return (plainYaml.test(text) && !yamlWord.test(text)) || guid.test(text) ? text : doubleQuoted(text);
}

/** One word of a POSIX shell, on one line; `$'…'`, which bash and zsh have, for what has no other form. */
export function shellWord(text: string): string {
  if (/^[\w./:@%+=,-]+$/.test(text)) return text;
  if (text.search(unseen) >= 0) return `$'${escaped(text, /['\\]/g)}'`;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A comment of Python, YAML and the shell: one line, whatever `text` holds. */
export const comment = (text: string): string => `# ${text.replace(unseen, ' ')}`;

/** How one literal is written: what stands around it, and what each part of it becomes within. */
export interface Quoting {
  readonly open: string;
  readonly close: string;
  /** Whether any text can stand within, not only such as this one. */
  readonly holdsAll: boolean;
  readonly inside: (part: string) => string;
}

const plain: Quoting = { open: '', close: '', holdsAll: false, inside: (part) => part };
const within = (open: string, close: string, quote: RegExp): Quoting => ({
  ...{ open, close, holdsAll: true },
  inside: (part) => escaped(part, quote),
});

/** `quote` is Python's; the others have their own. */
export function quoting(language: Language, value: string, quote: '"' | "'" = '"'): Quoting {
  switch (language) {
    case 'python':
      return within(quote, quote, quote === '"' ? /["\\]/g : /['\\]/g);
    case 'json':
      return { ...{ open: '"', close: '"', holdsAll: true }, inside: escapedJson };
    case 'yaml':
      return yamlScalar(value) === value ? plain : within('"', '"', /["\\]/g);
    case 'shell':
      if (shellWord(value) === value) return plain;
      if (value.search(unseen) >= 0) return within("$'", "'", /['\\]/g);
      return {
        ...{ open: "'", close: "'", holdsAll: false },
        inside: (part) => part.replaceAll("'", `'\\''`),
      };
  }
}

/** JSON has no escape for what does not fit into 16 bits. */
const escapedJson = (text: string): string =>
  text
    .replace(/["\\]/g, '\\$&')
    .replace(unseen, (char) => short[char] ?? char.split('').map(escapeOf).join(''));

const tag =
  <Hole>(quote: (hole: Hole) => string) =>
  (texts: TemplateStringsArray, ...holes: readonly Hole[]): string =>
    String.raw({ raw: texts }, ...holes.map(quote));

/** ``python`ws.set_default_datastore(${name})` ``: every hole becomes a literal. */
export const python = tag(pythonLiteral);
/** Every hole becomes a scalar. */
export const yaml = tag(yamlScalar);
/** Every hole becomes one word. */
export const shell = tag(shellWord);
