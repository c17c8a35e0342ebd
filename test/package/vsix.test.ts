import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';

const root = join(import.meta.dirname, '../..');

describe('the packed extension', () => {
  let files: readonly string[];
  before(async () => {
    files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  });

  it('holds exactly the files it is meant to', () => {
    const names = files.map((file) => file.replace(/^dist\/chunks\/.*\.js$/, 'dist/chunks/*.js'));
    const expected = readFileSync(join(import.meta.dirname, 'files.txt'), 'utf8')
      .trim()
      .split('\n');
    assert.deepEqual([...new Set(names)].sort(), expected, 'test/package/files.txt says what belongs there');
  });

  it('holds every script that is built for it', () => {
    const built = globSync('dist/**/*.js', { cwd: root });
    // The command of this repository is no part of it.
    const wanted = built.filter((file) => !/^dist\/transfer(\.js|\/)/.test(file));
    assert.deepEqual(
      wanted.filter((file) => !files.includes(file)),
      [],
    );
  });

  it('has at most a megabyte', () => {
    const vsix = process.env.VSIX;
    assert.ok(vsix !== undefined, 'VSIX names the packed extension');
    assert.ok(statSync(vsix).size <= 1_000_000, `${statSync(vsix).size} bytes`);
  });
});
