import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../../src/common/secret.ts';
import { openLocal } from '../../../src/storage/local.ts';
import { openStorage } from '../../../src/storage/open.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { preview, transfer } from '../../../src/transfer/transfer.ts';
import { sandbox } from '../../support/sandbox.ts';
import { contentOf, moveAll, write } from '../../unit/transfer/fixtures.ts';
import { createRoot, services, type Service } from '../transferRoots.ts';

async function openRoot(service: Service): Promise<Storage> {
  const azure = await sandbox();
  const { address, sas } = await createRoot(azure, service);
  const credential = { kind: 'sas', token: new Secret(sas) } as const;
  return openStorage(service, { address, credential, transport: { agent: azure.agent } });
}

for (const service of services) {
  describe(`a transfer of changed files only, through ${service}`, () => {
    const dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-changed-'));
    const old = new Date(Date.now() - 3_600_000);
    let storage: Storage;
    before(async function () {
      this.timeout(60_000);
      storage = await openRoot(service);
    });
    after(() => rmSync(dir, { recursive: true, force: true }));

    /** Makes a local file of an hour ago. */
    function put(folder: string, name: string, content: string, modified = old): void {
      const place = join(dir, folder, name);
      mkdirSync(join(place, '..'), { recursive: true });
      writeFileSync(place, content);
      utimesSync(place, modified, modified);
    }

    for (const count of [3, 80]) {
      it(`moves nothing twice, and what was touched once more, of ${count} files`, async function () {
        this.timeout(120_000);
        const folder = `up-${count}`;
        for (let index = 0; index < count; index += 1) put(folder, `sub/${index}.txt`, 'same');
        const into = `${folder}/` as never;
        const up = moveAll(openLocal(join(dir, folder)), storage, { conflict: 'changed', into });
        assert.equal((await transfer(up)).files, count);
        assert.equal((await transfer(up)).skipped.unchanged, count);

        put(folder, 'sub/0.txt', 'more!');
        put(folder, 'sub/1.txt', 'SAME', new Date(Date.now() + 60_000));
        const foreseen = await preview(up);
        assert.deepEqual(foreseen.copied.size.examples, ['sub/0.txt']);
        const byTime = [...foreseen.copied.recordedTime.examples, ...foreseen.copied.lastModified.examples];
        assert.deepEqual(byTime, ['sub/1.txt']);
        assert.equal((await transfer(up)).files, 2);

        const back = openLocal(join(dir, `back-${count}`));
        const down = {
          items: [{ storage, folder: into, as: '' }],
          destination: back,
          into: '' as never,
          conflict: 'changed' as const,
        };
        assert.equal((await transfer(down)).files, count);
        assert.equal((await transfer(down)).skipped.unchanged, count);
        assert.deepEqual(await contentOf(back), await contentOf(openLocal(join(dir, folder))));
      });
    }

    it('goes by the service’s own time where nobody has recorded one', async function () {
      this.timeout(60_000);
      await write(storage, 'plain/a.txt', 'there');
      put('plain', 'a.txt', 'local');
      const into = 'plain/' as never;
      const request = moveAll(openLocal(join(dir, 'plain')), storage, { conflict: 'changed', into });
      assert.equal((await transfer(request)).skipped.unchanged, 1, 'the local file is older');
      put('plain', 'a.txt', 'local', new Date(Date.now() + 60_000));
      assert.deepEqual((await preview(request)).copied.lastModified.examples, ['a.txt']);
    });
  });
}
