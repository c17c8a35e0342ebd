import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPythonReader } from '../../../src/python/reader.ts';
import { markAnew, said } from './marks.ts';

const folder = join(import.meta.dirname, '..', '..', 'fixtures', 'python');
const files = readdirSync(folder).filter((name) => name.endsWith('.py'));
const unix = (name: string) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
const read = (text: string) => createPythonReader().read(text);

describe('a Python file is read as its marks say', () => {
  it('in thirty files and more', () => assert.ok(files.length >= 30, `${files.length} files`));

  for (const name of files) {
    it(name, () => assert.equal(markAnew(unix(name), read), unix(name)));

    it(`${name}, with Windows line ends`, () => {
      const text = unix(name).replaceAll('\n', '\r\n');
      assert.equal(markAnew(text, read), text);
    });
  }
});

describe('a Python file that is being typed', () => {
  for (const name of files) {
    it(`${name} is read alike piece by piece and at once`, () => {
      const text = unix(name);
      const reader = createPythonReader();
      for (let end = 0; end < text.length; end += 23) {
        const typed = text.slice(0, end);
        const offsets = [0, end / 2, end].map(Math.floor);
        assert.deepEqual(said(reader.read(typed), offsets), said(read(typed), offsets));
      }
    });
  }
});
