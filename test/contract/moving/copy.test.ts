import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { isFailure } from '../../../src/common/failure.ts';
import { copyInBlocks } from '../../../src/storage/copyBlocks.ts';
import { unsealed, type OpenSource } from '../../../src/storage/copySource.ts';
import { openStorage } from '../../../src/storage/open.ts';
import type { CopySource, Storage, WriteCondition } from '../../../src/storage/storage.ts';
import { transfer, type TransferReport } from '../../../src/transfer/transfer.ts';
import { sandbox, type Sandbox } from '../../support/sandbox.ts';
import { moveAll } from '../../unit/transfer/fixtures.ts';
import { blobTargetOf, rootOf, type By, type Root, type Side } from './copySides.ts';
import { collect, file, folder, pattern, readAll } from '../support.ts';

const MiB = 1024 * 1024;
const written = new Date('2024-05-06T07:08:09.123Z');
const files: Readonly<Record<string, Buffer>> = {
  'a b/c ä#+%.csv': Buffer.from('a,b\n1,2\n'),
  'a b/deep/er/middle.bin': pattern(5 * MiB),
  'large.json': pattern(300 * 1024, 3),
};
const names = Object.keys(files);

const blob: Side = { service: 'blob', account: 'contosodata' };
const otherBlob: Side = { service: 'blob', account: 'contosoprod' };
const lake: Side = { service: 'dfs', account: 'contosolake' };
const share: Side = { service: 'file', account: 'contosodata' };
const otherShare: Side = { service: 'file', account: 'contosoprod' };

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();

/** Puts `contents` there as an upload of ours does, with MD5 and time. */
async function fill(storage: Storage, contents = files): Promise<void> {
  for (const [name, bytes] of Object.entries(contents)) {
    const upload = await storage.createUpload(file(name), { size: bytes.length, modified: written });
    for (let at = 0; at < bytes.length; at += upload.chunkSize)
      await upload.put(at, bytes.subarray(at, at + upload.chunkSize));
    await upload.commit({ md5: md5(bytes) });
  }
}

async function assertCopied(storage: Storage, contents = files): Promise<void> {
  const found = (await collect(storage.walk(folder('')))).filter(({ kind }) => kind === 'file');
  assert.deepEqual(found.map(({ path }) => path).sort(), Object.keys(contents).sort());
  for (const [name, bytes] of Object.entries(contents)) {
    assert(bytes.equals(await readAll(storage, name)), name);
    const entry = await storage.stat(file(name));
    assert(entry?.kind === 'file');
    assert.deepEqual(entry.md5 && Buffer.from(entry.md5), md5(bytes), name);
    assert.equal(entry.modified?.getTime(), written.getTime(), name);
    assert.equal(entry.modifiedByService, undefined, name);
  }
}

async function sourceAt({ storage }: Root, name: string, etag?: string): Promise<CopySource> {
  const entry = await storage.stat(file(name));
  assert(entry?.kind === 'file');
  const source = await storage.copySource?.(etag === undefined ? entry : { ...entry, etag });
  assert(source);
  return source;
}

const openedAt = async (root: Root, name: string): Promise<OpenSource> =>
  unsealed(await sourceAt(root, name));

/** What becomes of one file, `etag` being what was seen of it before. */
async function copiedFrom(
  source: Root,
  { storage }: Root,
  name: string,
  { condition, etag }: { condition?: WriteCondition; etag?: string },
): Promise<unknown> {
  const from = await sourceAt(source, name, etag);
  return storage.copyFrom?.(from, file(name), { condition }).catch((error: unknown) => error);
}

