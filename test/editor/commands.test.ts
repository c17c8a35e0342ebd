import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TransferReport } from '../../src/transfer/transfer.ts';
import { sandbox } from '../support/sandbox.ts';
import { nodeAt, run, treeItem, uri } from './support.ts';

const ws = 'vision-research';
const failing = (word: string, text: RegExp) => (error: unknown) => {
  // The extension is a bundle of its own, so its class is not the one imported here.
  const failure = error as Error & { word?: string };
  assert.equal(failure.word, word, failure.message);
  assert.match(failure.message, text);
  return true;
};

describe('the commands', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'azureml-datastores-editor-'));
    await mkdir(join(dir, 'data/nested/empty'), { recursive: true });
    await writeFile(join(dir, 'data/a.csv'), 'x,y\n1,2\n');
    await writeFile(join(dir, 'data/nested/ünï 🙂.txt'), 'hello');
    await writeFile(join(dir, 'data/nested/none'), '');
    await writeFile(join(dir, 'data/big.bin'), Buffer.alloc(9 * 1024 * 1024 + 17, 'pattern'));
  });
  after(async () => {
    await (await sandbox()).clearFaults();
    await rm(dir, { recursive: true, force: true });
  });

  for (const datastore of ['workspaceblobstore', 'workspacefilestore', 'lake']) {
    it(`move a folder into ${datastore} and back, byte for byte`, async () => {
      const target = await uri(ws, datastore, 'editor-test/in/');
      const up = (await run('azuremlDatastores.uploadFolder', target, {
        from: [join(dir, 'data')],
        conflict: 'overwrite',
      })) as TransferReport;
      assert.deepEqual(up.failed, []);
      assert.equal(up.files, 4);
      const to = join(dir, `from-${datastore}`);
      const down = (await run(
        'azuremlDatastores.download',
        await uri(ws, datastore, 'editor-test/in/data/'),
        { to, conflict: 'ask' },
      )) as TransferReport;
      assert.deepEqual(down.failed, []);
      assert.equal(down.files, 4);
      for (const name of ['a.csv', 'nested/ünï 🙂.txt', 'nested/none', 'big.bin']) {
        assert.deepEqual(
          await readFile(join(to, 'data', name)),
          await readFile(join(dir, 'data', name)),
          name,
        );
      }
      const sent = await stat(join(dir, 'data/a.csv'));
      const received = await stat(join(to, 'data/a.csv'));
      assert.ok(Math.abs(sent.mtimeMs - received.mtimeMs) < 1, 'the modification time came back');
    });
  }

  it('put files directly into the folder, and download one of them', async () => {
    const target = await uri(ws, 'images', 'editor-test/');
    await run('azuremlDatastores.uploadFiles', target, {
      from: [join(dir, 'data/a.csv')],
      conflict: 'overwrite',
    });
    const to = join(dir, 'one');
    await run('azuremlDatastores.download', await uri(ws, 'images', 'editor-test/a.csv'), { to });
    assert.deepEqual(await readdir(to), ['a.csv']);
  });

  it('make an empty folder where folders are real, and find nothing to download in it', async () => {
    await mkdir(join(dir, 'hollow'));
    const target = await uri(ws, 'workspacefilestore', 'editor-test/');
    const up = (await run('azuremlDatastores.uploadFolder', target, {
      from: [join(dir, 'hollow')],
      conflict: 'overwrite',
    })) as TransferReport;
    assert.deepEqual([up.files, up.folders, up.failed.length], [0, 1, 0]);
    const to = join(dir, 'from-hollow');
    await run('azuremlDatastores.download', await uri(ws, 'workspacefilestore', 'editor-test/hollow/'), {
      to,
    });
    assert.deepEqual(await readdir(to), ['hollow']);
  });

  it('skip what exists when told so', async () => {
    const target = await uri(ws, 'images', 'editor-test/');
    const again = (await run('azuremlDatastores.uploadFiles', target, {
      from: [join(dir, 'data/a.csv')],
      conflict: 'skip',
    })) as TransferReport;
    assert.equal(again.files, 0);
    assert.equal(again.skipped.exists, 1);
  });

  it('stop a download that is cancelled, and leave no partial file', async () => {
    const box = await sandbox();
    await box.addFault({
      host: '\\.blob\\.',
      path: 'big\\.bin',
      action: { kind: 'drip', bytesPerSecond: 1000 },
    });
    const stop = new AbortController();
    const to = join(dir, 'cancelled');
    const source = await uri(ws, 'workspaceblobstore', 'editor-test/in/data/big.bin');
    const done = run('azuremlDatastores.download', source, { to, signal: stop.signal });
    while ((await box.requests({ host: '\\.blob\\.', path: 'big\\.bin', method: 'GET' })).active === 0);
    stop.abort();
    await assert.rejects(async () => done, failing('cancelled', /Cancelled/));
    assert.deepEqual(await readdir(to), []);
    await box.clearFaults();
  });

  it('set another default, which the service confirms and the tree shows', async () => {
    await run('azuremlDatastores.setDefault', await uri('forecasting', 'workspacefilestore'));
    const item = async (name: string) => (await treeItem(await nodeAt('forecasting', name))).contextValue;
    assert.match((await item('workspacefilestore')) ?? '', /default/);
    assert.doesNotMatch((await item('workspaceblobstore')) ?? '', /default/);
    await run('azuremlDatastores.setDefault', await uri('forecasting', 'workspaceblobstore'));
  });

  it('say that the default stays when the service that sets it does not answer', async () => {
    const box = await sandbox();
    await box.addFault({ path: '/datastore/v1\\.0/.*/default/', action: { kind: 'status', status: 503 } });
    const target = await uri('forecasting', 'workspacefilestore');
    await assert.rejects(
      async () => run('azuremlDatastores.setDefault', target),
      failing('unavailable', /stays as it was/),
    );
    await box.clearFaults();
    assert.match(
      (await treeItem(await nodeAt('forecasting', 'workspaceblobstore'))).contextValue ?? '',
      /default/,
    );
  });

  it('refuse to unregister the default', async () => {
    const target = await uri('forecasting', 'workspaceblobstore');
    await assert.rejects(
      async () => run('azuremlDatastores.unregister', target),
      failing('invalidInput', /another datastore as default first/),
    );
  });

  it('copy the short datastore URI', async () => {
    await run('azuremlDatastores.copyUri', await uri(ws, 'images', 'train/'));
    assert.equal(await vscode.env.clipboard.readText(), 'azureml://datastores/images/paths/train/');
    await run('azuremlDatastores.copyUri', await uri(ws, 'images'));
    assert.equal(await vscode.env.clipboard.readText(), 'azureml://datastores/images/paths/');
  });

  describe('say what is wrong with', () => {
    const cases: [string, () => Promise<unknown>, string, RegExp][] = [
      [
        'an empty selection',
        async () => run('azuremlDatastores.uploadFiles', await uri(ws, 'images'), { from: [] }),
        'invalidInput',
        /Nothing was chosen/,
      ],
      [
        'a datastore without files',
        async () =>
          run('azuremlDatastores.uploadFiles', await uri(ws, 'sales_sql'), { from: [join(dir, 'data')] }),
        'unsupported',
        /sales_sql.*holds no files/,
      ],
      [
        'a destination that is a file',
        async () =>
          run('azuremlDatastores.download', await uri(ws, 'images', 'train/'), {
            to: join(dir, 'data/a.csv'),
          }),
        'invalidInput',
        /it is a file/,
      ],
      [
        'a local file that is not there',
        async () =>
          run('azuremlDatastores.uploadFiles', await uri(ws, 'images'), { from: [join(dir, 'gone')] }),
        'notFound',
        /gone does not exist/,
      ],
      [
        'an address that is none',
        () => run('azuremlDatastores.download', 'https://example.com', { to: dir }),
        'invalidInput',
        /no datastore URI/,
      ],
      [
        'an unknown datastore',
        async () => run('azuremlDatastores.download', await uri(ws, 'nonesuch'), { to: dir }),
        'notFound',
        /no datastore “nonesuch”/,
      ],
      [
        'a read-only SAS',
        async () =>
          run('azuremlDatastores.uploadFiles', await uri(ws, 'shared_readonly'), {
            from: [join(dir, 'data/a.csv')],
            conflict: 'overwrite',
          }),
        'permissionDenied',
        /shared|SAS|permission/i,
      ],
    ];
    for (const [what, act, word, text] of cases) {
      it(what, async () => {
        await assert.rejects(
          async () => {
            const report = (await act()) as TransferReport;
            throw report.failed[0]?.failure ?? new Error('nothing failed');
          },
          failing(word, text),
        );
      });
    }
  });
});
