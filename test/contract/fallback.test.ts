import assert from 'node:assert/strict';
import { lacksRole, withFallback } from '../../src/storage/fallback.ts';
import { openMemory } from '../../src/storage/memory.ts';
import { openStorage, type StorageService } from '../../src/storage/open.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { limited, roleMissing } from '../unit/storage/limited.ts';
import { makeRoot } from './roots.ts';
import { signedIn } from './signedIn.ts';
import { describeStorage } from './suite.ts';
import { collect, folder, pattern, readAll, write } from './support.ts';

const large = pattern(20 * 2 ** 20);

/** A new root, reached as the principal that has no role of its own, and by the account's key where that is refused. */
async function makeRefused(
  running: Sandbox,
  service: StorageService,
): Promise<{ name: string; storage: Storage; byKey: Storage }> {
  const { name, connection } = await makeRoot(running, service);
  const identity = { kind: 'identity', credential: signedIn(running, running.principals.reader) } as const;
  const first = await openStorage(service, { ...connection, credential: identity });
  const byKey = await openStorage(service, connection);
  return {
    name,
    byKey,
    storage: withFallback(first, { helps: lacksRole, open: () => Promise.resolve(byKey) }),
  };
}

for (const service of ['blob', 'file', 'dfs'] as const) {
  const account = service === 'dfs' ? 'contosolake' : 'contosodata';

  describe(`${service} as somebody without the role, else by key`, function () {
    this.timeout(60_000);
    let running: Sandbox;
    const give = (role: 'reader' | null) =>
      running.admin('POST', '/dataRoles', { principal: 'reader', account, role });
    const refused = async (name: string): Promise<number> => {
      const { requests } = await running.requests({ path: `/${name}([/?]|$)` });
      return requests.filter(({ status }) => status === 403).length;
    };

    before(async () => {
      running = await sandbox();
    });
    afterEach(() => give(null));

    describeStorage(service, async () => {
      const [own, other] = [await makeRefused(running, service), await makeRefused(running, service)];
      return {
        storage: own.storage,
        neighbour: other.storage,
        neighbourName: other.name,
        listsRecordedTimes: service !== 'dfs',
      };
    });

    for (const role of ['reader', null] as const) {
      it(`is refused once when several files are written at once, with ${role ?? 'no'} role`, async () => {
        await give(role);
        const { name, storage, byKey } = await makeRefused(running, service);
        assert.deepEqual((await storage.list(folder(''))).entries, []);
        assert.equal(await refused(name), role ? 0 : 1);
        const files = [pattern(10), large, Buffer.alloc(0), large, pattern(10)];
        await Promise.all(files.map((bytes, index) => write(storage, `a/b/${index}`, bytes)));
        for (const [index, bytes] of files.entries())
          assert(bytes.equals(await readAll(byKey, `a/b/${index}`)), String(index));
        const left = (await collect(byKey.walk(folder('')))).filter(({ kind }) => kind === 'file');
        assert.equal(left.length, files.length);
        assert.equal(await refused(name), 1);
      });
    }
  });
}

for (const folders of ['real', 'implied'] as const) {
  describeStorage(`memory by another way after the first write, ${folders} folders`, () => {
    const memory = openMemory({ folders, chunkSize: 64 * 1024 });
    const { storage: first } = limited(memory, (operation) => {
      if (['put', 'commit', 'createFolder', 'delete'].includes(operation)) throw roleMissing();
    });
    return Promise.resolve({
      storage: withFallback(first, { helps: lacksRole, open: () => Promise.resolve(memory) }),
      neighbour: openMemory({ folders }),
      neighbourName: 'neighbour',
    });
  });
}
