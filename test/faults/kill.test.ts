import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openLocal } from '../../src/storage/local.ts';
import { root, type FolderPath } from '../../src/storage/path.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { transfer } from '../../src/transfer/transfer.ts';
import { services } from '../contract/transferRoots.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import type { Orders } from './child.ts';
import { matrix } from './matrix.ts';
import { createRemote, type Remote } from './remotes.ts';
import { openWay } from './ways.ts';
import { pointsOf, type Direction, type Point } from './points.ts';
import { requestFor } from './requests.ts';
import { prepare, struck, tree, type Scene } from './run.ts';
import { cellFolder, judge, writeRemote, type Verdict } from './tree.ts';

/** When the program is killed: a chunk is on its way and others have arrived; all is there but its final name. */
const moments: readonly { readonly direction: Direction; readonly point: Point }[] = [
  { direction: 'upload', point: 'chunk' },
  { direction: 'upload', point: 'commit' },
  { direction: 'download', point: 'chunk' },
];

/** Between two looks, so that they do not take the processor from the program. */
const tick = (): Promise<void> => setTimeout(10);

/** Has a program of its own move the tree, and kills it at its request for `point`, to which it gets no answer. */
async function killAt(scene: Scene, point: Point, dir: string): Promise<void> {
  const { azure, remote, direction, folder } = scene;
  const { address, credential } = remote.connection;
  assert.equal(credential.kind, 'accountKey');
  const which = pointsOf(direction, remote.path, folder)[point];
  await azure.addFault({ ...which, count: 1000, action: { kind: 'hang' } });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts')], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit');
  const orders: Orders = {
    direction,
    service: remote.service,
    address,
    account: credential.account,
    key: credential.key.reveal(),
    caFile: azure.caFile,
    port: azure.port,
    dir,
    folder: folder.slice(0, -1),
  };
  child.stdin.end(JSON.stringify(orders));
  while ((await struck(azure))[0] === 0 && child.exitCode === null) await tick();
  child.kill('SIGKILL');
  assert.deepEqual(await ended, [null, 'SIGKILL'], 'it was killed while it ran');
  await azure.clearFaults();
  while ((await azure.requests({ path: `^${remote.path}/` })).active > 0);
}

/**
 * Goes on where the program was killed, by moving everything again. What the program has left stays beside it under
 * names of ours.
 */
async function goOn(scene: Scene, dir: string): Promise<void> {
  const { direction, calm, folder } = scene;
  const request = requestFor(direction, { local: openLocal(dir), remote: calm.storage, folder });
  const { failed } = await transfer(request);
  assert.deepEqual(failed, []);
}

describe('a program that is killed while it moves a tree', function () {
  this.timeout(30_000);
  let azure: Sandbox;
  before(async () => {
    azure = await sandbox();
  });
  after(() => matrix.write());

  async function look(scene: Scene, dir: string): Promise<Verdict> {
    const [storage, folder]: [Storage, FolderPath] =
      scene.direction === 'upload' ? [scene.calm.storage, scene.folder] : [openLocal(dir), root];
    return judge(storage, folder, { tree, named: 'unknown' });
  }

  async function run(remote: Remote, direction: Direction, point: Point): Promise<void> {
    const calm = await openWay(azure, remote);
    const dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-killed-'));
    try {
      const scene: Scene = { azure, remote, calm, direction, folder: cellFolder(`${direction}-${point}`) };
      if (direction === 'download') await writeRemote(calm.storage, scene.folder, tree);
      await prepare(scene, dir);
      await killAt(scene, point, dir);
      const { right, named, left } = await look(scene, dir);
      assert.ok(named.includes('nested/large.bin'), 'it was killed before the large file was there');
      matrix.note(`kill -9 (${point})`, direction, remote.service, {
        kind: 'done',
        right: right.length,
        named: named.length,
        left: left.length,
      });
      await goOn(scene, dir);
      const after = await look(scene, dir);
      assert.deepEqual([after.named, after.left], [[], left]);
    } catch (error) {
      matrix.note(`kill -9 (${point})`, direction, remote.service, { kind: 'failed' });
      throw error;
    } finally {
      await azure.clearFaults();
      calm.close();
      rmSync(dir, { recursive: true, force: true });
    }
  }

  for (const service of services) {
    for (const { direction, point } of moments) {
      it(`leaves nothing wrong under a final name: ${direction}, ${service}, at a ${point}`, async () => {
        await run(await createRemote(azure, service), direction, point);
      });
    }
  }
});
