import assert from 'node:assert/strict';
import { link, mkdtemp, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lacksRole, withFallback } from '../../../src/storage/fallback.ts';
import { openLocal } from '../../../src/storage/local.ts';
import { openMemory } from '../../../src/storage/memory.ts';
import { createReopening } from '../../../src/storage/reopening.ts';
import type { Begun, Storage, Upload } from '../../../src/storage/storage.ts';
import { file, pattern, readAll } from '../../contract/support.ts';
import { limited, roleMissing } from './limited.ts';

function lastingIn({ lasting }: Upload) {
  assert.ok(lasting);
  return lasting;
}

describe('an upload that another process goes on with', () => {
  const chunkSize = 8 * 1024 * 1024;
  const content = pattern(2 * chunkSize + 5);
  const size = content.length;
  const chunk = (offset: number) => content.subarray(offset, offset + chunkSize);
  let directory: string;
  let root: string;
  let storage: Storage;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'local-lasting-'));
    root = join(directory, 'root');
    storage = openLocal(root);
  });
  afterEach(() => rm(directory, { recursive: true }));

  /** Puts the first and the last chunk, and lets go of it. Returns what is written down of it. */
  async function interrupted(): Promise<Begun> {
    const upload = await storage.createUpload(file('f'), { size, lasting: 'anew', mark: '0123abcd' });
    for (const offset of [0, 2 * chunkSize]) await upload.put(offset, chunk(offset));
    const lasting = lastingIn(upload);
    await lasting.leave();
    const { token } = lasting;
    assert.deepEqual(await readdir(root), [`.${token}.part`]);
    return { token, chunkSize, arrived: new Set([0, 2 * chunkSize]) };
  }
  const goOn = (lasting: Begun) => storage.createUpload(file('f'), { size, lasting, mark: '0123abcd' });
  const partOf = ({ token }: Begun) => join(root, `.${token}.part`);

  async function finish(upload: Upload): Promise<void> {
    for (const offset of [0, chunkSize, 2 * chunkSize])
      if (!lastingIn(upload).arrived.has(offset)) await upload.put(offset, chunk(offset));
    await upload.commit();
    assert.deepEqual(await readdir(root), ['f']);
    assert.deepEqual(await readFile(join(root, 'f')), Buffer.from(content));
  }

  it('needs nothing but the missing chunks, and reads what is there', async () => {
    const upload = await goOn(await interrupted());
    const lasting = lastingIn(upload);
    assert.deepEqual(lasting.arrived, new Set([0, 2 * chunkSize]));
    const last = await lasting.read?.(2 * chunkSize, 5);
    assert.deepEqual(Buffer.from(last ?? []), Buffer.from(chunk(2 * chunkSize)));
    await finish(upload);
  });

  it('puts again what is behind the end of what is there', async () => {
    const begun = await interrupted();
    await truncate(partOf(begun), 2 * chunkSize + 4);
    const upload = await goOn(begun);
    assert.deepEqual(lastingIn(upload).arrived, new Set([0]));
    await finish(upload);
  });

  it('begins anew where the machine has been started since: its disk may not have all', async () => {
    const begun = await interrupted();
    await utimes(partOf(begun), 1, 1);
    const checked = await goOn({ ...begun, compared: true });
    assert.equal(lastingIn(checked).arrived.size, 2, 'unless its MD5 will tell');
    await lastingIn(checked).leave();
    const upload = await goOn(begun);
    assert.deepEqual(lastingIn(upload).arrived, new Set());
    await finish(upload);
  });

  it('begins anew where it is gone, was put in other chunks, or belongs to a larger file', async () => {
    const begun = await interrupted();
    await rm(partOf(begun));
    await finish(await goOn(begun));
    await rm(join(root, 'f'));
    const other = { ...(await interrupted()), chunkSize: 5 };
    await finish(await goOn(other));
    await rm(join(root, 'f'));
    const longer = await interrupted();
    await truncate(partOf(longer), size + 1);
    await finish(await goOn(longer));
  });

  it('writes into no other file: not behind a link, nor by another name of it, nor where a token leads', async () => {
    const secret = join(directory, 'secret');
    await writeFile(secret, content);
    for (const make of [symlink, link]) {
      const begun = await interrupted();
      await rm(partOf(begun));
      await make(secret, partOf(begun));
      const upload = await goOn(begun);
      assert.deepEqual(lastingIn(upload).arrived, new Set());
      await finish(upload);
      await rm(join(root, 'f'));
    }
    const upload = await goOn({ token: '/../../secret', chunkSize, arrived: new Set([0]) });
    assert.match(lastingIn(upload).token, /^azmldata-[0-9a-f]{20}$/);
    await finish(upload);
    assert.deepEqual(await readFile(secret), Buffer.from(content));
  });

  it('leaves nothing when it is aborted after all', async () => {
    const upload = await goOn(await interrupted());
    await upload.abort();
    assert.deepEqual(await readdir(root), []);
  });
});

describe('an upload that lasts, by other ways', () => {
  const content = pattern(35);
  const options = { size: 35 };

  async function interrupted(storage: Storage): Promise<Begun> {
    const upload = await storage.createUpload(file('f'), { ...options, lasting: 'anew' });
    await upload.put(10, content.subarray(10, 20));
    const lasting = lastingIn(upload);
    await lasting.leave();
    return { token: lasting.token, chunkSize: 10, arrived: new Set([10]) };
  }
  async function finish(storage: Storage, lasting: Begun): Promise<void> {
    const upload = await storage.createUpload(file('f'), { ...options, lasting });
    assert.deepEqual([lastingIn(upload).token, lastingIn(upload).arrived], [lasting.token, lasting.arrived]);
    for (const offset of [0, 20, 30]) await upload.put(offset, content.subarray(offset, offset + 10));
    await upload.commit();
    assert.deepEqual(await readAll(storage, 'f'), content);
  }

  it('goes on where the first way to a storage is refused by then', async () => {
    const memory = openMemory({ chunkSize: 10 });
    let refuses = false;
    const { storage: first } = limited(memory, (operation) => {
      if (refuses && operation === 'put') throw roleMissing();
    });
    const open = () => Promise.resolve(limited(memory, () => {}).storage);
    const begun = await interrupted(withFallback(first, { helps: lacksRole, open }));
    refuses = true;
    await finish(withFallback(first, { helps: lacksRole, open }), begun);
  });

  it('fails where the other way does not lead to what has arrived', async () => {
    const memory = openMemory({ chunkSize: 10 });
    const begun = await interrupted(memory);
    const { storage: first } = limited(memory, (operation) => {
      if (operation === 'put') throw roleMissing();
    });
    const elsewhere = openMemory({ chunkSize: 10 });
    const storage = withFallback(first, { helps: lacksRole, open: () => Promise.resolve(elsewhere) });
    const upload = await storage.createUpload(file('f'), { ...options, lasting: begun });
    await assert.rejects(upload.put(0, content.subarray(0, 10)), { word: 'unavailable' });
    await upload.abort();
  });

  it('lasts in a storage that opens itself anew, and uses it no longer than it takes', async () => {
    const memory = openMemory({ chunkSize: 10 });
    let idle = 0;
    const reopening = createReopening(() => Promise.resolve({ storage: memory }), {
      idle: 1,
      spent: () => false,
      later: () => {
        idle += 1;
        return () => undefined;
      },
    });
    const storage = await reopening.open();
    const before = idle;
    const begun = await interrupted(storage);
    assert.equal(idle, before + 1);
    await finish(storage, begun);
  });
});
