import fc from 'fast-check';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { pieces, stop, text, valueOf } from '../../../src/snippets/pieces.ts';
import { editorSnippet, plainText } from '../../../src/snippets/render.ts';
import type { Code, Language, Piece, StopKind } from '../../../src/snippets/snippet.ts';
import { expand } from './expand.ts';
import { hostile, readPython, readShell, texts } from './readers.ts';
import { all, style, target } from './targets.ts';

const codeOf = (...all: readonly Piece[]): Code => ({ imports: [], pieces: all });
const nothing = () => [];

const languages: readonly Language[] = ['python', 'yaml', 'json', 'shell'];
const quotes = fc.constantFrom('"' as const, "'" as const);
const stops = fc.tuple(fc.constantFrom<StopKind>('datastore', 'path', 'text'), texts);
const literals = fc.oneof(
  stops.map(([kind, value]) => stop(kind, value)),
  fc
    .tuple(texts, stops, texts, stops)
    .map(([before, [kind, value], between, [other, last]]) =>
      text(before, stop(kind, value), between, stop(other, last)),
    ),
);

/** What a language makes of one literal. */
const readers: Readonly<Record<Language, (literal: string) => unknown>> = {
  python: readPython,
  shell: readShell,
  json: (literal) => JSON.parse(literal) as unknown,
  yaml: (literal) => (parse(`key: ${literal}`) as { key: unknown }).key,
};

describe('a snippet’s text', () => {
  for (const language of languages)
    it(`means in ${language} what was put into it`, () => {
      const check = fc.property(literals, quotes, (literal, quote) => {
        const written = plainText(codeOf(literal), language, { ...style, quote });
        assert.equal(readers[language](written), valueOf(literal));
        assert.doesNotMatch(written, /[\n\r]/);
      });
      fc.assert(check, { numRuns: 1000 });
    });

  it('is indented as its file is, and YAML with spaces whatever the file has', () => {
    const code = codeOf('a:\n\tb:\n\t\tc');
    assert.equal(plainText(code, 'python', { quote: '"', indent: '\t' }), 'a:\n\tb:\n\t\tc');
    assert.equal(plainText(code, 'python', { quote: '"', indent: '  ' }), 'a:\n  b:\n    c');
    assert.equal(plainText(code, 'yaml', { quote: '"', indent: '\t' }), 'a:\n  b:\n    c');
  });

  it('has the quotes of its file', () => {
    const code = codeOf('f(', stop('text', `it's "so"`), ')');
    assert.equal(plainText(code, 'python', style), `f("it's \\"so\\"")`);
    assert.equal(plainText(code, 'python', { ...style, quote: "'" }), `f('it\\'s "so"')`);
  });
});

