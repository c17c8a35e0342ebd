import assert from 'node:assert/strict';
import { Failure } from '../../src/common/failure.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { awkwardNames } from './awkward.ts';
import { collect, failsWith, file, folder, listAll, pattern, readAll, write } from './support.ts';
import type { Opened } from './suite.ts';

const victim = pattern(32, 99);
const content = pattern(5, 7);

async function refused(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    assert(error instanceof Failure, String(error));
    assert.equal(error.word, 'invalidInput', error.message);
    return true;
  }
}

/** That a name, however odd, is itself or refused, and never another one. */
export function describeNames(open: () => Promise<Opened>): void {
  describe('awkward names', () => {
    let opened: Opened;
    let storage: Storage;
    const neighbours = ['sub/victim', 'victim', 'y'];
    let atFirst: { here: Map<string, string | undefined>; beside: Map<string, string | undefined> };

    before(async () => {
      opened = await open();
      storage = opened.storage;
      for (const path of neighbours) {
        await write(storage, path, victim);
        await write(opened.neighbour, path, victim);
      }
      atFirst = { here: await marks(storage), beside: await marks(opened.neighbour) };
    });
    after(() => opened.dispose?.());

    /** Every file with its etag, which changes when the file is written. */
    async function marks(root: Storage): Promise<Map<string, string | undefined>> {
      const entries = await collect(root.walk(folder('')));
      return new Map(
        entries.flatMap((entry) => (entry.kind === 'file' ? [[entry.path as string, entry.etag]] : [])),
      );
    }

    async function assertUntouched(extra: readonly string[] = []): Promise<void> {
      const [here, beside] = await Promise.all([marks(storage), marks(opened.neighbour)]);
      assert.deepEqual([...here.keys()].sort(), [...neighbours, ...extra].sort());
      assert.deepEqual([...beside.keys()].sort(), neighbours);
      for (const path of neighbours)
        assert.equal(here.get(path), atFirst.here.get(path), `${path} is untouched`);
      for (const path of neighbours)
        assert.equal(beside.get(path), atFirst.beside.get(path), `${path} beside is untouched`);
    }

    async function check(name: string): Promise<'kept' | 'refused'> {
      const path = file(name);
      if (await refused(write(storage, name, content))) {
        await assertUntouched();
        assert.equal(await storage.stat(path).catch(() => undefined), undefined);
        await failsWith(storage.read(path, { offset: 0, length: 5 }), 'invalidInput', 'notFound');
        await failsWith(storage.delete(path), 'invalidInput', 'notFound');
        if (storage.rename) await failsWith(storage.rename(path, file('stolen')), 'invalidInput', 'notFound');
        if (storage.rename) await failsWith(storage.rename(file('victim'), path), 'invalidInput');
        await assertUntouched();
        return 'refused';
      }
      await assertUntouched([name]);
      assert.deepEqual(await readAll(storage, name), content);
      const parent = name.slice(0, name.slice(0, -1).lastIndexOf('/') + 1);
      const listed = (await listAll(storage, parent)).flat();
      if (!name.endsWith('/'))
        assert(
          listed.some((entry) => entry.kind === 'file' && entry.path === name),
          `${name} is listed`,
        );
      if (storage.rename) {
        await storage.rename(path, file('moved'));
        await assertUntouched(['moved']);
        await storage.rename(file('moved'), path);
        await assertUntouched([name]);
      }
      await storage.delete(path);
      await assertUntouched();
      return 'kept';
    }

    it('are themselves or refused, and never another name', async function () {
      this.timeout(300_000);
      const kept: string[] = [];
      for (const name of awkwardNames(opened.neighbourName)) {
        try {
          if ((await check(name)) === 'kept') kept.push(name);
        } catch (error) {
          throw new Error(`the name ${JSON.stringify(name)}`, { cause: error });
        }
      }
      for (const path of neighbours) {
        assert.deepEqual(await readAll(storage, path), victim);
        assert.deepEqual(await readAll(opened.neighbour, path), victim);
      }
      for (const usual of [
        'vic tim',
        'ünïcödé',
        '🚀 launch',
        '日本語/ファイル.txt',
        "it's",
        '100% real',
        'sub%2Fvictim',
        'victim#part',
        'victim+',
      ]) {
        assert(kept.includes(usual), `${usual} can be kept`);
      }
    });
  });
}
