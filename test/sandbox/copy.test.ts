import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { BlockBlobClient, ContainerClient, RestError } from '@azure/storage-blob';
import type { ShareClient } from '@azure/storage-file-share';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { accountSas, blobClient, filesClient, sendRaw } from './clients.ts';

const name = () => `copy-${randomBytes(4).toString('hex')}`;
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();

async function refusal(attempt: Promise<unknown>): Promise<[number | undefined, string | undefined]> {
  const error = await attempt.then(
    () => assert.fail('the service let it through'),
    (reason: unknown) => reason as RestError,
  );
  return [error.statusCode, error.code];
}

describe('The sandbox copies', function () {
  this.timeout(60_000);
  const bytes = randomBytes(5 * 1024 * 1024 + 7);
  let box: Sandbox;
  /** Each in another account. */
  let flat: ContainerClient;
  let other: ContainerClient;
  let lake: ContainerClient;
  let share: ShareClient;
  let otherShare: ShareClient;
  before(async () => {
    box = await sandbox();
    [flat, other, lake] = (['contosodata', 'contosoprod', 'contosolake'] as const).map((account) =>
      blobClient(box, account).getContainerClient(name()),
    ) as [ContainerClient, ContainerClient, ContainerClient];
    [share, otherShare] = (['contosodata', 'contosoprod'] as const).map((account) =>
      filesClient(box, 'key', account).getShareClient(name()),
    ) as [ShareClient, ShareClient];
    await Promise.all([flat, other, lake, share, otherShare].map((root) => root.create()));
    for (const root of [flat, lake])
      await root.getBlockBlobClient('a b/source.csv').upload(bytes, bytes.length, {
        metadata: { mtime: '2024-05-06T07:08:09.123000000Z', more: 'x' },
        blobHTTPHeaders: { blobContentType: 'text/csv', blobContentMD5: md5(bytes) },
      });
    const file = share.rootDirectoryClient.getFileClient('source.csv');
    await file.uploadData(bytes, { fileHttpHeaders: { fileContentType: 'text/csv' } });
  });
  after(() => Promise.all([flat, other, lake, share, otherShare].map((root) => root.delete())));

  const source = (root: ContainerClient): BlockBlobClient => root.getBlockBlobClient('a b/source.csv');
  const signed = (root: ContainerClient, permissions = 'r') =>
    `${source(root).url}?${accountSas(box, root.accountName, permissions)}`;

  for (const [from, to] of [
    ['flat', 'other'],
    ['flat', 'lake'],
    ['lake', 'flat'],
  ] as const) {
    const roots = () => ({ flat, other, lake });

    it(`blobs from ${from} to ${to} by their address, with content type and MD5 and without metadata`, async () => {
      const target = roots()[to].getBlockBlobClient('from/url.csv');
      await target.syncUploadFromURL(signed(roots()[from]), { sourceContentMD5: md5(bytes) });
      assert.deepEqual(await target.downloadToBuffer(), bytes);
      const { contentType, contentMD5, metadata } = await target.getProperties();
      assert.deepEqual([contentType, contentMD5 && Buffer.from(contentMD5)], ['text/csv', md5(bytes)]);
      assert.deepEqual(metadata ?? {}, {});
    });

    it(`blocks from ${from} to ${to}`, async () => {
      const target = roots()[to].getBlockBlobClient('blocks.bin');
      const half = 3 * 1024 * 1024;
      await target.stageBlockFromURL(btoa('1'), signed(roots()[from]), 0, half);
      await target.stageBlockFromURL(btoa('2'), signed(roots()[from]), half, bytes.length - half);
      await target.commitBlockList([btoa('1'), btoa('2')]);
      assert.deepEqual(await target.downloadToBuffer(), bytes);
    });

    it(`nothing from ${from} to ${to} that may not be read, is not there, has changed or has another MD5`, async () => {
      const target = roots()[to].getBlockBlobClient('refused');
      const origin = roots()[from];
      const into = (url: string, more = {}) => refusal(target.syncUploadFromURL(url, more));
      assert.deepEqual(await into(source(origin).url), [401, 'CannotVerifyCopySource']);
      assert.deepEqual(await into(signed(origin, 'w')), [403, 'CannotVerifyCopySource']);
      const missing = signed(origin).replace('source.csv', 'missing');
      assert.deepEqual(await into(missing), [404, 'CannotVerifyCopySource']);
      const changed = { sourceConditions: { ifMatch: '"0x8DEADBEEF"' } };
      assert.deepEqual(await into(signed(origin), changed), [412, 'CannotVerifyCopySource']);
      const wrong = { sourceContentMD5: md5(Buffer.from('other')) };
      assert.deepEqual(await into(signed(origin), wrong), [400, 'Md5Mismatch']);
      const staged = target.stageBlockFromURL(btoa('1'), source(origin).url, 0, 5);
      assert.deepEqual(await refusal(staged), [401, 'CannotVerifyCopySource']);
      assert.equal(await target.exists(), false);
    });
  }

  it('a blob within an account at once, with all that is kept with it', async () => {
    for (const root of [flat, lake]) {
      const target = root.getBlockBlobClient('copy.csv');
      const poller = await target.beginCopyFromURL(source(root).url);
      assert.equal(poller.getOperationState().isCompleted, true);
      assert.deepEqual(await target.downloadToBuffer(), bytes);
      const { contentType, metadata } = await target.getProperties();
      assert.deepEqual([contentType, metadata?.['more']], ['text/csv', 'x']);
      await target.beginCopyFromURL(source(root).url, { metadata: { own: 'y' } });
      assert.deepEqual((await target.getProperties()).metadata, { own: 'y' });
      const changed = target.beginCopyFromURL(source(root).url, {
        sourceConditions: { ifMatch: '"0x8DEADBEEF"' },
      });
      assert.deepEqual(await refusal(changed), [412, 'SourceConditionNotMet']);
    }
  });

  it('nothing for a SAS that does not say how the source is to be read', async () => {
    for (const root of [flat, lake]) {
      const copy = (url: string) =>
        sendRaw(box, {
          ...{ account: root.accountName, service: 'blob', method: 'PUT' },
          path: `/${root.containerName}/by-sas`,
          headers: { 'x-ms-copy-source': url, 'content-length': '0' },
        });
      const refused = await copy(source(root).url);
      assert.deepEqual([refused.status, refused.headers['x-ms-error-code']], [401, 'CannotVerifyCopySource']);
      assert.equal((await copy(signed(root))).status, 202);
    }
  });

  it('ranges of a file to another account', async () => {
    const url = `${share.rootDirectoryClient.getFileClient('source.csv').url}?${accountSas(box, 'contosodata', 'r')}`;
    const target = otherShare.rootDirectoryClient.getFileClient('copy.csv');
    await target.create(bytes.length);
    const first = 4 * 1024 * 1024;
    await target.uploadRangeFromURL(url, 0, 0, first);
    await target.uploadRangeFromURL(url, first, first, bytes.length - first);
    assert.deepEqual(await target.downloadToBuffer(), bytes);
    const unsigned = target.uploadRangeFromURL(url.replace(/\?.*/, ''), 0, 0, 5);
    assert.deepEqual(await refusal(unsigned), [401, 'CannotVerifyCopySource']);
  });

  it('a file within an account with the time that the request or the source says', async () => {
    const { rootDirectoryClient: folder } = share;
    const from = folder.getFileClient('source.csv');
    const { fileLastWriteOn } = await from.getProperties();
    const kept = folder.getFileClient('kept.csv');
    await kept.startCopyFromURL(from.url, { copyFileSmbInfo: { fileLastWriteTime: 'source' } });
    assert.deepEqual((await kept.getProperties()).fileLastWriteOn, fileLastWriteOn);
    const given = folder.getFileClient('given.csv');
    const time = '2024-05-06T07:08:09.123Z';
    await given.startCopyFromURL(from.url, { copyFileSmbInfo: { fileLastWriteTime: time } });
    assert.deepEqual((await given.getProperties()).fileLastWriteOn, new Date(time));
    assert.deepEqual(await given.downloadToBuffer(), bytes);
  });

  it('without the reads among its services being counted as those of clients', async () => {
    const { pathname } = new URL(source(flat).url);
    const before = (await box.requests({ path: `^${pathname}` })).count;
    await other.getBlockBlobClient('counted').syncUploadFromURL(signed(flat));
    assert.equal((await box.requests({ path: `^${pathname}` })).count, before);
  });
});
