import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Storage } from '../../src/storage/storage.ts';
import { describeNames } from './names.ts';
import { collect, failsWith, file, folder, listAll, paths, pattern, readAll, write } from './support.ts';

export interface Opened {
  /** Empty. */
  readonly storage: Storage;
  /** Another empty root beside it, in the same account or folder. */
  readonly neighbour: Storage;
  /** What `storage` would have to be told, by a relative path, to reach `neighbour`. */
  readonly neighbourName: string;
  /** Whether a listing shows the modification times that uploaders recorded; default true. */
  readonly listsRecordedTimes?: boolean;
  dispose?(): Promise<void>;
}

/**
 * What every storage does, whatever it stands on. `open` is called once for each group of tests. `names`: also what
 * awkward names come to; false where another way to the same storage shows it.
 */
export function describeStorage(name: string, open: () => Promise<Opened>, { names = true } = {}): void {
  describe(`storage: ${name}`, function () {
    this.timeout(60_000);
    let opened: Opened;
    let storage: Storage;
    let real: boolean;

    before(async () => {
      opened = await open();
      storage = opened.storage;
      real = storage.folders === 'real';
    });
    after(() => opened.dispose?.());

    describe('listing', () => {
      before(async () => {
        for (const path of ['l/b.txt', 'l/a.txt', 'l/c/d.txt', 'l/c/e/f.txt', 'l/c.txt', 'lz.txt'])
          await write(storage, path, pattern(3));
      });

      it('shows the members of one folder and nothing from below or beside it', async () => {
        const { entries } = await storage.list(folder('l/'));
        assert.deepEqual(paths(entries), ['l/a.txt', 'l/b.txt', 'l/c.txt', 'l/c/']);
        assert.deepEqual(entries.map((entry) => entry.name).sort(), ['a.txt', 'b.txt', 'c', 'c.txt']);
        const found = entries.find((entry) => entry.path === 'l/a.txt');
        assert(found?.kind === 'file' && found.size === 3 && found.etag && found.modified instanceof Date);
      });

      it('comes in pages that together show everything once', async () => {
        const pages = await listAll(storage, 'l/', 1);
        assert(pages.every((page) => page.length <= 1));
        assert.deepEqual(paths(pages.flat()), ['l/a.txt', 'l/b.txt', 'l/c.txt', 'l/c/']);
        assert.deepEqual(paths((await listAll(storage, 'l/', 3)).flat()), [
          'l/a.txt',
          'l/b.txt',
          'l/c.txt',
          'l/c/',
        ]);
      });

      it('shows the root', async () => {
        const { entries } = await storage.list(folder(''));
        assert(paths(entries).includes('l/') && paths(entries).includes('lz.txt'));
      });

      it('walks everything below a folder', async () => {
        const entries = await collect(storage.walk(folder('l/')));
        const files = entries.filter((entry) => entry.kind === 'file');
        assert.deepEqual(paths(files), ['l/a.txt', 'l/b.txt', 'l/c.txt', 'l/c/d.txt', 'l/c/e/f.txt']);
        assert.deepEqual(
          paths(entries.filter((entry) => entry.kind === 'folder')),
          real ? ['l/c/', 'l/c/e/'] : [],
        );
        const found = files.find((entry) => entry.path === 'l/c/e/f.txt');
        assert(found?.name === 'f.txt' && found.size === 3);
        assert(paths(await collect(storage.walk(folder('')))).includes('lz.txt'));
      });

      it('knows no folder that is not there', async () => {
        if (real) {
          await failsWith(storage.list(folder('nowhere/')), 'notFound');
          await failsWith(collect(storage.walk(folder('nowhere/'))), 'notFound');
        } else {
          assert.deepEqual((await storage.list(folder('nowhere/'))).entries, []);
          assert.deepEqual(await collect(storage.walk(folder('nowhere/'))), []);
        }
      });
    });

    describe('reading', () => {
      it('gives exactly the bytes asked for', async () => {
        const bytes = pattern(100_000);
        await write(storage, 'r/data.bin', bytes);
        assert.deepEqual(
          Buffer.from(await storage.read(file('r/data.bin'), { offset: 0, length: 100_000 })),
          bytes,
        );
        assert.deepEqual(
          Buffer.from(await storage.read(file('r/data.bin'), { offset: 7, length: 11 })),
          bytes.subarray(7, 18),
        );
        assert.deepEqual(
          Buffer.from(await storage.read(file('r/data.bin'), { offset: 99_999, length: 1 })),
          bytes.subarray(99_999),
        );
        assert.equal((await storage.read(file('r/data.bin'), { offset: 5, length: 0 })).length, 0);
      });

      it('fails rather than give fewer', async () => {
        await write(storage, 'r/short.bin', pattern(10));
        await failsWith(storage.read(file('r/short.bin'), { offset: 5, length: 6 }), 'unavailable');
        await failsWith(storage.read(file('r/short.bin'), { offset: 20, length: 1 }), 'unavailable');
      });

      it('refuses a file that has changed since it was looked at', async () => {
        await write(storage, 'r/changing.bin', pattern(10));
        const entry = await storage.stat(file('r/changing.bin'));
        assert(entry?.kind === 'file' && entry.etag);
        await storage.read(entry.path, { offset: 0, length: 10 }, { ifMatch: entry.etag });
        await write(storage, 'r/changing.bin', pattern(12));
        await failsWith(
          storage.read(entry.path, { offset: 0, length: 10 }, { ifMatch: entry.etag }),
          'alreadyExists',
        );
      });

      it('says that a file does not exist', async () => {
        await failsWith(storage.read(file('r/none.bin'), { offset: 0, length: 1 }), 'notFound');
        await failsWith(storage.read(file('r/none/none.bin'), { offset: 0, length: 1 }), 'notFound');
        assert.equal(await storage.stat(file('r/none.bin')), undefined);
        assert.equal(await storage.stat(file('r/none/none.bin')), undefined);
      });
    });

    describe('writing', () => {
      it('keeps an empty file', async () => {
        await write(storage, 'w/empty', Buffer.alloc(0));
        const entry = await storage.stat(file('w/empty'));
        assert(entry?.kind === 'file' && entry.size === 0);
      });

      it('keeps a file of many chunks that arrive in any order', async () => {
        const probe = await storage.createUpload(file('w/probe'), { size: 2 ** 35 });
        await probe.abort();
        const bytes = pattern(Math.min(probe.chunkSize, 9 * 2 ** 20) * 2 + 12_345);
        await write(storage, 'w/large.bin', bytes, { reversed: true });
        assert(bytes.equals(await readAll(storage, 'w/large.bin')));
      });

      for (const size of [16, 9 * 2 ** 20]) {
        it(`keeps the MD5 of ${size} bytes with them, where it keeps any, and tells it`, async () => {
          const path = file(`w/md5-${size}`);
          const bytes = pattern(size);
          const md5 = createHash('md5').update(bytes).digest();
          const upload = await storage.createUpload(path, { size });
          for (let at = 0; at < size; at += upload.chunkSize)
            await upload.put(at, bytes.subarray(at, at + upload.chunkSize));
          await upload.commit({ md5 });
          const entry = await storage.stat(path);
          let told: Uint8Array | undefined;
          await storage.read(path, { offset: 3, length: 5 }, { onMd5: (kept) => (told = kept) });
          const expected = storage.keepsMd5 ? [md5, md5] : [undefined, undefined];
          const seen = [entry?.kind === 'file' ? entry.md5 : undefined, told];
          assert.deepEqual(
            seen.map((one) => one && Buffer.from(one)),
            expected,
          );
          assert(bytes.equals(await readAll(storage, path)));
        });
      }

      it('replaces what is there, also by less', async () => {
        await write(storage, 'w/again', pattern(5000));
        await write(storage, 'w/again', pattern(20, 2));
        assert.deepEqual(await readAll(storage, 'w/again'), pattern(20, 2));
      });

      it('shows nothing before the commit, and after an abort never did', async () => {
        const before = (await collect(storage.walk(folder('')))).length;
        for (const size of [10, 10 * 2 ** 20]) {
          const bytes = pattern(size);
          const upload = await storage.createUpload(file('abort/gone.bin'), { size });
          for (let at = 0; at < size; at += upload.chunkSize)
            await upload.put(at, bytes.subarray(at, at + upload.chunkSize));
          assert.equal(await storage.stat(file('abort/gone.bin')), undefined);
          await upload.abort();
          await upload.abort();
          assert.equal(await storage.stat(file('abort/gone.bin')), undefined);
        }
        const after = (await collect(storage.walk(folder('')))).filter(
          (entry) => entry.kind === 'file' || entry.path !== 'abort/',
        );
        assert.equal(after.length, before);
      });

      it('leaves what is there alone until the commit', async () => {
        await write(storage, 'w/kept', pattern(9));
        const upload = await storage.createUpload(file('w/kept'), { size: 9 * 2 ** 20 });
        await upload.put(0, pattern(Math.min(upload.chunkSize, 9 * 2 ** 20), 3));
        assert.deepEqual(await readAll(storage, 'w/kept'), pattern(9));
        await upload.abort();
        assert.deepEqual(await readAll(storage, 'w/kept'), pattern(9));
      });

      for (const size of [16, 9 * 2 ** 20]) {
        it(`writes ${size} bytes only where nothing is, when asked to`, async () => {
          const path = `w/absent-${size}`;
          await write(storage, path, pattern(size), { condition: 'absent' });
          await failsWith(write(storage, path, pattern(size, 2), { condition: 'absent' }), 'alreadyExists');
          assert(pattern(size).equals(await readAll(storage, path)));
        });

        it(`writes ${size} bytes only over what was looked at, when asked to`, async () => {
          const path = `w/matching-${size}`;
          await write(storage, path, pattern(3));
          const entry = await storage.stat(file(path));
          assert(entry?.kind === 'file' && entry.etag);
          await write(storage, path, pattern(size, 2), { condition: { etag: entry.etag } });
          await failsWith(
            write(storage, path, pattern(size, 3), { condition: { etag: entry.etag } }),
            'alreadyExists',
          );
          assert(pattern(size, 2).equals(await readAll(storage, path)));
        });

        it(`keeps the modification time of ${size} bytes`, async () => {
          const modified = new Date('2021-03-04T05:06:07.890Z');
          await write(storage, `w/time-${size}`, pattern(size), { modified });
          const entry = await storage.stat(file(`w/time-${size}`));
          assert.equal(entry?.kind === 'file' && entry.modified?.toISOString(), modified.toISOString());
        });
      }

      it('shows the recorded modification time in listings where they can carry it', async () => {
        const modified = new Date('2022-01-02T03:04:05.678Z');
        await write(storage, 'times/a', pattern(4), { modified });
        for (const entries of [
          (await storage.list(folder('times/'))).entries,
          await collect(storage.walk(folder('times/'))),
        ]) {
          const [entry] = entries;
          assert(entry?.kind === 'file' && entry.modified);
          const listed = entry.modified.toISOString();
          if (opened.listsRecordedTimes !== false) assert.equal(listed, modified.toISOString());
        }
      });
    });

    describe('folders', () => {
      it('are made with those above them, and twice is fine', async () => {
        await storage.createFolder(folder('f/one/two/'));
        await storage.createFolder(folder('f/one/two/'));
        assert(paths((await storage.list(folder('f/one/'))).entries).includes('f/one/two/'));
        const walked = await collect(storage.walk(folder('f/')));
        assert(walked.some((entry) => entry.kind === 'folder' && entry.path === 'f/one/two/'));
        assert(
          walked.every((entry) => entry.kind === 'folder'),
          'a folder is never an empty file',
        );
        assert.equal((await storage.stat(file('f/one/two')))?.kind, 'folder');
      });

      it('are shown once when they also hold something', async () => {
        await storage.createFolder(folder('f/full/'));
        await write(storage, 'f/full/x', pattern(2));
        const { entries } = await storage.list(folder('f/'));
        assert.equal(entries.filter((entry) => entry.path === 'f/full/').length, 1);
        assert.equal(entries.filter((entry) => entry.name === 'full').length, 1);
      });

      it('are removed only when they are empty', async () => {
        await storage.createFolder(folder('f/del/'));
        await write(storage, 'f/del/x', pattern(2));
        await failsWith(storage.delete(folder('f/del/')), 'invalidInput');
        await storage.delete(file('f/del/x'));
        await storage.delete(folder('f/del/'));
        await failsWith(storage.delete(folder('f/del/')), 'notFound');
        assert(!paths((await storage.list(folder('f/'))).entries).includes('f/del/'));
      });

      it('cannot have the name of a file', async () => {
        await write(storage, 'f/file', pattern(2));
        await failsWith(storage.createFolder(folder('f/file/')), 'alreadyExists');
        assert.deepEqual(await readAll(storage, 'f/file'), pattern(2));
        if (!real) return;
        await failsWith(write(storage, 'f/file/inside', pattern(2)), 'alreadyExists');
        await storage.createFolder(folder('f/folder/'));
        await failsWith(write(storage, 'f/folder', pattern(2)), 'alreadyExists');
        await failsWith(write(storage, 'f/folder', pattern(2), { condition: 'absent' }), 'alreadyExists');
        assert.equal((await storage.stat(file('f/folder')))?.kind, 'folder');
      });
    });

    describe('removing and renaming', () => {
      it('removes one file', async () => {
        await write(storage, 'd/a', pattern(1));
        await write(storage, 'd/ab', pattern(1));
        await storage.delete(file('d/a'));
        assert.deepEqual(paths((await storage.list(folder('d/'))).entries), ['d/ab']);
        await failsWith(storage.delete(file('d/a')), 'notFound');
      });

      it('does not remove the root', async () => {
        await failsWith(storage.delete(folder('')), 'invalidInput');
      });

      it('renames a file in place, with its time, where the service can', async () => {
        if (!storage.rename) return;
        const modified = new Date('2020-05-05T05:05:05.555Z');
        await write(storage, 'm/old name', pattern(6), { modified });
        await storage.rename(file('m/old name'), file('m/sub/new name'));
        assert.deepEqual(await readAll(storage, 'm/sub/new name'), pattern(6));
        const entry = await storage.stat(file('m/sub/new name'));
        assert.equal(entry?.kind === 'file' && entry.modified?.toISOString(), modified.toISOString());
        assert.equal(await storage.stat(file('m/old name')), undefined);
        await write(storage, 'm/third', pattern(7));
        await failsWith(
          storage.rename(file('m/third'), file('m/sub/new name'), { condition: 'absent' }),
          'alreadyExists',
        );
        assert.deepEqual(await readAll(storage, 'm/sub/new name'), pattern(6));
        await storage.rename(file('m/third'), file('m/sub/new name'));
        assert.deepEqual(await readAll(storage, 'm/sub/new name'), pattern(7));
        await failsWith(storage.rename(file('m/third'), file('m/x')), 'notFound');
      });
    });

    describe('stopping', () => {
      it('does nothing for a signal that was aborted', async () => {
        await write(storage, 's/there', pattern(4));
        const signal = AbortSignal.abort();
        const stopped = [
          storage.list(folder('s/'), { signal }),
          collect(storage.walk(folder('s/'), { signal })),
          storage.stat(file('s/there'), { signal }),
          storage.read(file('s/there'), { offset: 0, length: 4 }, { signal }),
          storage.createUpload(file('s/new'), { size: 4, signal }),
          storage.createFolder(folder('s/folder/'), { signal }),
          storage.delete(file('s/there'), { signal }),
          ...(storage.rename ? [storage.rename(file('s/there'), file('s/moved'), { signal })] : []),
        ];
        for (const work of stopped) await failsWith(work, 'cancelled');
        assert.deepEqual(paths((await storage.list(folder('s/'))).entries), ['s/there']);
      });

      it('leaves nothing of an upload that is stopped half-way', async () => {
        const stop = new AbortController();
        const size = 20 * 2 ** 20;
        const upload = await storage.createUpload(file('s/half'), { size, signal: stop.signal });
        const bytes = pattern(upload.chunkSize);
        await upload.put(0, bytes.subarray(0, Math.min(upload.chunkSize, size)));
        stop.abort();
        if (size > upload.chunkSize)
          await failsWith(
            upload.put(
              upload.chunkSize,
              bytes.subarray(0, Math.min(upload.chunkSize, size - upload.chunkSize)),
            ),
            'cancelled',
          );
        await failsWith(upload.commit(), 'cancelled');
        await upload.abort();
        assert.deepEqual(paths((await storage.list(folder('s/'))).entries), ['s/there']);
      });
    });

    if (names) describeNames(open);
  });
}
