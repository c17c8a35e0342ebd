import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFailure } from '../../src/common/failure.ts';
import { Secret } from '../../src/common/secret.ts';
import { openLocal } from '../../src/storage/local.ts';
import { openStorage } from '../../src/storage/open.ts';
import { root } from '../../src/storage/path.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { transfer, type TransferRequest } from '../../src/transfer/transfer.ts';
import { traceLog } from '../support/log.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { memoryWith, moveAll } from '../unit/transfer/fixtures.ts';
import { createRoot, services, type Service } from './transferRoots.ts';

const MiB = 1024 * 1024;
const files = Object.fromEntries([
  ...Array.from({ length: 100 }, (_, index) => [`folder/${index}.txt`, `content ${index}`]),
  ['large.bin', 'x'.repeat(20 * MiB)],
]) as Record<string, string>;

describe('a cancelled transfer with a service', function () {
  this.timeout(60_000);
  let azure: Sandbox;
  before(async () => {
    azure = await sandbox();
  });
  afterEach(() => azure.clearFaults());

  async function open(service: Service): Promise<{ storage: Storage; host: string; path: string }> {
    const { address, sas } = await createRoot(azure, service);
    const credential = { kind: 'sas', token: new Secret(sas) } as const;
    const { pathname } = new URL(address);
    const transport = { agent: azure.agent };
    const storage = await openStorage(service, { address, credential, transport, log: traceLog });
    return { storage, host: `\\.${service}\\.`, path: `^${pathname}/` };
  }

  /** Cancels when `hanging` requests have no answer; returns when nothing is under way any more. */
  async function cancel(request: TransferRequest, path: string, hanging: number): Promise<void> {
    const controller = new AbortController();
    const ended = transfer(request, { signal: controller.signal }).then(
      () => assert.fail('it ended before it could be cancelled'),
      (error: unknown) => error,
    );
    while ((await azure.requests({ path })).active < hanging);
    const since = performance.now();
    controller.abort();
    assert.ok(isFailure(await ended, 'cancelled'));
    while ((await azure.requests({ path })).active > 0);
    const took = performance.now() - since;
    assert.ok(took < 1000, `${Math.round(took)} ms`);
  }

  for (const service of services) {
    it(`stops an upload to ${service} within a second and leaves nothing half done`, async () => {
      const { storage, path } = await open(service);
      await azure.addFault({ path, method: 'PUT', skip: 10, action: { kind: 'hang' } });
      await cancel(moveAll(await memoryWith(files), storage), path, 20);
      await azure.clearFaults();
      for await (const entry of storage.walk(root)) {
        if (entry.kind !== 'file') continue;
        assert.equal(entry.size, files[entry.path]?.length, entry.path);
      }
    });
  }

  it('stops a download within a second and leaves no temporary file', async () => {
    const { storage, path } = await open('blob');
    await transfer(moveAll(await memoryWith(files), storage));
    await azure.addFault({ path, method: 'GET', skip: 10, action: { kind: 'hang' } });
    const dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-cancel-'));
    try {
      await cancel(moveAll(storage, openLocal(dir)), path, 20);
      const left = readdirSync(dir, { recursive: true, encoding: 'utf8' });
      assert.deepEqual(
        left.filter((name) => name !== 'folder' && files[name] === undefined),
        [],
      );
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
