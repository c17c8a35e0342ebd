import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TransferReport } from '../../src/transfer/transfer.ts';
import { sandbox } from '../support/sandbox.ts';
import { run, uri } from './support.ts';

describe('the commands of transfers', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'azureml-datastores-transfers-'));
    await mkdir(join(dir, 'data/cache'), { recursive: true });
    await writeFile(join(dir, 'data/a.csv'), 'a');
    await writeFile(join(dir, 'data/b.csv'), 'b');
    await writeFile(join(dir, 'data/cache/c.tmp'), 'c');
    await writeFile(join(dir, 'data/.amlignore'), 'cache/\n');
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const upload = async () =>
    (await run('azuremlDatastores.uploadChangedFiles', await uri('vision-research', 'images', 'changed/'), {
      from: [join(dir, 'data')],
    })) as TransferReport;

  it('upload and download only what has changed, and leave out what an ignore file names', async () => {
    const first = await upload();
    assert.deepEqual([first.files, first.skipped.ignored, first.failed.length], [3, 1, 0]);
    await writeFile(join(dir, 'data/b.csv'), 'longer');
    const second = await upload();
    assert.deepEqual([second.files, second.skipped.unchanged], [1, 2]);
    const to = join(dir, 'down');
    const source = await uri('vision-research', 'images', 'changed/data/');
    const download = async () =>
      (await run('azuremlDatastores.downloadChangedFiles', source, { to })) as TransferReport;
    assert.equal((await download()).files, 3);
    const again = await download();
    assert.deepEqual([again.files, again.skipped.unchanged], [0, 3]);
  });

  it('copy an AzCopy command without a secret', async () => {
    const target = await uri('vision-research', 'images', 'train/');
    await run('azuremlDatastores.copyAzCopyCommand', target, {
      direction: 'upload',
      local: join(dir, 'data'),
    });
    const text = await vscode.env.clipboard.readText();
    assert.match(
      text,
      /\nazcopy copy \S+\/data https:\/\/contosodata\.blob\.\S+\/train\/data --from-to=LocalBlob/,
    );
    for (const { key } of Object.values((await sandbox()).accounts)) assert.ok(!text.includes(key));
  });

  it('say that a transfer is not there, or that it can do no such thing now', async () => {
    await assert.rejects(
      async () => run('azuremlDatastores.pauseTransfer', 'nonesuch'),
      /no transfer that this can be done with now/,
    );
  });
});
