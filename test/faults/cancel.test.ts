import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isFailure } from '../../src/common/failure.ts';
import { openLocal } from '../../src/storage/local.ts';
import { root } from '../../src/storage/path.ts';
import { transfer } from '../../src/transfer/transfer.ts';
import { services } from '../contract/transferRoots.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { memoryWith } from '../unit/transfer/fixtures.ts';
import { createRemote, type Remote } from './remotes.ts';
import { openWay } from './ways.ts';
import type { Direction } from './points.ts';
import { requestFor } from './requests.ts';
import { cellFolder, contentOf, isOurs } from './tree.ts';

/** Many small ones, and one that needs requests of clearing away on some services. */
const files = Object.fromEntries([
  ...Array.from({ length: 100 }, (_, index) => [`some/${index}.txt`, `content ${index}`]),
  ['large.bin', 'x'.repeat(9 * 2 ** 20)],
]) as Record<string, string>;

const tick = (): Promise<void> => setTimeout(10);
/** In milliseconds. */
const grace = 1000;

describe('after a transfer has been cancelled', function () {
  this.timeout(30_000);
  let azure: Sandbox;
  let dir: string;
  before(async () => {
    azure = await sandbox();
    dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-cancel-'));
  });
  afterEach(() => azure.clearFaults());
  after(() => rmSync(dir, { recursive: true, force: true }));

  /** Cancels when so many requests get no answer, and goes on watching for longer than a second. */
  async function cancel(remote: Remote, direction: Direction, hanging: number): Promise<void> {
    const way = await openWay(azure, remote);
    const folder = cellFolder('tree');
    const memory = await memoryWith(direction === 'upload' ? files : {});
    const local = direction === 'upload' ? memory : openLocal(join(dir, remote.service));
    const requests = () => azure.requests({ path: `^${remote.path}/` });
    const method = direction === 'upload' ? 'PUT' : 'GET';
    await azure.addFault({ path: `^${remote.path}/tree/`, method, skip: 10, action: { kind: 'hang' } });
    const controller = new AbortController();
    const { signal } = controller;
    const ended = transfer(requestFor(direction, { local, remote: way.storage, folder }), { signal }).then(
      () => assert.fail('it ended before it could be cancelled'),
      (error: unknown) => error,
    );
    while ((await requests()).active < hanging) await tick();
    const since = performance.now();
    controller.abort();
    assert.ok(isFailure(await ended, 'cancelled'));
    const took = performance.now() - since;
    assert.ok(took < grace, `it ended ${Math.round(took)} ms after it was cancelled`);
    while (performance.now() < since + grace) await tick();
    const { count, active } = await requests();
    assert.equal(active, 0, 'requests still under way');
    while (performance.now() < since + grace * 1.2) await tick();
    assert.equal((await requests()).count, count, 'further requests');
    await azure.clearFaults();
    way.close();
  }

  for (const service of services) {
    it(`no request reaches ${service} any more within a second, up or down`, async () => {
      const remote = await createRemote(azure, service);
      await cancel(remote, 'upload', 20);
      const way = await openWay(azure, remote);
      const { files: left } = await contentOf(way.storage, cellFolder('tree'));
      for (const [name, bytes] of Object.entries(left)) assert.equal(bytes.toString(), files[name], name);

      await transfer(
        requestFor('upload', {
          local: await memoryWith(files),
          remote: way.storage,
          folder: cellFolder('tree'),
        }),
      );
      way.close();
      await cancel(remote, 'download', 20);
      const { files: local } = await contentOf(openLocal(join(dir, service)), root);
      for (const [name, bytes] of Object.entries(local)) {
        assert.ok(!isOurs(name), name);
        assert.equal(bytes.toString(), files[name], name);
      }
    });
  }
});
