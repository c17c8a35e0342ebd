import type { Stats } from 'node:fs';
import { lstat, opendir, readdir, rmdir, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { throwIfAborted } from '../common/abort.ts';
import { isFailure } from '../common/failure.ts';
import { isRoot, missing } from './failures.ts';
import { localFailure } from './localFailures.ts';
import { createLocalFolders } from './localFolders.ts';
import { localPathOf } from './localNames.ts';
import { ignoreRulesFor, type IgnoreRules } from './localIgnore.ts';
import { createLocalReader, type ReadAt } from './localRead.ts';
import {
  createCaseGuard,
  createLocalUpload,
  ignoresCase,
  localEtag,
  putInPlace,
  temporaryBeside,
  type WriteAt,
} from './localUpload.ts';
import { fileSegmentsOf, segmentsOf } from './names.ts';
import { baseName, fileIn, fileName, folderIn, parentOf, type FilePath, type FolderPath } from './path.ts';
import type { Entry, Page, Storage, Upload, UploadOptions, WalkOptions } from './storage.ts';

/** How many names a walk reads at a time, and looks at together. */
const batchSize = 256;

function entryOf(folder: FolderPath, name: string, found: Stats): Entry {
  if (found.isDirectory())
    return { kind: 'folder', path: folderIn(folder, name), name, modified: found.mtime };
  const path = fileIn(folder, name);
  if (found.isFile())
    return { kind: 'file', path, name, size: found.size, modified: found.mtime, etag: localEtag(found) };
  return { kind: 'other', path, name, what: found.isSymbolicLink() ? 'link' : 'special' };
}

/** What has this name now, or `undefined` if it has gone since it was listed. */
async function look(place: string, folder: FolderPath, name: string): Promise<Entry | undefined> {
  try {
    return entryOf(folder, name, await lstat(join(place, name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw localFailure(error, join(place, name));
    // A name that is no valid UTF-8 cannot be asked for: it is shown, and cannot be moved.
    return name.includes('\ufffd')
      ? { kind: 'other', path: fileIn(folder, name), name, what: 'special' }
      : undefined;
  }
}

async function lookAtAll(place: string, folder: FolderPath, names: readonly string[]): Promise<Entry[]> {
  const entries = await Promise.all(names.map((name) => look(place, folder, name)));
  return entries.filter((entry) => entry !== undefined);
}

/** The members of one folder, in the disk's order, a batch at a time. */
async function* batchesOf(
  place: string,
  folder: FolderPath,
  signal: AbortSignal | undefined,
): AsyncGenerator<Entry[]> {
  const directory = await opendir(place, { bufferSize: batchSize });
  let names: string[] = [];
  for await (const { name } of directory) {
    names.push(name);
    if (names.length < batchSize) continue;
    throwIfAborted(signal);
    yield await lookAtAll(place, folder, names);
    names = [];
  }
  throwIfAborted(signal);
  yield await lookAtAll(place, folder, names);
}

/** `entry`, if `rules` leave it out, as a walk shows it. */
function ignoredBy(rules: IgnoreRules | undefined, entry: Entry): Entry | undefined {
  if (!rules?.ignores(entry.name, entry.kind === 'folder')) return undefined;
  return { kind: 'other', path: entry.path as string as FilePath, name: entry.name, what: 'ignored' };
}

async function* walk(root: string, top: FolderPath, { signal, ignore }: WalkOptions): AsyncGenerator<Entry> {
  const waiting: { readonly folder: FolderPath; readonly above?: IgnoreRules | undefined }[] = [
    { folder: top },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder, above } = next;
    const place = localPathOf(root, folder);
    try {
      const rules = await (above
        ? above.within(baseName(folder))
        : ignore
          ? ignoreRulesFor(place)
          : undefined);
      for await (const batch of batchesOf(place, folder, signal)) {
        for (const entry of batch) {
          const ignored = ignoredBy(rules, entry);
          if (!ignored && entry.kind === 'folder') waiting.push({ folder: entry.path, above: rules });
          yield ignored ?? entry;
        }
      }
    } catch (error) {
      const failure = localFailure(error, place);
      if (folder === top || failure.word === 'cancelled') throw failure;
      // One folder that cannot be read does not end the walk; whoever walks is told.
      const path = fileIn(folder, '').slice(0, -1) as FilePath;
      yield { kind: 'other', path, name: path.slice(parentOf(path).length), what: 'special', failure };
    }
  }
}

/** One page of a folder, alphabetically, after the name `continuation`. */
async function list(
  place: string,
  folder: FolderPath,
  pageSize: number,
  continuation: string | undefined,
): Promise<Page> {
  const names = (await readdir(place)).sort((a, b) => (a < b ? -1 : 1));
  const start = continuation === undefined ? 0 : names.findIndex((name) => name > continuation);
  const page = start < 0 ? [] : names.slice(start, start + pageSize);
  const entries = await lookAtAll(place, folder, page);
  const last = page.at(-1);
  return last !== undefined && start + pageSize < names.length
    ? { entries, continuation: last }
    : { entries };
}

/** For tests of what a disk may do; absent: the disk. */
export interface LocalDisk {
  readonly read?: ReadAt;
  readonly write?: WriteAt;
}

/** The folder at the absolute path `folder`, which is made when something is put into it. */
export function openLocal(folder: string, { read, write }: LocalDisk = {}): Storage {
  const root = resolve(folder);
  const folders = createLocalFolders(root);
  const cases = createCaseGuard(root);
  const readRange = createLocalReader({ read });
  let caseless: Promise<boolean> | undefined;

  /** Runs `work` on the place of `path`, behind folders that are no links. */
  async function at<T>(
    path: FilePath | FolderPath,
    signal: AbortSignal | undefined,
    work: (place: string) => Promise<T>,
  ): Promise<T> {
    throwIfAborted(signal);
    const place = localPathOf(root, path);
    try {
      await folders.check(segmentsOf(parentOf(path), place));
      return await work(place);
    } catch (error) {
      throw localFailure(error, place);
    }
  }

  /** The same for a file, whose name never ends with a slash here. */
  async function atFile<T>(
    file: FilePath,
    signal: AbortSignal | undefined,
    work: (place: string) => Promise<T>,
  ): Promise<T> {
    throwIfAborted(signal);
    fileSegmentsOf(file, `${root}: ${file}`);
    return at(file, signal, work);
  }

  async function createUpload(file: FilePath, options: UploadOptions): Promise<Upload> {
    throwIfAborted(options.signal);
    const target = localPathOf(root, file);
    const parents = fileSegmentsOf(file, target).slice(0, -1);
    const temporary = temporaryBeside(target);
    const guard = async (work: () => Promise<void>): Promise<void> => {
      await folders.ensure(parents);
      caseless ??= ignoresCase(temporary);
      return (await caseless) ? cases.around(target, work) : work();
    };
    const begin = async (): Promise<Upload> => {
      await folders.ensure(parents);
      return createLocalUpload(temporary, target, { ...options, guard, write });
    };
    try {
      return await begin().catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        folders.forget(); // somebody removed the folder a moment ago
        return begin();
      });
    } catch (error) {
      throw localFailure(error, target);
    }
  }

  async function remove(path: FilePath | FolderPath, place: string): Promise<void> {
    if (path === '') throw isRoot(root);
    const found = await lstat(place);
    if (found.isDirectory() !== path.endsWith('/')) throw missing(place);
    folders.forget();
    await (found.isDirectory() ? rmdir(place) : unlink(place));
  }

  return {
    address: root,
    folders: 'real',
    list: (path, { signal, pageSize = 1000, continuation } = {}) =>
      at(path, signal, async (place) => {
        await folders.check(segmentsOf(path, place));
        return list(place, path, pageSize, continuation);
      }),
    async *walk(path, options = {}) {
      await at(path, options.signal, (place) => folders.check(segmentsOf(path, place)));
      yield* walk(root, path, options);
    },
    stat: async (path, { signal } = {}) => {
      try {
        return await atFile(path, signal, async (place) =>
          entryOf(parentOf(path), fileName(path), await lstat(place)),
        );
      } catch (error) {
        if (isFailure(error, 'notFound') || (isFailure(error, 'alreadyExists') && error.cause === undefined))
          return undefined;
        throw error;
      }
    },
    read: (file, range, { signal, ifMatch } = {}) => {
      return atFile(file, signal, (place) => readRange(place, range, ifMatch));
    },
    createUpload,
    createFolder: async (path, { signal } = {}) => {
      throwIfAborted(signal);
      const place = localPathOf(root, path);
      await folders.ensure(segmentsOf(path, place));
    },
    delete: (path, { signal } = {}) => at(path, signal, (place) => remove(path, place)),
    rename: (source, target, { signal, condition } = {}) =>
      atFile(source, signal, async (place) => {
        const there = localPathOf(root, target);
        await folders.ensure(fileSegmentsOf(target, there).slice(0, -1));
        if (!(await lstat(place)).isFile()) throw missing(place);
        await putInPlace(place, there, condition).catch((error: unknown) => {
          throw localFailure(error, there);
        });
      }),
  };
}
