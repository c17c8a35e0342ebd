import assert from 'node:assert/strict';
import { Failure } from '../../../src/common/failure.ts';
import { reportText, summary } from '../../../src/commands/transferReport.ts';
import { root } from '../../../src/storage/path.ts';
import { transfer, type TransferReport } from '../../../src/transfer/transfer.ts';
import { memory, memoryWith, moveAll } from '../transfer/fixtures.ts';

const up = { direction: 'upload', place: 'datastore “images”' } as const;
const down = { direction: 'download', place: '/home/me' } as const;

function report(more: Partial<Omit<TransferReport, 'skipped'>> & { skipped?: object } = {}): TransferReport {
  const { skipped, ...rest } = more;
  const none = { exists: 0, notNewer: 0, unchanged: 0, done: 0, ignored: 0, link: 0, special: 0 };
  const empty = { files: 0, bytes: 0, folders: 0, skippedEntries: [], failed: [] };
  return { ...empty, ...rest, skipped: { ...none, ...skipped } };
}

const failed = (path: string) => ({
  path,
  failure: new Failure('permissionDenied', `You may not write ${path}.`),
});

describe('the report of a copy', () => {
  const copied = { direction: 'copy', place: 'datastore “images”' } as const;

  it('says how many files the services copied, and how many came through this computer', () => {
    const text = reportText(copied, report({ files: 5, bytes: 5, serverSide: 3 }));
    assert.match(text, /\nCopied by the storage services themselves: 3\nCopied through this computer: 2\n/);
    assert.match(
      reportText(copied, report({ files: 1 })),
      /themselves: 0\nCopied through this computer: 1\n/,
    );
  });

  it('says nothing of that where nothing was copied, or only up or down', () => {
    assert.doesNotMatch(reportText(copied, report()), /themselves/);
    assert.doesNotMatch(reportText(up, report({ files: 1 })), /themselves/);
  });
});

describe('the message after a transfer', () => {
  it('tells what was left as it was when everything exists, though empty folders are there as well', async () => {
    const source = await memoryWith({ 'a.txt': 'A', 'b.txt': 'B', 'empty/': '' });
    const destination = memory();
    await transfer(moveAll(source, destination));
    const again = await transfer(moveAll(source, destination, { conflict: 'skip' }));
    assert.equal(
      summary(up, again),
      'No files were uploaded to datastore “images”. Left as they are: 2 that exist already.',
    );
  });

  it('speaks of empty folders when there was nothing else', async () => {
    const onlyFolders = async (...names: string[]) => {
      const source = await memoryWith(Object.fromEntries(names.map((name) => [name, ''])));
      return summary(up, await transfer(moveAll(source, memory())));
    };
    assert.match(await onlyFolders('a/'), /no files, only an empty folder.* now in datastore “images”/);
    assert.match(await onlyFolders('a/', 'b/'), /no files, only empty folders: 2 .* now in datastore/);
  });

  it('has the right words for one and for many', () => {
    const one = { exists: 1, notNewer: 1, unchanged: 1, done: 1, ignored: 1, link: 1, special: 1 };
    assert.equal(
      summary(down, report({ files: 1, bytes: 1, skipped: one })),
      'Downloaded 1 file (1 byte) to /home/me. Left as they are: 1 that exists already, ' +
        '1 that is not older, 1 that has not changed, 1 that was moved before the interruption, 1 that an ignore file leaves out, 1 link, which is not followed, 1 special file.',
    );
    const two = { exists: 2, notNewer: 2, unchanged: 2, done: 2, ignored: 2, link: 2, special: 2 };
    assert.equal(
      summary(down, report({ files: 2, bytes: 2, skipped: two })),
      'Downloaded 2 files (2 bytes) to /home/me. Left as they are: 2 that exist already, ' +
        '2 that are not older, 2 that have not changed, 2 that were moved before the interruption, 2 that ignore files leave out, 2 links, which are not followed, 2 special files.',
    );
  });

  it('gives the reason when one thing failed, and counts more', () => {
    assert.equal(
      summary(up, report({ files: 1, bytes: 2, failed: [failed('x/a.txt')] })),
      'Uploaded 1 file (2 bytes) to datastore “images”. “x/a.txt” failed: You may not write x/a.txt.',
    );
    assert.match(summary(up, report({ failed: [failed('a'), failed('b')] })), /^Nothing .* Failed: 2\.$/);
  });

  it('says that there was nothing, and why the rest was not tried', () => {
    assert.match(summary(up, report()), /There was nothing to transfer/);
    const stopped = new Failure('unavailable', 'It does not answer.');
    assert.match(
      summary(up, report({ stopped, failed: [failed('a'), failed('b')] })),
      /given up before everything was tried: It does not answer\.$/,
    );
  });
});

describe('the report of a transfer', () => {
  it('names everything that was left or failed, with the reason, and counts what was moved', async () => {
    const source = await memoryWith({ 'new.txt': 'N', 'old.txt': 'O', 'dir.txt': 'D' });
    const destination = await memoryWith({ 'old.txt': 'there', 'dir.txt/inside': '' });
    const walk: typeof source.walk = async function* (folder, options) {
      yield* source.walk(folder, options);
      yield { kind: 'other', path: 'link' as never, name: 'link', what: 'link' };
      yield { kind: 'folder', path: 'empty/' as never, name: 'empty' };
    };
    const items = [{ storage: { ...source, walk }, folder: root, as: '' }];
    const done = await transfer({ items, destination, into: root, conflict: 'skip' });
    assert.equal(
      reportText(up, done),
      `Upload to datastore “images”

Files moved: 1 (1 byte)
Empty folders: 1
Compared by their length only, as no MD5 is kept with them: 1

Left as they are, because they exist already: 1
    old.txt

Left out, because they are links: 1
    link

Failed: 1
    dir.txt
        ${done.failed[0]?.failure.message ?? ''}
`,
    );
  });

  it('names the first ten thousand that were left, and counts the rest', async () => {
    const names = Array.from({ length: 10_002 }, (_, index) => [`${index}.txt`, ''] as const);
    const files = Object.fromEntries(names);
    const skip = { conflict: 'skip' } as const;
    const done = await transfer(moveAll(await memoryWith(files), await memoryWith(files), skip));
    assert.equal(done.skipped.exists, 10_002);
    assert.equal(done.skippedEntries.length, 10_000);
    assert.match(reportText(up, done), /exist already: 10002\n(?: {4}\d+\.txt\n){10000} {4}… and 2 more\n/);
  });

  it('says why the rest was not tried', () => {
    const stopped = new Failure('unavailable', 'It does not answer.');
    assert.match(reportText(down, report({ stopped })), /Given up before everything was tried: It does not/);
  });
});
