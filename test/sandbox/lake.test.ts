import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { DataLakeFileClient, DataLakeFileSystemClient } from '@azure/storage-file-datalake';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { blobClient, lakeClient, sendRaw, type SignIn } from './clients.ts';

async function failureOf(work: Promise<unknown>): Promise<{ code?: string; statusCode?: number }> {
  return work.then(
    () => ({}),
    (reason: unknown) => reason as { code?: string; statusCode?: number },
  );
}
const codeOf = async (work: Promise<unknown>): Promise<string> => (await failureOf(work)).code ?? 'none';
const text = async (file: DataLakeFileClient): Promise<string> => (await file.readToBuffer()).toString();

describe('Data Lake Gen2 in the sandbox', () => {
  let box: Sandbox;
  let system: DataLakeFileSystemClient;
  let count = 0;

  const write = async (path: string, content = path): Promise<DataLakeFileClient> => {
    const file = system.getFileClient(path);
    await file.upload(Buffer.from(content));
    return file;
  };
  const list = async (
    options: { path?: string; recursive?: boolean } = {},
    size = 5000,
  ): Promise<string[][]> => {
    const pages: string[][] = [];
    for await (const page of system.listPaths(options).byPage({ maxPageSize: size })) {
      pages.push((page.pathItems ?? []).map((item) => `${item.name ?? ''}${item.isDirectory ? '/' : ''}`));
    }
    return pages;
  };

  before(async function () {
    this.timeout(60_000);
    box = await sandbox();
  });

  beforeEach(async () => {
    system = lakeClient(box).getFileSystemClient(`lake-test-${count++}-${Date.now()}`);
    await system.create();
  });

  afterEach(async () => {
    await system.deleteIfExists();
  });

  for (const signIn of ['key', 'sas', 'identity'] as SignIn[]) {
    it(`moves a file up and down by ${signIn}, with parts that arrive out of order`, async () => {
      const file = lakeClient(box, signIn).getFileSystemClient(system.name).getFileClient('a b/größe 😀.bin');
      const bytes = randomBytes(9 * 1024 * 1024 + 7);
      await file.upload(bytes, { singleUploadThreshold: 1024, chunkSize: 1024 * 1024, maxConcurrency: 8 });
      assert.ok((await file.readToBuffer()).equals(bytes));
      assert.ok((await file.readToBuffer(5_000_000, 100)).equals(bytes.subarray(5_000_000, 5_000_100)));
    });
  }

  it('refuses an identity without a data role', async () => {
    const file = lakeClient(box, 'reader').getFileSystemClient(system.name).getFileClient('x');
    assert.equal(await codeOf(file.create()), 'AuthorizationPermissionMismatch');
  });

  it('lists filesystems by prefix and knows which exist', async () => {
    const names: string[] = [];
    for await (const one of lakeClient(box).listFileSystems({ prefix: system.name })) names.push(one.name);
    assert.deepEqual(names, [system.name]);
    assert.equal(await system.exists(), true);
    assert.equal(await lakeClient(box).getFileSystemClient('absent-system').exists(), false);
    assert.equal(await codeOf(system.create()), 'ContainerAlreadyExists');
  });

  it('shows nothing of what is appended before it is flushed', async () => {
    const file = system.getFileClient('late');
    await file.create();
    await file.append('world', 6, 5);
    await file.append('hello ', 0, 6);
    assert.equal(await text(file), '');
    assert.equal((await file.getProperties()).contentLength, 0);
    await file.flush(11);
    assert.equal(await text(file), 'hello world');
    await file.append('!', 11, 1);
    await file.flush(12);
    assert.equal(await text(file), 'hello world!');
  });

  it('refuses to flush over a gap or past the end', async () => {
    const file = system.getFileClient('gap');
    await file.create();
    await file.append('abc', 5, 3);
    assert.equal(await codeOf(file.flush(8)), 'InvalidFlushPosition');
    await file.append('01234', 0, 5);
    assert.equal(await codeOf(file.flush(9)), 'InvalidFlushPosition');
    await file.flush(8);
    assert.equal(await text(file), '01234abc');
  });

  it('refuses bytes whose MD5 is another', async () => {
    const file = system.getFileClient('hashed');
    await file.create();
    // The SDK takes an MD5 for append and does not send it.
    const path = `/${system.name}/hashed?action=append&position=0`;
    const to = { account: 'contosolake', service: 'dfs', method: 'PATCH', path };
    const append = async (hashed: string): Promise<unknown> => {
      const headers = {
        'content-md5': createHash('md5').update(hashed).digest('base64'),
        'content-length': '3',
      };
      return (await sendRaw(box, { ...to, headers }, Buffer.from('abc'))).headers['x-ms-error-code'];
    };
    assert.equal(await append('other'), 'Md5Mismatch');
    assert.equal(await codeOf(file.flush(3)), 'InvalidFlushPosition');
    assert.equal(await append('abc'), undefined);
    await file.flush(3);
  });

  it('keeps headers and metadata, through a rename too', async () => {
    const file = system.getFileClient('dated.csv');
    const pathHttpHeaders = { contentType: 'text/csv', contentMD5: createHash('md5').update('abc').digest() };
    await file.upload(Buffer.from('abc'), { metadata: { mtime: '2001-02-03T04:05:06Z' }, pathHttpHeaders });
    await file.move('moved.csv');
    const properties = await system.getFileClient('moved.csv').getProperties();
    assert.equal(properties.contentType, 'text/csv');
    assert.deepEqual(properties.metadata, { mtime: '2001-02-03T04:05:06Z' });
    assert.equal((await system.getFileClient('moved.csv').read()).contentMD5?.length, 16);
  });

  it('makes the folders above a file and tells folders from files', async () => {
    await write('a/b/c.txt');
    await system.getDirectoryClient('empty').create();
    assert.deepEqual(await list(), [['a/', 'empty/']]);
    assert.deepEqual(await list({ recursive: true }), [['a/', 'a/b/', 'a/b/c.txt', 'empty/']]);
    const properties = await system.getDirectoryClient('a/b').getProperties();
    assert.equal(properties.metadata?.hdi_isfolder, 'true');
    assert.equal(await system.getDirectoryClient('a/b').exists(), true);
    assert.equal((await system.getDirectoryClient('a/b').createIfNotExists()).succeeded, false);
    assert.equal(await codeOf(system.getFileClient('a/b/c.txt/d').create()), 'PathConflict');
    assert.equal(await codeOf(system.getFileClient('a/b').create()), 'PathConflict');
  });

  it('lists recursively in pages of any size without loss', async () => {
    for (const path of ['a/1', 'a/2', 'a b/x', 'a-b/y', 'b', 'c/d/e/f']) await write(path);
    const whole = (await list({ recursive: true })).flat();
    for (const size of [1, 2, 3, 5]) {
      const pages = await list({ recursive: true }, size);
      assert.deepEqual(pages.flat(), whole);
      assert.ok(pages.every((page) => page.length <= size));
    }
    assert.deepEqual((await list({ path: 'c', recursive: true }, 1)).flat(), ['c/d/', 'c/d/e/', 'c/d/e/f']);
    assert.deepEqual((await list({}, 2)).flat(), ['a/', 'a b/', 'a-b/', 'b', 'c/']);
    assert.deepEqual(await list({ path: 'c/d/e/f' }), [['c/d/e/f']]);
    assert.equal(await codeOf(list({ path: 'absent' })), 'PathNotFound');
  });

  it('renames folders in one step and keeps what is in the way when told to', async () => {
    await write('from/deep/file', 'old');
    await write('taken', 'kept');
    await system.getDirectoryClient('from').move('to');
    assert.equal(await text(system.getFileClient('to/deep/file')), 'old');
    assert.equal(await system.getDirectoryClient('from').exists(), false);
    const file = system.getFileClient('to/deep/file');
    const destinationConditions = { ifNoneMatch: '*' };
    assert.equal(await codeOf(file.move('taken', { destinationConditions })), 'PathAlreadyExists');
    assert.equal(await text(system.getFileClient('taken')), 'kept');
    await file.move('taken');
    assert.equal(await text(system.getFileClient('taken')), 'old');
    assert.equal(await codeOf(file.move('other')), 'SourcePathNotFound');
    const taken = system.getFileClient('taken');
    assert.equal(await codeOf(taken.move('no/such/folder')), 'RenameDestinationParentPathNotFound');
    assert.equal(await codeOf(system.getDirectoryClient('to').move('to/deep/er')), 'InvalidRenameSourcePath');
  });

  it('honours conditions on create, flush, read, rename and delete', async () => {
    const file = await write('guarded', 'one');
    const { etag } = await file.getProperties();
    assert.equal(await codeOf(file.create({ conditions: { ifNoneMatch: '*' } })), 'PathAlreadyExists');
    await file.append('two', 3, 3);
    assert.equal(await codeOf(file.flush(6, { conditions: { ifMatch: '"0x1"' } })), 'ConditionNotMet');
    await file.flush(6, { conditions: { ifMatch: etag ?? '' } });
    assert.equal((await failureOf(file.read(0, 3, { conditions: { ifMatch: etag ?? '' } }))).statusCode, 412);
    assert.equal(
      await codeOf(file.delete(false, { conditions: { ifMatch: etag ?? '' } })),
      'ConditionNotMet',
    );
    const destinationConditions = { ifMatch: '"0x1"' };
    assert.equal(await codeOf(file.move('guarded2', { destinationConditions })), 'ConditionNotMet');
    assert.equal(await text(file), 'onetwo');
  });

  it('deletes folders with their content only when told to', async () => {
    await write('full/x');
    const folder = system.getDirectoryClient('full');
    assert.equal(await codeOf(folder.delete(false)), 'DirectoryNotEmpty');
    await folder.delete(true);
    assert.equal(await system.getFileClient('full/x').exists(), false);
    assert.equal(await codeOf(folder.delete(true)), 'PathNotFound');
    assert.equal((await folder.deleteIfExists(true)).succeeded, false);
    const absent = lakeClient(box).getFileSystemClient('absent-system');
    assert.equal(await codeOf(absent.getFileClient('x').create()), 'FilesystemNotFound');
  });

  it('shows the same files through the blob host', async () => {
    const container = blobClient(box).getContainerClient(system.name);
    await write('lake/file.txt', 'from the lake');
    const blob = container.getBlockBlobClient('lake/file.txt');
    assert.equal((await blob.downloadToBuffer()).toString(), 'from the lake');
    const bytes = randomBytes(3 * 1024 * 1024 + 1);
    const staged = container.getBlockBlobClient('lake/staged.bin');
    await staged.uploadData(bytes, {
      maxSingleShotSize: 1,
      blockSize: 1024 * 1024,
      metadata: { origin: 'blob' },
    });
    assert.ok((await system.getFileClient('lake/staged.bin').readToBuffer()).equals(bytes));
    assert.equal((await staged.getBlockList('all')).committedBlocks?.length, 4);
    await container.getBlockBlobClient('lake/put.txt').upload('put', 3);
    assert.equal(await text(system.getFileClient('lake/put.txt')), 'put');
    const conditions = { ifNoneMatch: '*' };
    assert.equal(
      await codeOf(container.getBlockBlobClient('lake/put.txt').upload('x', 1, { conditions })),
      'BlobAlreadyExists',
    );
    const names: string[] = [];
    for await (const item of container.listBlobsFlat({ includeMetadata: true })) {
      names.push(item.name + (item.metadata?.hdi_isfolder === 'true' ? '/' : ''));
    }
    assert.deepEqual(names, ['lake/', 'lake/file.txt', 'lake/put.txt', 'lake/staged.bin']);
    const level: string[] = [];
    for await (const item of container.listBlobsByHierarchy('/', { prefix: 'l' }))
      level.push(`${item.kind} ${item.name}`);
    assert.deepEqual(level, ['prefix lake/']);
    assert.equal(await codeOf(container.getBlockBlobClient('lake').delete()), 'DirectoryIsNotEmpty');
    await blob.delete();
    assert.equal(await system.getFileClient('lake/file.txt').exists(), false);
  });

  it('keeps awkward names apart from their neighbours', async () => {
    await write('victim', 'unharmed');
    const names = ['x/..', 'y/../victim', '../../victim', 'back\\slash', 'dot.', `long-${'x'.repeat(800)}`];
    for (const name of names) {
      const path = `/${system.name}/${encodeURIComponent(name)}`;
      const to = { account: 'contosolake', service: 'blob', path };
      const headers = { 'x-ms-blob-type': 'BlockBlob' };
      assert.equal(
        (await sendRaw(box, { ...to, method: 'PUT', headers }, Buffer.from(name))).status,
        201,
        name,
      );
      assert.equal((await sendRaw(box, { ...to, service: 'dfs', method: 'GET' })).body.toString(), name);
    }
    assert.equal(await text(system.getFileClient('victim')), 'unharmed');
    const listed = (await list({ recursive: true })).flat();
    for (const name of names) assert.ok(listed.includes(name), name);
    const empty = { account: 'contosolake', service: 'dfs', method: 'GET', path: `/${system.name}/a//b` };
    assert.equal((await sendRaw(box, empty)).headers['x-ms-error-code'], 'InvalidResourceName');
  });
});