describe('a snippet for the editor', () => {
  const editor = (code: Code, choices: readonly string[], language: Language = 'python') =>
    editorSnippet(code, language, style, () => choices);

  it('has its stops inside the quotes, with the present value first and none twice', () => {
    const code = codeOf('get(', stop('datastore', 'images'), ')');
    assert.equal(editor(code, []), 'get("${1:images}")');
    assert.equal(editor(code, ['archive', 'images', 'archive']), 'get("${1|images,archive|}")');
    assert.equal(editor(code, ['images']), 'get("${1:images}")');
  });

  it('changes what is the same together', () => {
    const [ds, path] = [stop('datastore', 'images'), stop('path', 'images')];
    assert.equal(editor(codeOf(ds, ' ', path, ' ', ds), []), '"${1:images}" "${2:images}" "${1}"');
    assert.equal(editor(codeOf(ds, ' ', text('azureml://', ds)), ['b']), '"${1|images,b|}" "azureml://${1}"');
  });

  it('escapes what would be syntax, in code, values and choices', () => {
    const code = codeOf('{"a": "$b\\n"} ', stop('text', '$}\\,|"'));
    assert.equal(editor(code, []), '{"a": "\\$b\\\\n"\\} "${1:\\$\\}\\\\\\\\,|\\\\"}"');
    assert.equal(editor(code, ['a,b|c}$']).split(' "')[2], '${1|$}\\\\\\\\\\,\\|\\\\",a\\,b\\|c}$|}"');
  });

  it('offers only what the quotes around can hold', () => {
    const offered = ['no', 'b', 'a: b', '', 'x\ny'];
    assert.equal(editor(codeOf(stop('text', 'a')), offered, 'yaml'), '${1|a,b|}');
    assert.equal(editor(codeOf(stop('text', 'yes')), offered, 'yaml'), '"${1|yes,no,b,a: b,x\\\\ny|}"');
    assert.equal(editor(codeOf(stop('text', 'a')), offered, 'shell'), '${1|a,no,b|}');
    assert.equal(editor(codeOf(stop('text', 'a b')), offered, 'shell'), "'${1|a b,a: b|}'");
    const uri = text('azureml://', stop('datastore', 'a'), '/', stop('path', 'b'));
    assert.equal(editor(codeOf(uri), ['c', 'd: e'], 'yaml'), 'azureml://${1|a,c|}/${2|b,c|}');
  });

  it('is the plain text when nothing is changed, whatever the values and choices are', () => {
    const language = fc.constantFrom(...languages);
    const code = fc.array(fc.oneof(literals, texts), { maxLength: 6 }).map((parts) => codeOf(...parts));
    const check = fc.property(code, language, quotes, fc.array(texts), (code, language, quote, choices) => {
      const written = { ...style, quote };
      assert.equal(
        expand(editorSnippet(code, language, written, () => choices)),
        plainText(code, language, written),
      );
    });
    fc.assert(check, { numRuns: 2000 });
  });

  it('means any of its choices when that is taken', () => {
    const language = fc.constantFrom(...languages);
    const check = fc.property(texts, language, quotes, fc.array(texts), (value, language, quote, choices) => {
      const snippet = editorSnippet(
        codeOf(stop('text', value)),
        language,
        { ...style, quote },
        () => choices,
      );
      const taken = expand(snippet, (offered) => offered.at(-1) ?? '');
      assert.ok([value, ...choices].includes(readers[language](taken) as string), taken);
    });
    fc.assert(check, { numRuns: 2000 });
  });

  it('is the plain text for every snippet there is', () => {
    for (const name of ['images', ...hostile])
      for (const snippet of all) {
        const code = snippet.render(target({ datastore: { name, type: 'AzureBlob' }, path: name }));
        assert.equal(
          expand(editorSnippet(code, snippet.language, style, nothing)),
          plainText(code, snippet.language, style),
          snippet.id,
        );
      }
  });
});

describe('pieces', () => {
  it('keep their code and their holes apart', () => {
    assert.deepEqual(pieces`a ${stop('text', 'b')} c${[' d', text('e')]}`, [
      ...['a ', stop('text', 'b'), ' c', ' d', text('e'), ''],
    ]);
  });
});

/** Prints for each program the texts of its literals, or what is wrong with it. */
const readPrograms = `
import ast, json, sys
def texts(program):
    try:
        tree = ast.parse(program)
    except SyntaxError as error:
        return str(error)
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
print(json.dumps([texts(program) for program in json.load(sys.stdin)]))
`;

describe('Python itself', () => {
  it('reads every snippet with hostile names, and finds them as they were', function () {
    this.timeout(30_000);
    const named = all.filter(({ language, about }) => language === 'python' && about !== 'workspace');
    const programs = hostile.flatMap((name, at) =>
      named.map((snippet) => {
        const code = { ...style, quote: at % 2 === 0 ? '"' : "'" } as const;
        const given = target({ datastore: { name, type: 'AzureBlob' }, path: `${name}x`, code });
        return { id: snippet.id, name, program: plainText(snippet.render(given), 'python', code) };
      }),
    );
    const input = JSON.stringify(programs.map(({ program }) => program));
    const { error, stdout, stderr } = spawnSync('python3', ['-c', readPrograms], {
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (error && 'code' in error && error.code === 'ENOENT') this.skip();
    assert.equal(stderr, '');
    const read = JSON.parse(stdout) as readonly (readonly string[] | string)[];
    programs.forEach(({ id, name, program }, at) => {
      const found = read[at] ?? '';
      assert.ok(Array.isArray(found), `${id}: ${String(found)}\n${program}`);
      if (id === 'v1.datastore.get') assert.deepEqual(found, [name]);
      if (id === 'v1.path') assert.deepEqual(found, [name, `${name}x`]);
      if (id === 'v2.input.mount') assert.deepEqual(found, [`azureml://datastores/${name}/paths/${name}x`]);
    });
  });
});
