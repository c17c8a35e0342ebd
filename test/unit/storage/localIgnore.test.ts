import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openLocal } from '../../../src/storage/local.ts';
import { ignoreRulesFor } from '../../../src/storage/localIgnore.ts';
import { collect, folder } from '../../contract/support.ts';

describe('a walk that heeds ignore files', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'ignore-'))));
  afterEach(() => rm(directory, { recursive: true }));

  /** Makes files below the directory; a name that ends with a slash is an empty folder. */
  async function make(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      const place = join(directory, path);
      await mkdir(path.endsWith('/') ? place : dirname(place), { recursive: true });
      if (!path.endsWith('/')) await writeFile(place, content);
    }
  }

  /** What a walk from `top` finds of files, and what it leaves out. */
  async function walked(top = '', ignore = true) {
    const entries = await collect(openLocal(directory).walk(folder(top), { ignore }));
    const files: string[] = entries.flatMap((entry) => (entry.kind === 'file' ? [entry.path] : []));
    const ignored: string[] = entries.flatMap((entry) =>
      entry.kind === 'other' && entry.what === 'ignored' ? [entry.path] : [],
    );
    return { files: files.sort(), ignored: ignored.sort() };
  }

  it('leaves out what a .gitignore says, and names a folder once without looking into it', async () => {
    await make({
      '.gitignore': '# built\n*.pyc\n/out/\n!keep.pyc\n',
      'a.py': '',
      'a.pyc': '',
      'deep/b.pyc': '',
      'deep/keep.pyc': '',
      'deep/out/c': '',
      'out/d': '',
      'out/e/f': '',
    });
    assert.deepEqual(await walked(), {
      files: ['.gitignore', 'a.py', 'deep/keep.pyc', 'deep/out/c'],
      ignored: ['a.pyc', 'deep/b.pyc', 'out/'],
    });
    assert.equal((await walked('', false)).files.length, 8);
  });

  it('reads .amlignore instead of the .gitignore beside it, and both in different folders', async () => {
    await make({
      '.amlignore': '*.csv',
      '.gitignore': '*.txt',
      'a.csv': '',
      'a.txt': '',
      'sub/.gitignore': '*.txt\n!b.csv',
      'sub/a.txt': '',
      'sub/b.csv': '',
    });
    const { ignored } = await walked();
    assert.deepEqual(ignored, ['a.csv', 'sub/a.txt']);
  });

  it('takes the rules of a folder below for that folder alone, and before those above', async () => {
    await make({
      '.gitignore': 'x\nlogs/',
      'odd [1] name/.gitignore': '!x\n/top\nlow/er\n\\#a',
      'odd [1] name/x': '',
      'odd [1] name/top': '',
      'odd [1] name/in/top': '',
      'odd [1] name/low/er': '',
      'odd [1] name/in/low/er': '',
      'odd [1] name/#a': '',
      'logs/.gitignore': '!*',
      'logs/kept': '',
      x: '',
      top: '',
    });
    const { ignored } = await walked();
    const inside = ['#a', 'low/er', 'top'].map((name) => `odd [1] name/${name}`);
    assert.deepEqual(ignored, ['logs/', ...inside, 'x']);
  });

  it('heeds the folders above, up to the root of the repository', async () => {
    await make({
      '.gitignore': '*.bin',
      '.amlignore': '*.bin',
      'repo/.git/config': '',
      'repo/.gitignore': '*.log\n/data/raw/tmp',
      'repo/data/.amlignore': '*.old',
      'repo/data/raw/a.bin': '',
      'repo/data/raw/a.log': '',
      'repo/data/raw/a.old': '',
      'repo/data/raw/tmp/b': '',
    });
    assert.deepEqual(await walked('repo/data/raw/'), {
      files: ['repo/data/raw/a.bin'],
      ignored: ['repo/data/raw/a.log', 'repo/data/raw/a.old', 'repo/data/raw/tmp/'],
    });
  });

  it('outside of a repository heeds only .amlignore above', async () => {
    await make({ '.gitignore': '*.log', 'a/.amlignore': '*.old', 'a/b/x.log': '', 'a/b/x.old': '' });
    assert.deepEqual((await walked('a/b/')).ignored, ['a/b/x.old']);
  });

  it('moves a folder that was selected though rules above leave it out as a whole, but not what others leave out', async () => {
    for (const rule of ['data/', 'data', '/data/*', '**/data/**', '*']) {
      await make({
        'repo/.git/HEAD': '',
        'repo/.gitignore': `${rule}\n*.pyc`,
        'repo/data/in/a.csv': '',
        'repo/data/in/a.pyc': '',
      });
      assert.deepEqual(
        await walked('repo/data/'),
        { files: ['repo/data/in/a.csv'], ignored: ['repo/data/in/a.pyc'] },
        rule,
      );
    }
  });

  it('leaves out .git, and nothing else where there are no rules', async () => {
    await make({ '.git/HEAD': '', 'sub/.git': 'gitdir: elsewhere', 'sub/.github/x': '' });
    assert.deepEqual(await walked(), { files: ['sub/.github/x'], ignored: ['.git/', 'sub/.git'] });
  });

  it('understands other line ends, a byte order mark, spaces and nonsense', async () => {
    await make({
      '.gitignore': '\ufeffa  \r\n\r\n[z-a]\n!\n/\n\\\nsp\\ \nb',
      a: '',
      b: '',
      'sp ': '',
      c: '',
    });
    assert.deepEqual((await walked()).ignored, ['a', 'b', 'sp ']);
  });

  it('follows a link to an ignore file, and takes a folder of that name for none', async () => {
    await make({ rules: 'a', 'sub/.amlignore/': '', 'sub/.gitignore': 'b', 'sub/b': '', a: '' });
    await symlink('rules', join(directory, '.gitignore'));
    assert.deepEqual((await walked()).ignored, ['a', 'sub/b']);
  });

  it('reports a folder whose ignore file cannot be used, instead of moving everything in it', async () => {
    await make({ 'sub/.gitignore': '#'.repeat(1024 * 1024 + 1), 'sub/a': '', b: '' });
    const entries = await collect(openLocal(directory).walk(folder(''), { ignore: true }));
    const failed = entries.flatMap((entry) => (entry.kind === 'other' && entry.failure ? [entry] : []));
    assert.deepEqual(
      failed.map(({ path }) => path as string),
      ['sub'],
    );
    assert.match(failed[0]?.failure?.message ?? '', /\.gitignore is too large/);
    assert.deepEqual((await walked()).files, ['b']);
  });

  it('tells names that differ in their case apart where the disk does', async () => {
    await make({ '.gitignore': 'Build/\nREADME' });
    const says = async (platform: NodeJS.Platform) => {
      const rules = await ignoreRulesFor(directory, platform);
      return [rules.ignores('build', true), rules.ignores('Build', true), rules.ignores('readme', false)];
    };
    assert.deepEqual(await says('linux'), [false, true, false]);
    assert.deepEqual(await says('win32'), [true, true, true]);
  });

  it('gives the same answers however often it is asked', async () => {
    await make({ '.gitignore': '*.log' });
    const rules = await ignoreRulesFor(directory);
    for (let index = 0; index < 25_000; index += 1) {
      if (rules.ignores(`${index}.txt`, false) || !rules.ignores(`${index}.log`, false))
        assert.fail(`${index}`);
    }
  });
});
