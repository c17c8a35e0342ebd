import fc from 'fast-check';
import assert from 'node:assert/strict';
/** Texts that would like to be something else. */
export const hostile = [
  ...['', ' ', '"', "'", '\\', '\\"', '"""', "'''", '\n', '\r\n', '\t', '\0', '\u007f', '\u0085', '\u2028'],
  ...[
    '{{x}}',
    '${x}',
    '$(rm -rf ~)',
    '`id`',
    '# no comment',
    'a # b',
    'a: b',
    '- a',
    '<<',
    '=',
    '~',
    '*a',
    '&a',
  ],
  ...[
    'yes',
    'No',
    'on',
    'y',
    'null',
    'NaN',
    '.inf',
    '007',
    '0x1f',
    '1_000',
    '1:30',
    '1e3',
    '-1',
    '2024-01-01',
  ],
  ...[
    '\ud800',
    '😀',
    '\u202eevil',
    'größe',
    '数据',
    '%',
    '@a',
    '!a',
    '|',
    '>',
    '? a',
    '---',
    '...',
    '[a]',
    "it's",
  ],
];
export const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(...Array.from(' \'"\\#:-{}[]$`\n\r,;&*!|>%@~<=?yn01e.x_\u0085\u2028\ud800')),
  }),
  fc.constantFrom(...hostile),
);

/** What Python makes of a literal: https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences */
export function readPython(literal: string): string {
  assert.match(
    literal,
    /^(["'])(?:(?!\1)[^\\\p{C}\p{Zl}\p{Zp}]|\\["'\\nrt]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*\1$/u,
  );
  const meant: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  return literal
    .slice(1, -1)
    .replace(/\\(?:u(.{4})|U(.{8})|(.))/g, (_, four?: string, eight?: string, one: string = '') =>
      four || eight ? String.fromCodePoint(parseInt(four ?? eight ?? '', 16)) : (meant[one] ?? one),
    );
}

/** What a POSIX shell makes of one word. */
export function readShell(word: string): string {
  assert.doesNotMatch(word, /[\n\r\0]/);
  if (word.startsWith("$'"))
    return readPython(`"${word.slice(2, -1).replace(/\\'/g, "'").replace(/"/g, '\\"')}"`);
  if (!word.startsWith("'")) {
    assert.match(word, /^[\w./:@%+=,-]+$/);
    return word;
  }
  const parts = word.split(`'\\''`);
  assert.ok(word.endsWith("'"));
  assert.ok(
    parts.every(
      (part, at) => !part.slice(at === 0 ? 1 : 0, at === parts.length - 1 ? -1 : undefined).includes("'"),
    ),
  );
  return parts.join("'").slice(1, -1);
}
