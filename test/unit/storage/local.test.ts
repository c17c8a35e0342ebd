import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocal } from '../../../src/storage/local.ts';
import { createLocalFolders } from '../../../src/storage/localFolders.ts';
import { createPace } from '../../../src/storage/localPace.ts';
import { createCaseGuard } from '../../../src/storage/localUpload.ts';
import { collect, failsWith, file, folder, paths, pattern, write } from '../../contract/support.ts';

describe('a local folder', () => {
  let directory: string;
  const at = (...names: string[]): string => join(directory, ...names);

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'local-'));
    await mkdir(at('root', 'inside'), { recursive: true });
    await mkdir(at('outside'));
    await writeFile(at('outside', 'secret'), 'secret');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('shows links and pipes and follows none', async () => {
    await symlink(at('outside'), at('root', 'link'));
    await symlink(at('outside', 'secret'), at('root', 'inside', 'filelink'));
    execFileSync('mkfifo', [at('root', 'pipe')]);
    const storage = openLocal(at('root'));
    const entries = await collect(storage.walk(folder('')));
    assert.deepEqual(paths(entries), ['inside/', 'inside/filelink', 'link', 'pipe']);
    assert.deepEqual(entries.flatMap((entry) => (entry.kind === 'other' ? [entry.what] : [])).sort(), [
      'link',
      'link',
      'special',
    ]);
    await failsWith(storage.read(file('inside/filelink'), { offset: 0, length: 1 }), 'invalidInput');
    await failsWith(storage.read(file('link/secret'), { offset: 0, length: 1 }), 'invalidInput');
    await failsWith(storage.read(file('pipe'), { offset: 0, length: 1 }), 'permissionDenied');
    await failsWith(storage.list(folder('link/')), 'invalidInput');
    await failsWith(collect(storage.walk(folder('link/'))), 'invalidInput');
    await failsWith(storage.delete(file('link/secret')), 'invalidInput');
  });

  it('never writes through a link, and replaces a link instead of what it points to', async () => {
    await symlink(at('outside'), at('root', 'link'));
    await symlink(at('outside', 'secret'), at('root', 'filelink'));
    const storage = openLocal(at('root'));
    await failsWith(write(storage, 'link/new', pattern(3)), 'invalidInput');
    await failsWith(write(storage, 'link/sub/new', pattern(3)), 'invalidInput');
    await failsWith(storage.createFolder(folder('link/sub/')), 'invalidInput');
    await write(storage, 'filelink', pattern(3));
    assert.deepEqual(await readdir(at('outside')), ['secret']);
    assert.equal(await readFile(at('outside', 'secret'), 'utf8'), 'secret');
    assert.deepEqual(await readFile(at('root', 'filelink')), pattern(3));
  });

  it('notices a folder that has become a link since it was looked at', async () => {
    for (const pace of [0, 10]) {
      let now = 0;
      const clock = () => (now += pace);
      const folders = createLocalFolders(at('root'), createPace(clock), clock); // at once, and from a slow disk
      await folders.ensure(['inside']);
      await folders.check(['inside']);
      await rename(at('root', 'inside'), at('root', 'moved'));
      await symlink(at('outside'), at('root', 'inside'));
      await failsWith(folders.ensure(['inside']), 'invalidInput');
      now += 1000;
      await failsWith(folders.check(['inside']), 'invalidInput');
      await failsWith(folders.ensure(['inside', 'deeper']), 'invalidInput');
      await rm(at('root', 'inside'));
      await rename(at('root', 'moved'), at('root', 'inside'));
    }
    assert.deepEqual(await readdir(at('outside')), ['secret']);
  });

  it('does not walk into a folder that has become a link since it was found', async () => {
    const failed: string[] = [];
    for await (const entry of openLocal(at('root')).walk(folder(''))) {
      if (entry.kind === 'other') failed.push(`${entry.path} ${entry.failure?.word ?? ''}`);
      if (entry.path !== 'inside/') continue;
      await rename(at('root', 'inside'), at('moved'));
      await symlink(at('outside'), at('root', 'inside'));
    }
    assert.deepEqual(failed, ['inside invalidInput']);
  });

  it('makes a folder again that somebody has removed since', async () => {
    const storage = openLocal(at('root'));
    await write(storage, 'a/b/1', pattern(1));
    await rm(at('root', 'a'), { recursive: true });
    await write(storage, 'a/b/2', pattern(1));
    await rm(at('root'), { recursive: true });
    await write(storage, '3', pattern(1));
    assert.deepEqual(await readdir(at('root')), ['3']);
  });

  it('leaves no temporary file behind, and none is taken for another upload', async () => {
    const storage = openLocal(at('root'));
    const both = await Promise.all([1, 2].map(() => storage.createUpload(file('same'), { size: 4 })));
    for (const upload of both) await upload.put(0, pattern(4));
    await both[0]?.abort();
    await both[1]?.commit();
    assert.deepEqual((await readdir(at('root'))).sort(), ['inside', 'same']);
  });

  it('is not put in place when bytes are missing', async () => {
    const storage = openLocal(at('root'));
    const upload = await storage.createUpload(file('half'), { size: 10 });
    await upload.put(0, pattern(5));
    await failsWith(upload.commit(), 'unexpected');
    await upload.abort();
    assert.deepEqual(await readdir(at('root')), ['inside']);
  });

  it('says so when a folder is a file, and makes itself when it is missing', async () => {
    await writeFile(at('root', 'file'), '');
    await failsWith(write(openLocal(at('root')), 'file/inside', pattern(1)), 'alreadyExists');
    await failsWith(write(openLocal(at('root', 'file')), 'x', pattern(1)), 'alreadyExists');
    await failsWith(openLocal(at('none')).list(folder('')), 'notFound');
    await write(openLocal(at('none', 'deeper')), 'x', pattern(1));
    assert.deepEqual(await readdir(at('none', 'deeper')), ['x']);
  });

  it('goes on behind a folder that cannot be opened, and says which one', async () => {
    await mkdir(at('root', 'gone'));
    const seen: string[] = [];
    const failed: string[] = [];
    for await (const entry of openLocal(at('root')).walk(folder(''))) {
      seen.push(entry.path);
      if (seen.length === 1) await rm(at('root', 'gone'), { recursive: true });
      if (entry.kind === 'other' && entry.failure?.word === 'notFound') failed.push(entry.path);
    }
    assert.deepEqual(failed, ['gone']);
    assert(seen.includes('inside/'));
  });
});

describe('names that differ only in their case, on a disk that does not', () => {
  it('are refused instead of overwriting each other', async () => {
    const disk = new Map([
      ['/data/sub/readme.md', '/data/sub/README.md'],
      ['/data/LETTER~1.TXT', '/data/Letter to a friend.txt'],
      ['/data', '/data'],
    ]);
    const guard = createCaseGuard('/data', (path) => Promise.resolve(disk.get(path)));
    const done: string[] = [];
    const put = (path: string): Promise<void> =>
      guard.around(path, async () => {
        await Promise.resolve();
        disk.set(path.toLowerCase(), path);
        disk.set(path, path);
        done.push(path);
      });
    await failsWith(put('/data/sub/readme.md'), 'alreadyExists');
    await failsWith(put('/data/LETTER~1.TXT'), 'alreadyExists');
    await put('/data/new.txt');
    const both = await Promise.allSettled([put('/data/b.txt'), put('/data/b.txt')]);
    assert(both.every(({ status }) => status === 'fulfilled'));
    assert.deepEqual(done, ['/data/new.txt', '/data/b.txt', '/data/b.txt']);
  });
});
