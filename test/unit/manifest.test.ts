import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { datastoreKinds } from '../../src/datastores/index.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;

describe('package.json', () => {
  it('takes every text from package.nls.json, which holds no other', () => {
    const used = new Set(
      [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? ''),
    );
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
  });

  it('has an icon in both themes for every datastore type, alike but for the colour', () => {
    const shape = (theme: string, name: string) =>
      read(`media/datastores/${theme}/${name}.svg`).replace(/stroke="#\w+"/, '');
    for (const name of [...datastoreKinds.map(({ type }) => type), 'workspace', 'unknown']) {
      assert.equal(shape('light', name), shape('dark', name));
    }
  });

  it('points to files that exist', () => {
    for (const path of [...JSON.stringify(manifest).matchAll(/"(media\/[^"]+)"/g)].map(
      (match) => match[1] ?? '',
    )) {
      assert.ok(existsSync(new URL(`../../${path}`, import.meta.url)), path);
    }
  });
});
