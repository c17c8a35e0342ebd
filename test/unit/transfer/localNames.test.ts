import fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocal } from '../../../src/storage/local.ts';
import { createCaseGuard } from '../../../src/storage/localUpload.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { preview, transfer } from '../../../src/transfer/transfer.ts';
import { contentOf, memory, memoryWith, moveAll, watched, write } from './fixtures.ts';

/** What Windows does not hold. */
// eslint-disable-next-line no-control-regex -- Windows refuses exactly these
const refusedByWindows = /[\\:*?"<>|\u0000-\u001f]|[. ]$|^(?:con|aux|com1) *(?:\.|$)/i;

describe('a download to a disk', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'download-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('keeps names that Windows cannot hold under others, and an upload from there gives the names back', async () => {
    const part = fc
      .array(
        fc.constantFrom(
          'con',
          'COM1',
          'aux',
          '.',
          ' ',
          ':',
          '?',
          '\\',
          '"',
          '\t',
          '%',
          '25',
          '3A',
          '2E',
          '63',
          'a',
          'é',
        ),
        { minLength: 1, maxLength: 5 },
      )
      .map((pieces) => pieces.join(''))
      .filter((name) => name !== '.' && name !== '..');
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const trees = fc.dictionary(path, fc.string({ maxLength: 5 }), {
      minKeys: 1,
      maxKeys: 8,
      noNullPrototype: true,
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(trees, async (files) => {
        const disk = openLocal(join(directory, String(++run)), { platform: 'win32' });
        const source = memory();
        for (const [name, content] of Object.entries(files))
          await write(source, name, content).catch(() => undefined); // a folder has that name
        assert.deepEqual((await transfer(moveAll(source, disk))).failed, []);
        const kept = await readdir(disk.address, { recursive: true, encoding: 'utf8' }).catch(() => []);
        for (const name of kept.flatMap((place) => place.split('/')))
          assert.doesNotMatch(name, refusedByWindows);
        const back = memory();
        assert.deepEqual((await transfer(moveAll(disk, back))).failed, []);
        assert.deepEqual(await contentOf(back), await contentOf(source));
        const again = await preview(moveAll(source, disk, { conflict: 'changed' }));
        assert.equal(again.copied.new.count, 0, 'each name is found where it was put');
      }),
      { numRuns: 60 },
    );
  });

  it('moves what it can and reports what would be somewhere else, on every system', async () => {
    const source = memory({ folders: 'implied' });
    const names = [
      '../out',
      'a/../../out',
      '/etc/out',
      'a//b',
      './x',
      'nul\0',
      'x'.repeat(300),
      'fine/..%2Fy',
    ];
    for (const name of names) await write(source, name, 'x');
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const disk = openLocal(join(directory, platform, 'in'), { platform });
      const report = await transfer(moveAll(source, disk));
      assert.deepEqual([report.files, report.failed.length], [1, 7]);
      assert.ok(report.failed.every(({ failure }) => failure.word === 'invalidInput'));
      assert.deepEqual(await readdir(join(directory, platform)), ['in']);
      assert.deepEqual(await contentOf(disk), { 'fine/..%2Fy': 'x' });
    }
  });

  it('uploads a name that only looks kept as it is, except from Windows', async () => {
    await write(openLocal(directory, { platform: 'linux' }), 'a%3Ab', 'x');
    const from = async (platform: NodeJS.Platform) => {
      const to = memory();
      await transfer(moveAll(openLocal(directory, { platform }), to));
      return Object.keys(await contentOf(to));
    };
    assert.deepEqual([await from('linux'), await from('win32')], [['a%3Ab'], ['a:b']]);
  });

  for (const moment of ['createUpload', 'commit'] as const) {
    it(`writes nothing through a folder that becomes a link during the transfer (${moment})`, async () => {
      const [inside, outside] = [join(directory, 'in'), join(directory, 'out')];
      await mkdir(outside);
      const target = watched(openLocal(inside), async ({ method, path }) => {
        if (method !== moment || path !== 'a/2.txt') return;
        await rename(join(inside, 'a'), join(inside, 'moved'));
        await symlink(outside, join(inside, 'a'));
      });
      const source = await memoryWith({ 'a/1.txt': 'one', 'a/2.txt': 'two' });
      // One file after the other, as a slow link has it.
      let first: () => void;
      const done = new Promise<void>((resolve) => (first = resolve));
      const slow: Storage = {
        ...target,
        createUpload: async (path, options) => {
          if (path === 'a/2.txt') await done;
          const upload = await target.createUpload(path, options);
          const commit: typeof upload.commit = async (more) => {
            await upload.commit(more);
            first();
          };
          return { ...upload, commit };
        },
      };
      const report = await transfer(moveAll(source, slow));
      assert.deepEqual(
        report.failed.map(({ path, failure }) => `${path} ${failure.word}`),
        ['a/2.txt invalidInput'],
      );
      assert.match(report.failed[0]?.failure.message ?? '', /a is a link/);
      assert.deepEqual(await readdir(outside), []);
    });
  }
});

describe('names that differ only in their case, on the way to a disk that takes them for one', () => {
  /** `storage` as a disk that does not tell case apart. */
  function caseBlind(storage: Storage): Storage {
    const spelled = new Map([['/disk', '/disk']]);
    const guard = createCaseGuard('/disk', (path) => Promise.resolve(spelled.get(path.toLowerCase())));
    return {
      ...storage,
      createUpload: async (path, options) => {
        const upload = await storage.createUpload(path, options);
        const place = `/disk/${path}`;
        const commit: typeof upload.commit = (more) =>
          guard.around(place, async () => {
            await upload.commit(more);
            spelled.set(place.toLowerCase(), place);
          });
        return { ...upload, commit };
      },
    };
  }

  for (const conflict of ['overwrite', 'skip', 'changed'] as const) {
    it(`moves the first and reports the other, never one over the other (${conflict})`, async () => {
      const files = {
        'README.md': 'upper',
        'readme.md': 'lower',
        'Sub/a': 'one',
        'sub/a': 'two',
        'sub/b': 'three',
      };
      const target = memory();
      const report = await transfer(moveAll(await memoryWith(files), caseBlind(target), { conflict }));
      assert.deepEqual([report.files, report.failed.length, report.skipped.exists], [3, 2, 0]);
      for (const { path, failure } of report.failed) {
        assert.equal(failure.word, 'alreadyExists');
        assert.ok(failure.message.includes(path) && /takes .* for the same name/.test(failure.message));
      }
      const moved = Object.entries(await contentOf(target));
      assert.ok(moved.every(([path, content]) => files[path as keyof typeof files] === content));
    });
  }
});
