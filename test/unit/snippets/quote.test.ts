import fc from 'fast-check';
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { pythonImport } from '../../../src/snippets/python.ts';
import { comment, python, pythonLiteral, shell, shellWord, yaml } from '../../../src/snippets/quote.ts';
import { yamlLines } from '../../../src/snippets/yaml.ts';
import { readPython, readShell, texts } from './readers.ts';

describe('text in quotes', () => {
  it('is read back by Python as it was', () => {
    fc.assert(
      fc.property(texts, (text) => assert.equal(readPython(pythonLiteral(text)), text)),
      { numRuns: 2000 },
    );
  });

  it('is read back by YAML 1.1 and 1.2 as it was, as a value and as a name', () => {
    const version = fc.constantFrom('1.1' as const, '1.2' as const);
    const check = fc.property(texts, texts, version, (key, value, version) => {
      const [line = '', ...others] = yamlLines([[key === '' ? 'key' : key, value]]);
      assert.deepEqual(others, []);
      const read = parse(line, { version, mapAsMap: true }) as Map<unknown, unknown>;
      assert.deepEqual([...read], [[key === '' ? 'key' : key, value]]);
    });
    fc.assert(check, { numRuns: 2000 });
  });

  it('is one word to the shell', () => {
    fc.assert(
      fc.property(texts, (text) => assert.equal(readShell(shellWord(text)), text)),
      { numRuns: 2000 },
    );
  });

  it('in a comment stays on its line', () => {
    fc.assert(fc.property(texts, (text) => assert.match(comment(text), /^# [^\p{C}\p{Zl}\p{Zp}]*$/u)));
  });

  it('has quotes only where it needs some', () => {
    const values = {
      plain: 'Pictures of line 2, v1.0',
      url: 'https://a.b/c',
      name: 'images',
      word: 'no',
      number: '2',
    };
    assert.deepEqual(yamlLines(Object.entries(values)), [
      'plain: Pictures of line 2, v1.0',
      'url: https://a.b/c',
      'name: images',
      'word: "no"',
      'number: "2"',
    ]);
    assert.equal(
      shell`az --name ${'ml-team'} --group ${"it's mine"}`,
      `az --name ml-team --group 'it'\\''s mine'`,
    );
  });
});

describe('the tags', () => {
  it('quote every hole', () => {
    assert.equal(python`f(${'a"b'}, ${3}, ${true}, ${false}, ${null})`, 'f("a\\"b", 3, True, False, None)');
    assert.equal(yaml`name: ${'yes'}`, 'name: "yes"');
    assert.equal(shell`echo ${'$HOME; ls'}`, "echo '$HOME; ls'");
  });
});

describe('an import', () => {
  it('is sorted, and in brackets where it is long', () => {
    assert.equal(pythonImport('m', ['B', 'A']), 'from m import A, B');
    const long = 'C'.repeat(80);
    assert.equal(pythonImport('m', [long, 'A']), `from m import (\n    A,\n    ${long},\n)`);
  });
});
