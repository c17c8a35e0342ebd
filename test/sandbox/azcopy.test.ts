import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { prepareAzCopy } from '../../scripts/lib/azcopy.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { accountSas, blobClient, filesClient, lakeClient } from './clients.ts';

const run = promisify(execFile);

/** Every file below `dir` with its bytes, and every folder, by relative path. */
async function snapshot(dir: string): Promise<Map<string, Buffer | 'folder'>> {
  const found = new Map<string, Buffer | 'folder'>();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(dir.length + 1), entry.isDirectory() ? 'folder' : await readFile(path));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('AzCopy, as its makers ship it, against the sandbox', function () {
  this.timeout(60_000);
  const root = `azcopy-${Date.now()}`;
  let box: Sandbox;
  let dir: string;
  let source: string;
  /** AzCopy mostly waits, so all three move at once; each is judged by its own test. */
  const moved = new Map<string, Promise<void>>();

  /** Runs AzCopy through the sandbox's proxy, as a user behind a company proxy would. */
  async function azcopy(...args: string[]): Promise<void> {
    const env = {
      PATH: process.env['PATH'],
      HOME: dir,
      HTTPS_PROXY: box.proxy,
      SSL_CERT_FILE: box.caFile,
      AZCOPY_LOG_LOCATION: join(dir, 'logs'),
      AZCOPY_JOB_PLAN_LOCATION: join(dir, 'plans'),
    };
    const options = ['--recursive', '--skip-version-check', '--output-level', 'essential'];
    await run(join(dir, 'azcopy'), ['copy', ...args, ...options], { env }).catch((error: unknown) => {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`AzCopy failed: ${stdout} ${stderr}`.replaceAll(/sig=[^&\s]+/g, 'sig=***'));
    });
  }

  before(async () => {
    box = await sandbox();
    dir = await mkdtemp(join(tmpdir(), 'azcopy-test-'));
    await prepareAzCopy(dir, (sentence) => console.error(sentence));
    source = join(dir, 'source');
    const files = {
      'empty.txt': Buffer.alloc(0),
      'three.txt': Buffer.from('abc'),
      'deep/er/größe 日本 😀.bin': randomBytes(1000),
      'deep/nine-mebibytes.bin': randomBytes(9 * 1024 * 1024),
      'deep/zeros.bin': Buffer.alloc(5 * 1024 * 1024),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(dirname(join(source, name)), { recursive: true });
      await writeFile(join(source, name), bytes);
    }
    await blobClient(box, 'contosodata').createContainer(root);
    await filesClient(box).createShare(root);
    await lakeClient(box).getFileSystemClient(root).create();
  });

  after(async () => {
    await Promise.allSettled(moved.values());
    await blobClient(box, 'contosodata').deleteContainer(root);
    await filesClient(box).deleteShare(root);
    await lakeClient(box).getFileSystemClient(root).delete();
    await rm(dir, { recursive: true, force: true });
  });

  const services = [
    { name: 'Blob', account: 'contosodata', host: 'blob', up: 'LocalBlob', down: 'BlobLocal' },
    { name: 'Files', account: 'contosodata', host: 'file', up: 'LocalFileSMB', down: 'FileSMBLocal' },
    { name: 'Data Lake', account: 'contosolake', host: 'dfs', up: 'LocalBlobFS', down: 'BlobFSLocal' },
  ];
  before(() => {
    for (const { account, host, up, down } of services) {
      const move = async (): Promise<void> => {
        const target = join(dir, host);
        await mkdir(target);
        const address = `https://${account}.${host}.core.windows.net/${root}`;
        const sas = accountSas(box, account);
        await azcopy(source, `${address}/up?${sas}`, '--from-to', up);
        await azcopy(`${address}/up/source?${sas}`, target, '--from-to', down);
      };
      const done = move();
      done.catch(() => undefined); // told by its test
      moved.set(host, done);
    }
  });
  for (const { name, host } of services) {
    it(`moves a nested folder to ${name} and back, byte for byte`, async () => {
      await moved.get(host);
      assert.deepEqual(await snapshot(join(dir, host, 'source')), await snapshot(source));
    });
  }
});
