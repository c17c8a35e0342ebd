import assert from 'node:assert/strict';
import { openMemory } from '../../../src/storage/memory.ts';
import { fileIn, root } from '../../../src/storage/path.ts';
import type { Entry, FileEntry, Storage } from '../../../src/storage/storage.ts';
import { timesOf, writtenTimesOf } from '../../../src/storage/times.ts';
import { changeOf, decide } from '../../../src/transfer/conflicts.ts';
import { transfer } from '../../../src/transfer/transfer.ts';
import { contentOf, memory, moveAll, write } from './fixtures.ts';

const noon = Date.parse('2025-06-01T12:00:00Z');

/** A file as one side knows it, its time in seconds from noon. */
function file(size: number, time?: number, by?: 'service'): FileEntry {
  return {
    kind: 'file',
    path: fileIn(root, 'a'),
    name: 'a',
    size,
    ...(time !== undefined && { modified: new Date(noon + time * 1000) }),
    ...(by && { modifiedByService: true }),
  };
}

/** `storage` as a service that keeps no time but its own shows it. */
function withoutRecordedTimes(storage: Storage): Storage {
  const mark = (entry: Entry): Entry =>
    entry.kind === 'file' ? { ...entry, modifiedByService: true } : entry;
  return {
    ...storage,
    list: async (...all) => {
      const page = await storage.list(...all);
      return { ...page, entries: page.entries.map(mark) };
    },
    walk: async function* (...all) {
      for await (const entry of storage.walk(...all)) yield mark(entry);
    },
    stat: async (...all) => {
      const entry = await storage.stat(...all);
      return entry && mark(entry);
    },
  };
}

describe('whether a file has changed', () => {
  const cases: readonly [string, FileEntry, FileEntry, ReturnType<typeof changeOf>][] = [
    ['sizes differ, whatever the times say', file(1, 0), file(2, 0), 'size'],
    ['recorded times differ by more than two seconds', file(1, 2.001), file(1, 0), 'recordedTime'],
    ['and also when what is there is newer', file(1, 0), file(1, 60), 'recordedTime'],
    ['but not when they differ by two seconds', file(1, 2), file(1, 0), undefined],
    [
      'up: the local file was written after the service got it',
      file(1, 1),
      file(1, 0, 'service'),
      'lastModified',
    ],
    ['up: the local file is older than that', file(1, -9), file(1, 0, 'service'), undefined],
    ['down: the service got it after the local one', file(1, 1, 'service'), file(1, 0), 'lastModified'],
    ['down: the local one has the very time of the service', file(1, 0, 'service'), file(1, 0), undefined],
    ['down: the local one is newer', file(1, 0, 'service'), file(1, 9), undefined],
    ['nothing tells a time', file(1), file(1, 0), 'recordedTime'],
  ];
  for (const [what, source, there, expected] of cases) {
    it(`${what}: ${expected ?? 'unchanged'}`, () => assert.equal(changeOf(source, there), expected));
  }

  it('is told with the file that was compared as the condition of the write', () => {
    const there = { ...file(2, 0), etag: '"7"' };
    const decision = decide(file(1, 0), there, 'changed', 'a');
    assert.deepEqual(decision, { kind: 'copy', why: 'size', condition: { etag: '"7"' } });
  });
});

describe('whose time a service shows', () => {
  const time = new Date(noon);
  it('is that of metadata before its own', () => {
    const other = new Date(noon + 5000);
    assert.deepEqual(timesOf({ Mtime: time.toISOString() }, other), { modified: time });
    assert.deepEqual(timesOf({ mtime: 'nonsense' }, other), { modified: other, modifiedByService: true });
    assert.deepEqual(timesOf(undefined, undefined), {});
  });

  it('is its own on a share when the file was written at that moment', () => {
    const close = new Date(noon + 900);
    assert.deepEqual(writtenTimesOf(close, time), { modified: close, modifiedByService: true });
    assert.deepEqual(writtenTimesOf(time, new Date(noon + 60_000)), { modified: time });
    assert.deepEqual(writtenTimesOf(undefined, time), {});
  });
});

describe('a transfer of changed files only', () => {
  it('moves what differs, and nothing when it is done again', async () => {
    const [source, destination] = [memory(), memory()];
    const at = (seconds: number) => new Date(noon + seconds * 1000);
    for (const [name, here, there] of [
      ['same', ['old', 0], ['old', 1]],
      ['grown', ['older', 0], ['old', 0]],
      ['touched', ['new', 60], ['old', 0]],
      ['back', ['new', -60], ['old', 0]],
    ] as const) {
      await write(source, name, here[0], at(here[1]));
      await write(destination, name, there[0], at(there[1]));
    }
    await write(source, 'fresh', 'new', at(0));
    const request = moveAll(source, destination, { conflict: 'changed' });
    const first = await transfer(request);
    assert.deepEqual([first.files, first.skipped.unchanged, first.failed], [4, 1, []]);
    assert.deepEqual(await contentOf(destination), await contentOf(source));
    const again = await transfer(request);
    assert.deepEqual([again.files, again.skipped.unchanged], [0, 5]);
    assert.deepEqual(again.skippedEntries[0], { path: 'back', reason: 'unchanged' });
  });

  it('downloads again only what a service without recorded times has got since', async () => {
    const service = openMemory({ folders: 'implied' });
    const disk = memory();
    await write(service, 'kept', 'abc', new Date(noon));
    await write(service, 'replaced', 'abc', new Date(noon));
    const request = moveAll(withoutRecordedTimes(service), disk, { conflict: 'changed' });
    assert.equal((await transfer(request)).files, 2);
    assert.equal((await transfer(request)).files, 0);
    await write(service, 'replaced', 'xyz', new Date(noon + 1000));
    assert.equal((await transfer(request)).files, 1);
    assert.deepEqual(await contentOf(disk), { kept: 'abc', replaced: 'xyz' });
  });
});
