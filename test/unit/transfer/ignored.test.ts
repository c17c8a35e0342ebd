import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocal } from '../../../src/storage/local.ts';
import { folderIn, root } from '../../../src/storage/path.ts';
import { preview, transfer, type TransferItem } from '../../../src/transfer/transfer.ts';
import { contentOf, entryAt, memory, moveAll } from './fixtures.ts';

describe('an upload that heeds ignore files', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ignored-'));
    for (const folder of ['cache/deep', 'only', 'sub/empty']) {
      await mkdir(join(directory, folder), { recursive: true });
    }
    const files = { '.amlignore': 'cache/\n*.log', 'a.txt': 'A', 'a.log': 'log', 'cache/deep/x': '' };
    for (const [path, content] of Object.entries({ ...files, 'only/b.log': '' })) {
      await writeFile(join(directory, path), content);
    }
  });
  after(() => rm(directory, { recursive: true }));

  it('says what it left out, makes no folder for it, and a preview says the same', async () => {
    const destination = memory();
    const request = moveAll(openLocal(directory), destination, { ignore: true, conflict: 'changed' });
    const foreseen = await preview(request);
    const report = await transfer(request);
    assert.deepEqual(await contentOf(destination), {
      '.amlignore': 'cache/\n*.log',
      'a.txt': 'A',
      'sub/empty/': null,
    });
    const names = report.skippedEntries.map(({ path, reason }) => `${reason} ${path}`).sort();
    assert.deepEqual(names, ['ignored a.log', 'ignored cache/', 'ignored only/b.log']);
    assert.equal(report.skipped.ignored, 3);
    assert.deepEqual([...foreseen.skipped.ignored.examples].sort(), ['a.log', 'cache/', 'only/b.log']);
    assert.deepEqual([foreseen.copied.new.count, foreseen.folders.examples], [2, ['sub/empty/']]);
  });

  it('moves a file that was selected by itself whatever the rules say, and everything when it is not asked to', async () => {
    const source = openLocal(directory);
    const destination = memory();
    const items: TransferItem[] = [
      { storage: source, file: await entryAt(source, 'a.log'), as: 'a.log' },
      { storage: source, folder: folderIn(root, 'cache'), as: 'cache/' },
    ];
    await transfer({ items, destination, into: root, conflict: 'overwrite', ignore: true });
    assert.deepEqual(await contentOf(destination), { 'a.log': 'log', 'cache/deep/x': '' });
    assert.equal((await transfer(moveAll(source, memory()))).files, 5);
  });
});
