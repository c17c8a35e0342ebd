import assert from 'node:assert/strict';
import { openStorage, type StorageService } from '../../src/storage/open.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { sandbox, type Fault, type Sandbox } from '../support/sandbox.ts';
import { makeRoot } from './roots.ts';
import { collect, failsWith, file, folder, pattern, readAll, write } from './support.ts';

const services: readonly StorageService[] = ['blob', 'file', 'dfs'];
/** More than any service takes in one request. */
const large = pattern(9 * 2 ** 20);

for (const service of services) {
  describe(`${service} on a bad day`, function () {
    this.timeout(60_000);
    let running: Sandbox;
    let storage: Storage;
    let path: string;

    before(async () => {
      running = await sandbox();
      const { name, connection } = await makeRoot(running, service);
      storage = await openStorage(service, connection);
      path = `/${name}`;
    });
    afterEach(() => running.clearFaults());

    const fault = (action: Fault['action'], more: Partial<Fault> = {}): Promise<string> =>
      running.addFault({ path, action, count: 1, ...more });

    it('asks again when the service is busy, no sooner than it was told', async () => {
      await write(storage, 'busy', pattern(10));
      await fault({ kind: 'status', status: 503, code: 'ServerBusy', retryAfter: 1 });
      const begun = performance.now();
      assert.deepEqual(Buffer.from(await storage.read(file('busy'), { offset: 0, length: 10 })), pattern(10));
      assert(performance.now() - begun >= 1000);
    });

    it('asks again when the connection is lost or the answer ends too soon', async () => {
      const actions = [
        { kind: 'reset', afterBytes: 0 },
        { kind: 'reset', afterBytes: 1000 },
        { kind: 'truncate', afterBytes: 1000 },
      ] as const;
      const bytes = large.subarray(0, 100_000);
      const survive = async (action: (typeof actions)[number], index: number): Promise<void> => {
        const name = `cut-${index}`;
        await write(storage, name, bytes);
        await fault(action, { path: `${path}/${name}` });
        const got = await storage.read(file(name), { offset: 0, length: bytes.length });
        assert(bytes.equals(got), action.kind);
        const { count } = await running.requests({ path: `${path}/${name}`, method: 'GET' });
        assert.equal(count, 2, `${action.kind} has struck`);
      };
      await Promise.all(actions.map(survive));
    });

    it('takes an upload whose answer was lost for done', async () => {
      for (const [name, bytes] of [
        ['lost-small', pattern(20)],
        ['lost-large', large],
      ] as const) {
        const modified = new Date('2023-01-01T00:00:00Z');
        const upload = await storage.createUpload(file(name), {
          size: bytes.length,
          modified,
          condition: 'absent',
        });
        for (let at = 0; at < bytes.length; at += upload.chunkSize)
          await upload.put(at, bytes.subarray(at, at + upload.chunkSize));
        await fault({ kind: 'reset', afterBytes: 0 }, { method: 'PUT' });
        await upload.commit();
        await running.clearFaults();
        assert(bytes.equals(await readAll(storage, name)), name);
      }
    });

    it('gives up on a service that stays busy, with a sentence', async () => {
      await running.addFault({
        path,
        action: { kind: 'status', status: 503, code: 'ServerBusy', retryAfter: 0 },
      });
      await failsWith(storage.stat(file('never')), 'throttled');
    });

    it('says which role is missing, which firewall is in the way and which credential has expired', async () => {
      const words = [
        ['AuthorizationPermissionMismatch', 403, 'permissionDenied'],
        ['AuthorizationFailure', 403, 'permissionDenied'],
        ['AuthenticationFailed', 403, 'unauthenticated'],
        ['KeyBasedAuthenticationNotPermitted', 403, 'permissionDenied'],
      ] as const;
      for (const [code, status, word] of words) {
        await fault({ kind: 'status', status, code });
        await failsWith(storage.list(folder('')), word);
      }
    });

    it('stops at once, also while nothing comes', async () => {
      await write(storage, 'hang', large);
      await running.addFault({ path, action: { kind: 'hang' } });
      const stop = new AbortController();
      const { signal } = stop;
      const upload = await storage.createUpload(file('hung'), { size: large.length, signal });
      const work = [
        storage.list(folder(''), { signal }),
        collect(storage.walk(folder(''), { signal })),
        storage.stat(file('hang'), { signal }),
        storage.read(file('hang'), { offset: 0, length: 1000 }, { signal }),
        upload.put(0, large.subarray(0, upload.chunkSize)),
      ].map((one) => failsWith(one, 'cancelled'));
      while ((await running.requests({ path })).active < work.length) await new Promise(setImmediate);
      const begun = performance.now();
      stop.abort();
      await Promise.all(work);
      assert(performance.now() - begun < 1000);
      await running.clearFaults();
      await upload.abort();
      assert.deepEqual(
        (await collect(storage.walk(folder('')))).filter(
          (entry) => entry.path.includes('azmldata') || entry.path === 'hung',
        ),
        [],
      );
    });
  });
}
