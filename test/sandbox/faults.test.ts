import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { sandbox, type Fault, type Sandbox } from '../support/sandbox.ts';
import { accountKey, blobClient, send } from './support.ts';

const host = 'contosodata.blob.core.windows.net.localhost';

describe('A fault asked for at the admin endpoint', function () {
  this.timeout(60_000);
  let box: Sandbox;
  let container: ContainerClient;
  const bytes = randomBytes(300_000);
  before(async () => {
    box = await sandbox();
    container = blobClient(box, accountKey(box)).getContainerClient(`test-${randomBytes(6).toString('hex')}`);
    await container.create();
    await container.getBlockBlobClient('data.bin').upload(bytes, bytes.length);
  });
  const added: string[] = [];
  /** Takes away this suite's faults only. */
  const mend = async (): Promise<void> => {
    for (const id of added.splice(0)) await box.removeFault(id);
  };
  afterEach(mend);
  after(async () => {
    await container.delete();
  });

  /** Only this test's own container is struck, so that others may use the sandbox meanwhile. */
  const strike = async (action: Fault['action'], more: Omit<Fault, 'action'> = {}): Promise<void> => {
    added.push(await box.addFault({ host: '\\.core\\.', path: container.containerName, ...more, action }));
  };
  const download = async (): Promise<Buffer> => {
    const answer = await container.getBlobClient('data.bin').download(0, undefined, { maxRetryRequests: 0 });
    const pieces: Buffer[] = [];
    for await (const piece of answer.readableStreamBody ?? []) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  };
  const upload = (): Promise<unknown> => container.getBlockBlobClient('up.bin').upload(bytes, bytes.length);
  const timed = async (attempt: () => Promise<unknown>): Promise<number> => {
    const begin = performance.now();
    await attempt();
    return performance.now() - begin;
  };
  const exists = (name: string): Promise<boolean> => container.getBlobClient(name).exists();

  it('delays every matching answer, and delays add up', async () => {
    await strike({ kind: 'delay', ms: 100 });
    await strike({ kind: 'delay', ms: 150 });
    assert.ok((await timed(download)) >= 245);
    assert.ok((await timed(upload)) >= 245);
  });

  it('answers with a status, code, message and Retry-After, so many times', async () => {
    await strike(
      { kind: 'status', status: 503, code: 'ServerBusy', message: 'Too much at once.', retryAfter: 7 },
      { count: 2 },
    );
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const answer = await send(box, host, `/${container.containerName}/data.bin`);
      assert.deepEqual(
        [answer.status, answer.headers['x-ms-error-code'], answer.headers['retry-after']],
        [503, 'ServerBusy', '7'],
      );
      assert.match(answer.body.toString(), /<Code>ServerBusy<\/Code><Message>Too much at once\./);
    }
    assert.deepEqual(await download(), bytes);
  });

  it('speaks the language of the service it strikes', async () => {
    const name = randomBytes(8).toString('hex');
    await strike({ kind: 'status', status: 429, code: 'TooManyRequests' }, { host: '.', path: name });
    const arm = await send(box, 'management.azure.com.localhost', `/${name}?api-version=2022-12-01`);
    assert.equal(
      (JSON.parse(arm.body.toString()) as { error: { code: string } }).error.code,
      'TooManyRequests',
    );
    const dfs = await send(box, 'contosolake.dfs.core.windows.net.localhost', `/${name}`);
    assert.equal(
      (JSON.parse(dfs.body.toString()) as { error: { code: string } }).error.code,
      'TooManyRequests',
    );
  });

  it('sends elsewhere, and sends headers along', async () => {
    const location = 'https://stranger.example/elsewhere';
    await strike({ kind: 'redirect', location }, { count: 1 });
    const moved = await send(box, host, `/${container.containerName}/data.bin`);
    assert.deepEqual([moved.status, moved.headers.location], [307, location]);
    const challenge = 'Bearer error="insufficient_claims", claims="e30="';
    await strike({ kind: 'status', status: 401, headers: { 'www-authenticate': challenge } }, { count: 1 });
    const refused = await send(box, host, `/${container.containerName}/data.bin`);
    assert.deepEqual([refused.status, refused.headers['www-authenticate']], [401, challenge]);
    await assert.rejects(box.admin('POST', '/faults', { action: { kind: 'redirect' } }), /InvalidFault/);
  });

  it('lets some pass first and then strikes by method and header', async () => {
    await strike(
      { kind: 'status', status: 500 },
      { method: 'get', header: { name: 'X-Ms-Version', value: '^20' }, skip: 1, count: 1 },
    );
    assert.deepEqual(await download(), bytes);
    await assert.rejects(download(), { statusCode: 500 });
    assert.deepEqual(await download(), bytes);
  });

  it('resets the connection in the middle of a download', async () => {
    await strike({ kind: 'reset', afterBytes: 100_000 });
    await assert.rejects(download());
  });

  it('resets the connection in the middle of an upload, which then leaves nothing', async () => {
    await strike({ kind: 'reset', afterBytes: 100_000 });
    await assert.rejects(container.getBlockBlobClient('never').upload(bytes, bytes.length));
    await mend();
    assert.equal(await exists('never'), false);
  });

  it('loses the answer to an upload that the service has taken', async () => {
    await strike({ kind: 'reset', afterBytes: 10_000_000 }, { method: 'PUT' });
    await assert.rejects(container.getBlockBlobClient('lost-answer').upload('x', 1));
    assert.equal(await exists('lost-answer'), true);
  });

  it('ends a body early although its length was promised', async () => {
    await strike({ kind: 'truncate', afterBytes: 100_000 });
    await assert.rejects(download());
    await mend();
    await strike({ kind: 'truncate', afterBytes: 0 });
    await assert.rejects(download());
  });

  it('corrupts exactly one byte of a download', async () => {
    await strike({ kind: 'corrupt', atByte: 123_456 });
    const got = await download();
    assert.equal(got.length, bytes.length);
    const wrong = [...got.keys()].filter((index) => got[index] !== bytes[index]);
    assert.deepEqual(wrong, [123_456]);
  });

  it('corrupts an upload, which the service notices when it has a checksum', async () => {
    await strike({ kind: 'corrupt', atByte: 10 }, { method: 'PUT' });
    const options = { transactionalContentMD5: createHash('md5').update(bytes).digest() };
    const block = container
      .getBlockBlobClient('corrupt')
      .stageBlock(Buffer.from('1').toString('base64'), bytes, bytes.length, options);
    await assert.rejects(block, { code: 'Md5Mismatch' });
  });

  it('lets a body drip, down and up', async () => {
    await strike({ kind: 'drip', bytesPerSecond: 1_000_000 });
    const down = await timed(async () => assert.deepEqual(await download(), bytes));
    assert.ok(down >= 280, `${down} ms`);
    const up = await timed(upload);
    assert.ok(up >= 280, `${up} ms`);
    await mend();
    assert.deepEqual(await container.getBlobClient('up.bin').downloadToBuffer(), bytes);
  });

  it('says how many requests each has struck', async () => {
    await strike({ kind: 'status', status: 503 }, { count: 1 });
    const [id] = added;
    const struck = async (): Promise<number | undefined> => {
      const { faults } = (await box.admin('GET', '/faults')) as { faults: { id: string; struck: number }[] };
      return faults.find((fault) => fault.id === id)?.struck;
    };
    assert.equal(await struck(), 0);
    await assert.rejects(download());
    await download();
    assert.equal(await struck(), 1);
    await mend();
    assert.equal(await struck(), undefined);
  });

  it('hangs until faults are cleared or the client leaves', async () => {
    await strike({ kind: 'hang' });
    const leaving = new AbortController();
    const abandoned = container
      .getBlobClient('data.bin')
      .download(0, undefined, { abortSignal: leaving.signal });
    const hung = assert.rejects(download());
    while ((await box.requests({ path: `${container.containerName}/data.bin`, method: 'GET' })).active < 2);
    leaving.abort();
    await assert.rejects(abandoned, { name: 'AbortError' });
    await mend();
    await hung;
    assert.deepEqual(await download(), bytes);
  });

  it('is refused when it makes no sense', async () => {
    await assert.rejects(box.admin('POST', '/faults', { action: { kind: 'explode' } }), /InvalidFault/);
    await assert.rejects(box.admin('POST', '/faults', { action: { kind: 'delay' } }), /InvalidFault/);
    await assert.rejects(
      box.admin('POST', '/faults', { path: '(', action: { kind: 'hang' } }),
      /InvalidFault/,
    );
    await assert.rejects(
      box.admin('POST', '/faults', { pth: 'x', action: { kind: 'hang' } }),
      /InvalidFault/,
    );
    for (const method of ['FETCH', '', 7, ['GET']]) {
      await assert.rejects(
        box.admin('POST', '/faults', { method, action: { kind: 'hang' } }),
        /InvalidFault/,
      );
    }
  });
});
