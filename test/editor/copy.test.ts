import assert from 'node:assert/strict';
import type { TransferReport } from '../../src/transfer/transfer.ts';
import { sandbox } from '../support/sandbox.ts';
import { nodeAt, run, uri } from './support.ts';

const ws = 'vision-research';
const copy = async (from: unknown, to: string) =>
  (await run('azuremlDatastores.copyToDatastore', from as string, {
    to,
    conflict: 'overwrite',
  })) as TransferReport;

describe('the command that copies to a datastore', () => {
  for (const datastore of ['workspaceblobstore', 'lake']) {
    it(`has the services copy a folder to ${datastore}, as a folder of its name`, async () => {
      const box = await sandbox();
      const reads = async () =>
        (await box.requests({ path: '/train/', method: 'GET' })).requests.filter(
          ({ operation }) => operation === 'object',
        ).length;
      const before = await reads();
      const report = await copy(
        await uri(ws, 'images', 'train/circle/'),
        await uri(ws, datastore, 'editor-copy/'),
      );
      assert.deepEqual(report.failed, []);
      assert.ok(report.files > 0);
      assert.equal(report.serverSide, report.files);
      assert.equal(await reads(), before);
      assert.equal((await nodeAt(ws, datastore, 'editor-copy', 'circle')).kind, 'folder');
    });
  }

  it('moves to a file share by itself what the service there does not copy', async () => {
    const report = await copy(
      await uri(ws, 'images', 'train/circle/'),
      await uri(ws, 'workspacefilestore', 'editor-copy/'),
    );
    assert.deepEqual(report.failed, []);
    assert.ok(report.files > 0);
    assert.equal(report.serverSide, undefined);
  });

  it('copies nothing onto itself', async () => {
    await assert.rejects(
      async () => copy(await uri(ws, 'images', 'train/circle/'), await uri(ws, 'images', 'train/')),
      /cannot be copied into itself/,
    );
  });
});