describe('copying between two datastores', function () {
  this.timeout(60_000);
  let azure: Sandbox;
  before(async () => {
    azure = await sandbox();
  });
  afterEach(() => azure.clearFaults());

  async function sides(from: Side, to: Side, by: By = 'key', toBy: By = by): Promise<[Root, Root]> {
    return Promise.all([rootOf(azure, from, by), rootOf(azure, to, toBy)]);
  }

  /** The bytes of the source that a client has asked for. */
  async function reads({ path }: Root): Promise<number> {
    const { requests } = await azure.requests({ path, method: 'GET' });
    return requests.filter(({ operation }) => operation === 'object').length;
  }

  async function copy(from: Root, to: Root, more = {}): Promise<{ report: TransferReport; reads: number }> {
    const before = await reads(from);
    const report = await transfer(moveAll(from.storage, to.storage, more));
    assert.deepEqual(report.failed, []);
    return { report, reads: (await reads(from)) - before };
  }

  const pairs: readonly (readonly [string, Side, Side])[] = [
    ['blobs within an account', blob, blob],
    ['blobs to another account', blob, otherBlob],
    ['blobs to Data Lake', blob, lake],
    ['Data Lake to blobs', lake, blob],
    ['within Data Lake', lake, lake],
    ['files within an account', share, share],
    ['files to another account', share, otherShare],
  ];
  for (const [what, from, to] of pairs) {
    for (const by of ['key', 'sas', 'identity'] as const) {
      it(`has the services copy ${what}, byte for byte, by ${by}`, async () => {
        const [source, destination] = await sides(from, to, by);
        await fill(source.storage);
        const { report, reads } = await copy(source, destination);
        assert.equal(report.files, names.length);
        assert.equal(report.serverSide, names.length);
        assert.equal(reads, 0, 'nothing came through here');
        await assertCopied(destination.storage);
        const left = await collect(destination.storage.walk(folder('')));
        assert(!left.some(({ name }) => name.includes('azmldata')), 'no file on its way is left');
      });
    }
  }

  for (const [what, from, to] of [
    ['blobs to files', blob, share],
    ['files to blobs', share, blob],
  ] as const) {
    it(`moves ${what} itself`, async () => {
      const [source, destination] = await sides(from, to);
      await fill(source.storage);
      const { report, reads } = await copy(source, destination);
      assert.equal(report.serverSide, undefined);
      assert.ok(reads >= names.length);
      await assertCopied(destination.storage);
    });
  }

  it('copies between a key and an identity, and between a SAS and a key', async () => {
    for (const [by, toBy] of [
      ['key', 'identity'],
      ['identity', 'key'],
      ['sas', 'key'],
      ['key', 'sas'],
      ['identity', 'sas'],
    ] as const) {
      for (const to of [blob, otherBlob]) {
        const [source, destination] = await sides(blob, to, by, toBy);
        const contents = { 'a.csv': pattern(1000) };
        await fill(source.storage, contents);
        const { report, reads } = await copy(source, destination);
        assert.deepEqual([report.serverSide, reads], [1, 0], `${by} to ${toBy}, ${to.account}`);
        await assertCopied(destination.storage, contents);
      }
    }
  });

  it('copies a blob that is too large for one request in blocks, with its content type', async () => {
    for (const to of [otherBlob, lake]) {
      const [source, destination] = await sides(blob, to);
      const contents = { 'huge.csv': pattern(9 * MiB, 3) };
      await fill(source.storage, contents);
      const opened = await openedAt(source, 'huge.csv');
      const entry = opened.file;
      const moved: number[] = [];
      const options = { modified: entry.modified, onMoved: (bytes: number) => moved.push(bytes) };
      const target = blobTargetOf(destination.connection);
      const copied = { ...target, source: opened, to: file('huge.csv'), options, conditions: {} };
      assert.equal(await copyInBlocks(copied, 4 * MiB), 'copied');
      assert.deepEqual(moved.sort(), [MiB, 4 * MiB, 4 * MiB]);
      await assertCopied(destination.storage, contents);
      const there = await openedAt(destination, 'huge.csv');
      const { headers } = await there.properties(undefined);
      assert.equal(headers.contentType, 'text/csv');
      const stale = { ...copied, source: { ...opened, file: { ...entry, etag: '"0x8DEADBEEF"' } } };
      assert.equal(await copyInBlocks(stale, 4 * MiB), 'changed');
    }
  });

  it('keeps what exists, and replaces only what was looked at', async () => {
    for (const [from, to] of [
      [blob, blob],
      [blob, lake],
      [share, share],
    ] as const) {
      const [source, destination] = await sides(from, to);
      await fill(source.storage);
      await fill(destination.storage, { 'large.json': Buffer.from('here already') });
      const { report } = await copy(source, destination, { conflict: 'skip' });
      assert.deepEqual([report.serverSide, report.skipped.exists], [names.length - 1, 1]);
      assert.equal(String(await readAll(destination.storage, 'large.json')), 'here already');
      const copied = await copiedFrom(source, destination, 'large.json', { condition: 'absent' });
      assert(isFailure(copied, 'alreadyExists'), String(copied));
      const condition = { etag: '"0x8DEADBEEF"' };
      const stale = await copiedFrom(source, destination, 'large.json', { condition });
      assert(isFailure(stale, 'alreadyExists'), String(stale));
      assert.equal(String(await readAll(destination.storage, 'large.json')), 'here already');
    }
  });

  it('finds out that the source has changed since it was looked at', async () => {
    for (const [from, to] of [
      [blob, blob],
      [blob, otherBlob],
      [blob, lake],
      [share, share],
      [share, otherShare],
    ] as const) {
      const [source, destination] = await sides(from, to);
      await fill(source.storage);
      const result = await copiedFrom(source, destination, 'large.json', { etag: '"0x8DEADBEEF"' });
      assert.equal(result, 'changed', `${from.service} to ${to.account}`);
      assert.deepEqual(await collect(destination.storage.walk(folder(''))), []);
    }
  });

  it('gives whoever carries a source no way to what opens it', async () => {
    const source = await rootOf(azure, blob);
    await fill(source.storage);
    const opened = await sourceAt(source, 'large.json');
    assert.deepEqual(Reflect.ownKeys(opened), []);
  });

  it('names a file as damaged that does not have the MD5 that is kept with it', async () => {
    for (const to of [otherBlob, lake]) {
      const [source, destination] = await sides(blob, to);
      await fill(source.storage);
      const client = blobTargetOf(source.connection).reach(file('large.json')).client();
      await client.setHTTPHeaders({ blobContentMD5: md5(Buffer.from('other')) });
      const report = await transfer(moveAll(source.storage, destination.storage));
      assert.deepEqual([report.files, report.serverSide], [names.length - 1, names.length - 1]);
      assert.match(report.failed[0]?.failure.message ?? '', /does not match the MD5/);
      assert.equal(await destination.storage.stat(file('large.json')), undefined);
    }
  });

  it('writes nothing to the log that opens a source', async () => {
    const lines: string[] = [];
    const say = (message: string) => void lines.push(message);
    const log = { traces: true, trace: say, debug: say, info: say, warn: say, error: say };
    for (const by of ['key', 'sas', 'identity'] as const) {
      const [source, destination] = await sides(blob, otherBlob, by);
      await fill(source.storage);
      const [from, to] = await Promise.all(
        [source, destination].map(({ connection }) => openStorage('blob', { ...connection, log })),
      );
      assert(from && to);
      assert.equal((await transfer(moveAll(from, to), { log })).serverSide, names.length);
    }
    assert.ok(lines.some((line) => /^PUT \S+large\.json 201/.test(line)));
    assert.ok(lines.some((line) => /the storage services do it by themselves/.test(line)));
    for (const line of lines) assert.doesNotMatch(line, /sig=|Bearer|eyJ|SharedKey/);
  });

  it('moves the files itself where the services refuse, and asks them no more once that is known', async () => {
    const [source, destination] = await sides(blob, otherBlob);
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`${index}.txt`, Buffer.from(`content ${index}`)]),
    );
    await fill(source.storage, many);
    await azure.addFault({
      path: destination.path,
      method: 'PUT',
      header: { name: 'x-ms-copy-source', value: '.' },
      action: { kind: 'status', status: 403, code: 'CannotVerifyCopySource' },
    });
    const before = (await azure.requests({ path: destination.path, method: 'PUT' })).count;
    const { report, reads } = await copy(source, destination);
    assert.deepEqual([report.files, report.serverSide], [100, undefined]);
    assert.equal(reads, 100);
    const puts = (await azure.requests({ path: destination.path, method: 'PUT' })).count - before;
    assert.ok(puts < 180, `${puts} requests for 100 files`);
    await assertCopied(destination.storage, many);
  });

  it('moves the files itself where the network of the source lets no service in', async () => {
    for (const [from, to] of [
      [blob, otherBlob],
      [blob, lake],
      [share, otherShare],
    ] as const) {
      const [source, destination] = await sides(from, to);
      await fill(source.storage);
      const id = await azure.addFault({
        path: source.path,
        header: { name: 'sandbox-copy', value: '.' },
        action: { kind: 'status', status: 403, code: 'AuthorizationFailure' },
      });
      const { report, reads } = await copy(source, destination);
      await azure.removeFault(id);
      assert.equal(report.serverSide, undefined);
      assert.ok(reads >= names.length);
      await assertCopied(destination.storage);
    }
  });

  for (const [what, from, to] of pairs) {
    it(`stops ${what} within a second`, async () => {
      const [source, destination] = await sides(from, to);
      await fill(source.storage);
      await azure.addFault({ path: destination.path, method: 'PUT', action: { kind: 'hang' } });
      const controller = new AbortController();
      const ended = transfer(moveAll(source.storage, destination.storage), {
        signal: controller.signal,
      }).then(
        () => assert.fail('it ended before it could be cancelled'),
        (error: unknown) => error,
      );
      const { path } = destination;
      while ((await azure.requests({ path })).active < names.length);
      const since = performance.now();
      controller.abort();
      assert(isFailure(await ended, 'cancelled'));
      while ((await azure.requests({ path })).active > 0);
      const took = performance.now() - since;
      assert.ok(took < 1000, `${Math.round(took)} ms`);
      await azure.clearFaults();
      const { storage } = destination;
      assert.deepEqual(
        (await collect(storage.walk(folder('')))).filter(({ kind }) => kind === 'file'),
        [],
      );
    });
  }

  it('goes on with an older version of the interface where the newest is refused', async () => {
    const [source, destination] = await sides(blob, otherBlob);
    await fill(source.storage);
    const older = await openStorage('blob', { ...destination.connection, version: '2023-11-03' });
    const { report } = await copy(source, { ...destination, storage: older });
    assert.equal(report.serverSide, names.length);
    await assertCopied(destination.storage);
  });
});
