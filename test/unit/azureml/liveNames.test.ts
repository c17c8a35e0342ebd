import assert from 'node:assert/strict';
import type { AzureMl } from '../../../src/azureml/index.ts';
import { createLiveNames } from '../../../src/azureml/liveNames.ts';
import { nameOf } from '../../../src/azureml/workspaceReference.ts';
import { Failure } from '../../../src/common/failure.ts';
import { silentLog } from '../../../src/common/log.ts';
import { openMemory } from '../../../src/storage/memory.ts';
import { fileIn, root } from '../../../src/storage/path.ts';
import { azureWith, datastore } from '../tree/fixtures.ts';
import { workspace } from './fixtures.ts';

const refuse = () => Promise.reject(new Failure('permissionDenied', 'no role'));

describe('names for code', () => {
  let time = 0;
  const namesOver = (azure: Partial<AzureMl>) =>
    createLiveNames({
      azure: () => Promise.resolve(azureWith(refuse, azure)),
      ...{ log: silentLog, known: () => undefined, now: () => time },
    });

  it('are asked for once a minute, also when the answer was a refusal', async () => {
    let asked = 0;
    const names = namesOver({
      list: () => {
        asked++;
        return asked === 1 ? refuse() : Promise.resolve({ datastores: [datastore] });
      },
    });
    assert.deepEqual(await Promise.all([names.datastores(workspace), names.datastores(workspace)]), [
      undefined,
      undefined,
    ]);
    time += 59_000;
    assert.equal(await names.datastores(workspace), undefined);
    time += 2000;
    assert.deepEqual(await names.datastores(workspace), { datastores: [datastore] });
    assert.equal(asked, 2);
  });

  it('are asked for anew once they are forgotten', async () => {
    let asked = 0;
    const names = namesOver({
      computes: () => Promise.resolve([{ name: `c${++asked}`, type: 'AmlCompute' }]),
    });
    await names.computes(workspace);
    names.forget();
    assert.deepEqual(await names.computes(workspace), [{ name: 'c2', type: 'AmlCompute' }]);
  });

  it('stop being asked for when all who wait have given up, and not before', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const names = namesOver({
      list: (_, call) => {
        signals.push(call?.signal);
        return new Promise((_, reject) =>
          call?.signal?.addEventListener('abort', () => reject(new Failure('cancelled', 'stopped'))),
        );
      },
    });
    const [one, other] = [new AbortController(), new AbortController()];
    const waiting = [names.datastores(workspace, one.signal), names.datastores(workspace, other.signal)];
    await Promise.resolve().then(() => Promise.resolve());
    one.abort();
    assert.equal(signals[0]?.aborted, false);
    other.abort();
    assert.equal(signals[0].aborted, true);
    assert.deepEqual(await Promise.all(waiting), [undefined, undefined]);
    void names.datastores(workspace, new AbortController().signal);
    await Promise.resolve().then(() => Promise.resolve());
    assert.equal(signals.length, 2);
  });

  it('need no request for a workspace that is known', async () => {
    const names = createLiveNames({
      azure: () => assert.fail('Nobody is to be asked.'),
      ...{ log: silentLog, known: () => workspace },
    });
    assert.equal(await names.workspace(nameOf(workspace)), workspace);
  });

  for (const folders of ['real', 'implied'] as const)
    it(`find files and folders where folders are ${folders}`, async () => {
      const storage = openMemory({ folders });
      const upload = await storage.createUpload(fileIn(root, 'images/train/1.png'), { size: 0 });
      await upload.commit();
      const names = namesOver({ openStorage: () => Promise.resolve(storage) });
      const kindOf = async (path: string) => (await names.find(workspace, datastore, path))?.kind;
      assert.equal(await kindOf(''), 'folder');
      assert.equal(await kindOf('images'), 'folder');
      assert.equal(await kindOf('images/train/'), 'folder');
      assert.equal(await kindOf('images/train/1.png'), 'file');
      assert.equal(await names.find(workspace, datastore, 'images/test'), null);
      assert.equal(await names.find(workspace, datastore, 'imag'), null);
    });

  it('are unknown, and not missing, where the storage does not answer', async () => {
    const names = namesOver({ openStorage: refuse });
    assert.equal(await names.find(workspace, datastore, 'images'), undefined);
    assert.equal(await names.entries(workspace, datastore, root), undefined);
  });
});
