import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { ShareClient, ShareDirectoryClient, ShareFileClient } from '@azure/storage-file-share';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { accountSas, filesClient, sendRaw, type SignIn } from './clients.ts';

/** The service's code of a refusal. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => ({}),
    (reason: unknown) => reason,
  );
  return (error as { code?: string }).code ?? 'none';
}

const text = async (file: ShareFileClient): Promise<string> => (await file.downloadToBuffer()).toString();

describe('Azure Files in the sandbox', () => {
  let box: Sandbox;
  let share: ShareClient;
  let root: ShareDirectoryClient;
  let count = 0;

  before(async function () {
    this.timeout(60_000);
    box = await sandbox();
  });

  beforeEach(async () => {
    share = filesClient(box).getShareClient(`files-test-${count++}-${Date.now()}`);
    await share.create();
    root = share.rootDirectoryClient;
  });

  afterEach(async () => {
    await share.deleteIfExists();
  });

  for (const signIn of ['key', 'sas', 'identity'] as SignIn[]) {
    it(`moves a file up and down by ${signIn}`, async () => {
      const client = filesClient(box, signIn).getShareClient(share.name).rootDirectoryClient;
      const bytes = randomBytes(9 * 1024 * 1024 + 7);
      await client.createSubdirectory('a b');
      const file = client.getDirectoryClient('a b').getFileClient('größe 😀.bin');
      await file.uploadData(bytes);
      assert.ok((await file.downloadToBuffer()).equals(bytes));
      assert.ok((await file.downloadToBuffer(5_000_000, 100)).equals(bytes.subarray(5_000_000, 5_000_100)));
    });
  }

  it('refuses an identity without a data role', async () => {
    const client = filesClient(box, 'reader').getShareClient(share.name).rootDirectoryClient;
    assert.equal(await codeOf(client.getFileClient('x').create(0)), 'AuthorizationPermissionMismatch');
  });

  it('lets a SAS that may only create make a file but not replace one', async () => {
    const sas = accountSas(box, 'contosodata', 'c');
    const path = `/${share.name}/new.txt`;
    const headers = { 'x-ms-type': 'file', 'x-ms-content-length': '0' };
    const create = { account: 'contosodata', service: 'file', method: 'PUT', path, headers, sas };
    assert.equal((await sendRaw(box, create)).status, 201);
    assert.equal((await sendRaw(box, create)).headers['x-ms-error-code'], 'AuthorizationPermissionMismatch');
  });

  it('lists shares by prefix', async () => {
    const names: string[] = [];
    for await (const one of filesClient(box).listShares({ prefix: share.name })) names.push(one.name);
    assert.deepEqual(names, [share.name]);
    assert.equal(await codeOf(share.create()), 'ShareAlreadyExists');
    assert.equal(await share.exists(), true);
    assert.equal(await filesClient(box).getShareClient('absent-share').exists(), false);
  });

  it('creates a small file with its content in one request', async () => {
    const file = root.getFileClient('small.txt');
    await box.clearRequests();
    await file.create(5, { content: Buffer.from('hello'), contentLength: 5 });
    assert.equal((await box.requests({ host: 'file', path: 'small' })).count, 1);
    assert.equal(await text(file), 'hello');
  });

  it('keeps times, headers and metadata as they were set', async () => {
    const file = root.getFileClient('dated.csv');
    const written = new Date('2001-02-03T04:05:06.789Z');
    await file.create(3, {
      fileHttpHeaders: {
        fileContentType: 'text/csv',
        fileContentMD5: createHash('md5').update('abc').digest(),
      },
      lastWriteTime: written,
      metadata: { origin: 'test' },
    });
    await file.uploadRange('abc', 0, 3, { fileLastWrittenMode: 'Preserve' });
    const properties = await file.getProperties();
    assert.equal(properties.fileLastWriteOn?.toISOString(), written.toISOString());
    assert.equal(properties.contentType, 'text/csv');
    assert.deepEqual(properties.metadata, { origin: 'test' });
    assert.equal((await file.download()).contentMD5?.length, 16);
    await file.uploadRange('xyz', 0, 3);
    assert.notEqual((await file.getProperties()).fileLastWriteOn?.toISOString(), written.toISOString());
    await file.setHttpHeaders({}, { lastWriteTime: written });
    assert.equal((await file.getProperties()).fileLastWriteOn?.toISOString(), written.toISOString());
  });

  it('lists folders with sizes and times, page by page, whatever the case of the prefix', async () => {
    for (const name of ['Alpha', 'beta', 'Gamma']) await root.getFileClient(name).create(1);
    await root.createSubdirectory('delta');
    const pages: string[][] = [];
    const options = { includeTimestamps: true, includeEtag: true, includeExtendedInfo: true };
    for await (const page of root.listFilesAndDirectories(options).byPage({ maxPageSize: 3 })) {
      const { directoryItems, fileItems } = page.segment;
      pages.push([...directoryItems, ...fileItems].map((item) => item.name));
      for (const file of fileItems) assert.ok(file.properties.contentLength === 1 && file.properties.etag);
    }
    assert.deepEqual(pages, [['delta', 'Alpha', 'beta'], ['Gamma']]);
    const found: string[] = [];
    for await (const item of root.listFilesAndDirectories({ prefix: 'AL' })) found.push(item.name);
    assert.deepEqual(found, ['Alpha']);
  });

  it('treats names that differ in case as one and keeps the case they were made with', async () => {
    await root.getFileClient('Read Me.TXT').create(1);
    assert.equal(await root.getFileClient('READ ME.txt').exists(), true);
    assert.equal(await codeOf(root.createSubdirectory('read me.txt')), 'ResourceAlreadyExists');
  });

  it('names what is missing', async () => {
    const noShare = filesClient(box).getShareClient('absent-share').rootDirectoryClient;
    await root.createSubdirectory('full');
    await root.getDirectoryClient('full').getFileClient('x').create(0);
    assert.equal(await codeOf(noShare.getFileClient('x').create(0)), 'ShareNotFound');
    assert.equal(await codeOf(root.getDirectoryClient('no').getFileClient('x').create(0)), 'ParentNotFound');
    assert.equal(await codeOf(root.getFileClient('no').delete()), 'ResourceNotFound');
    assert.equal(await codeOf(root.getFileClient('full').delete()), 'ResourceTypeMismatch');
    assert.equal(await root.getFileClient('full').exists(), false);
    assert.equal(await codeOf(root.getDirectoryClient('full').delete()), 'DirectoryNotEmpty');
    assert.equal((await root.getDirectoryClient('full').createIfNotExists()).succeeded, false);
    assert.equal((await root.getFileClient('no').deleteIfExists()).succeeded, false);
  });

  it('refuses names that SMB cannot hold', async () => {
    for (const name of ['a:b', 'a|b', 'a*b', 'a\\b', 'x'.repeat(256)]) {
      const directory = root.getDirectoryClient(name);
      assert.equal(await codeOf(directory.create()), 'InvalidResourceName', name);
    }
    for (const path of ['/../x', '/a/%2E%2E/x', '/..%2F..%2Fx', '/a//x', '/%00']) {
      const address = {
        account: 'contosodata',
        service: 'file',
        method: 'GET',
        path: `/${share.name}${path}`,
      };
      const answer = await sendRaw(box, address);
      assert.equal(answer.headers['x-ms-error-code'], 'InvalidResourceName', path);
    }
  });

  it('cuts trailing dots unless told to keep them', async () => {
    await root.getFileClient('dots...').create(1);
    const names: string[] = [];
    for await (const item of root.listFilesAndDirectories()) names.push(item.name);
    assert.deepEqual(names, ['dots']);
  });

  it('checks ranges and their MD5', async () => {
    const file = root.getFileClient('ranges');
    const ranges = async (): Promise<unknown[]> => {
      const found: unknown[] = [];
      for await (const { start, end } of file.listRanges()) found.push({ start, end });
      return found;
    };
    await file.create(10);
    assert.equal(await codeOf(file.uploadRange('abc', 9, 3)), 'InvalidRange');
    const contentMD5 = createHash('md5').update('other').digest();
    assert.equal(await codeOf(file.uploadRange('abc', 0, 3, { contentMD5 })), 'Md5Mismatch');
    await file.uploadRange('abc', 4, 3);
    assert.deepEqual(await ranges(), [{ start: 4, end: 6 }]);
    assert.equal(await codeOf(file.download(10)), 'InvalidRange');
    assert.deepEqual((await file.downloadToBuffer()).toString(), '\0\0\0\0abc\0\0\0');
    await file.clearRange(4, 3);
    assert.deepEqual(await ranges(), []);
  });

  it('renames files and folders, and over an existing file only when told to', async () => {
    await root.createSubdirectory('from');
    await root.getDirectoryClient('from').getFileClient('a').uploadData(Buffer.from('A'));
    await root.getFileClient('b').uploadData(Buffer.from('B'));
    await root.getDirectoryClient('from').rename('to');
    const moved = root.getDirectoryClient('to').getFileClient('a');
    assert.equal(await text(moved), 'A');
    assert.equal(await codeOf(moved.rename('b')), 'ResourceAlreadyExists');
    await moved.rename('b', { replaceIfExists: true });
    assert.equal(await text(root.getFileClient('b')), 'A');
    assert.equal(await codeOf(root.getDirectoryClient('to').rename('to/in/self')), 'ParentNotFound');
    await root.createSubdirectory('to/in');
    assert.equal(await codeOf(root.getDirectoryClient('to').rename('to/in/self')), 'InvalidInput');
    await root.getFileClient('b').rename('B');
    assert.equal(await text(root.getFileClient('b')), 'A');
  });

  it('copies a file inside the account', async () => {
    const source = root.getFileClient('source');
    await source.uploadData(Buffer.from('copy me'));
    await root.getFileClient('copy').startCopyFromURL(source.url);
    assert.equal(await text(root.getFileClient('copy')), 'copy me');
  });

  it('lists a folder of many files quickly', async function () {
    this.timeout(20_000);
    const make = async (from: number): Promise<void> => {
      for (let index = from; index < 2000; index += 32) await root.getFileClient(`f${index}`).create(0);
    };
    await Promise.all(Array.from({ length: 32 }, (_, from) => make(from)));
    let files = 0;
    for await (const page of root.listFilesAndDirectories().byPage({ maxPageSize: 500 })) {
      files += page.segment.fileItems.length;
    }
    assert.equal(files, 2000);
  });
});
