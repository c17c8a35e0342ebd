import assert from 'node:assert/strict';
import type { StorageConnection } from '../../src/storage/connection.ts';
import { openStorage } from '../../src/storage/open.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { makeRoot } from './roots.ts';
import { sasOf } from './sas.ts';
import { signedIn } from './signedIn.ts';
import { collect, failsWith, file, folder, pattern, readAll, write } from './support.ts';

for (const service of ['blob', 'file', 'dfs'] as const) {
  describe(`${service} by SAS and by sign-in`, function () {
    this.timeout(60_000);
    let running: Sandbox;
    let connection: StorageConnection;
    let account: 'contosodata' | 'contosolake';

    before(async () => {
      running = await sandbox();
      account = service === 'dfs' ? 'contosolake' : 'contosodata';
      ({ connection } = await makeRoot(running, service));
    });

    async function roundTrip(credential: StorageConnection['credential']): Promise<void> {
      const storage = await openStorage(service, { ...connection, credential });
      const bytes = pattern(9 * 2 ** 20);
      await write(storage, 'one/small ü', pattern(10));
      await write(storage, 'one/large', bytes, { condition: 'absent' });
      if (storage.rename) await storage.rename(file('one/large'), file('two/large'));
      assert(bytes.equals(await readAll(storage, storage.rename ? 'two/large' : 'one/large')));
      const files = (await collect(storage.walk(folder('')))).filter((entry) => entry.kind === 'file');
      assert.equal(files.length, 2);
      for (const entry of files) await storage.delete(entry.path);
    }

    it('does everything with a SAS', () =>
      roundTrip({ kind: 'sas', token: sasOf(account, running.accounts[account].key, 'rwdlacup') }));

    it('does everything as somebody with the role', () =>
      roundTrip({ kind: 'identity', credential: signedIn(running, running.principals.user) }));

    it('says what is missing when the SAS or the role does not allow it', async () => {
      const credentials = [
        { kind: 'sas', token: sasOf(account, running.accounts[account].key, 'rl') },
        { kind: 'identity', credential: signedIn(running, running.principals.reader) },
      ] as const;
      for (const credential of credentials) {
        const storage = await openStorage(service, { ...connection, credential });
        await failsWith(write(storage, 'denied', pattern(10)), 'permissionDenied');
        await failsWith(write(storage, 'denied', pattern(9 * 2 ** 20)), 'permissionDenied');
      }
    });
  });
}
