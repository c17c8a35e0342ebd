import assert from 'node:assert/strict';
import { parquetReadObjects } from 'hyparquet';
import { inflateSync } from 'node:zlib';
import { backslashed, folding, long, plain, victim, victimText } from '../../sandbox/content/awkward.ts';
import { manyCount, manyName } from '../../sandbox/content/many.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { filesClient, lakeClient, sendRaw } from './clients.ts';
import { accountKey, blobClient } from './support.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = [];
  for await (const item of items) result.push(item);
  return result;
}

describe('the content of the sandbox', function () {
  this.timeout(120_000);
  let box: Sandbox;
  let defaultRoot: string;
  let fileRoot: string;
  before(async () => {
    box = await sandbox();
    const { workspaceId } = box.workspaces.find(({ name }) => name === 'vision-research')!;
    [defaultRoot, fileRoot] = [`azureml-blobstore-${workspaceId}`, `azureml-filestore-${workspaceId}`];
  });

  const container = (name: string) => blobClient(box, accountKey(box)).getContainerClient(name);
  /** By a raw request: the SDK would fold some of these names. */
  async function download(root: string, name: string): Promise<Buffer> {
    const path = `/${root}/${encodeURIComponent(name)}`;
    const { status, body } = await sendRaw(box, {
      account: 'contosodata',
      service: 'blob',
      method: 'GET',
      path,
    });
    assert.equal(status, 200, name);
    return body;
  }

  it('has real CSV, one file of about 2 MB among them', async () => {
    const text = (await download(defaultRoot, 'data/sales/all-years.csv')).toString();
    const lines = text.trimEnd().split('\n');
    assert.equal(lines[0], 'order_id,date,region,product,units,unit_price,total');
    assert.ok(lines.slice(1).every((line) => line.split(',').length === 7));
    assert.ok(text.length > 1.8e6 && text.length < 2.4e6, `${text.length} bytes`);
  });

  it('has Parquet that a reader reads', async () => {
    const bytes = await download(defaultRoot, 'data/customers.parquet');
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const found = await parquetReadObjects({ file, rowEnd: 3 });
    assert.equal(found.length, 3);
    assert.deepEqual(Object.keys(found[0]!), ['customer', 'region', 'months', 'spend', 'left']);
    assert.equal(found[0]!['customer'], 10_000);
  });

  it('has sixty pictures that are PNG', async () => {
    const pictures = (await all(container('images').listBlobsFlat())).filter(({ name }) =>
      name.endsWith('.png'),
    );
    assert.equal(pictures.length, 60);
    assert.equal(pictures.filter(({ name }) => name.startsWith('train/circle/')).length, 12);
    const bytes = await download('images', pictures[0]!.name);
    assert.equal(bytes.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [32, 32]);
    const start = bytes.indexOf('IDAT');
    assert.equal(
      inflateSync(bytes.subarray(start + 4, start + 4 + bytes.readUInt32BE(start - 4))).length,
      32 * 97,
    );
  });

  it('has files and an empty folder on the file share', async () => {
    const share = filesClient(box).getShareClient(fileRoot);
    const text = await share.rootDirectoryClient.getFileClient('README.txt').downloadToBuffer();
    assert.match(text.toString(), /file share of the workspace/);
    const { lastModified, fileLastWriteOn } = await share.rootDirectoryClient
      .getFileClient('README.txt')
      .getProperties();
    assert.ok(lastModified && fileLastWriteOn);
    assert.equal(fileLastWriteOn.toISOString(), '2026-03-02T09:15:00.000Z');
    assert.deepEqual(await all(share.getDirectoryClient('scratch').listFilesAndDirectories()), []);
    assert.deepEqual(
      (await all(share.rootDirectoryClient.listFilesAndDirectories()))
        .map(({ name, kind }) => [kind, name])
        .sort(),
      [
        ['directory', 'scratch'],
        ['directory', 'shared'],
        ['file', 'README.txt'],
      ],
    );
  });

  it('has files and empty folders in the lake', async () => {
    const research = lakeClient(box).getFileSystemClient('research');
    const paths = await all(research.listPaths({ recursive: true }));
    const folders = paths.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
    assert.ok(folders.includes('staging') && folders.includes('raw/inbox'));
    const bytes = await research.getFileClient('curated/reviews.jsonl').readToBuffer();
    const lines = bytes.toString().trimEnd().split('\n');
    assert.equal(lines.length, 200);
    assert.deepEqual(Object.keys(JSON.parse(lines[0]!) as object), ['id', 'text', 'label']);
  });

  it('has what each workspace needs in its own account', async () => {
    for (const { name, workspaceId } of box.workspaces) {
      const account = name === 'churn-production' ? 'contosoprod' : 'contosodata';
      const blobs = blobClient(box, accountKey(box, account), { account });
      const first = await blobs
        .getContainerClient(`azureml-blobstore-${workspaceId}`)
        .getBlobClient('README.md')
        .downloadToBuffer();
      assert.ok(first.toString().startsWith(`# ${name}`));
      assert.ok(await blobs.getContainerClient('azureml').exists());
    }
  });

  describe('the awkward names', () => {
    it('truly exist, each with its own name in it', async () => {
      const listed = new Set((await all(container('awkward-names').listBlobsFlat())).map(({ name }) => name));
      const trimmed = (name: string) => name.trim() !== name;
      for (const name of [...folding, ...plain, ...long]) {
        // The SDK's XML parser trims names; the service does not.
        if (!trimmed(name)) assert.ok(listed.has(name), JSON.stringify(name));
        assert.equal((await download('awkward-names', name)).toString(), `${name}\n`);
      }
    });

    it('have slashes for backslashes, as Azurite keeps them', async () => {
      const listed = new Set((await all(container('awkward-names').listBlobsFlat())).map(({ name }) => name));
      for (const name of backslashed) {
        assert.ok(listed.has(name.replaceAll('\\', '/')), name);
        assert.equal((await download('awkward-names', name)).toString(), `${name}\n`);
      }
    });

    it('leave the victim and the neighbour as they are', async () => {
      assert.equal((await download('awkward-names', victim)).toString(), victimText);
      assert.match((await download('neighbour', 'secret.txt')).toString(), /^Nobody may read me/);
    });

    it('have markers of folders, full and empty', async () => {
      const blobs = await all(container('awkward-names').listBlobsFlat({ includeMetadata: true }));
      const markers = blobs
        .filter(({ metadata }) => metadata?.['hdi_isfolder'] === 'true')
        .map(({ name }) => name);
      assert.deepEqual(markers.sort(), ['empty_stub_folder', 'stub_folder']);
      const slashes = blobs.filter(
        ({ name, properties }) => name.endsWith('/') && properties.contentLength === 0,
      );
      assert.deepEqual(slashes.map(({ name }) => name).sort(), ['empty/nested/marker/', 'slash_marker/']);
    });
  });

  it('makes the folder of 20,000 when its container is first touched', async () => {
    const root = await container('many-files').listBlobsByHierarchy('/').byPage().next();
    const first = root.value as { segment: { blobPrefixes?: { name: string }[] } };
    assert.deepEqual(
      first.segment.blobPrefixes?.map(({ name }) => name),
      ['many/'],
    );
    let count = 0;
    for await (const page of container('many-files')
      .listBlobsFlat({ prefix: 'many/' })
      .byPage({ maxPageSize: 5000 }))
      count += page.segment.blobItems.length;
    assert.equal(count, manyCount);
    assert.match((await download('many-files', manyName(manyCount - 1))).toString(), /"batch":199/);
  });
});
