import { lstat, rmdir, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { throwIfAborted } from '../common/abort.ts';
import { isFailure } from '../common/failure.ts';
import { isRoot, missing } from './failures.ts';
import { localFailure } from './localFailures.ts';
import { createLocalFolders } from './localFolders.ts';
import { entryOf, listLocal, walkLocal } from './localList.ts';
import { localSegmentsOf } from './localNames.ts';
import { createPace } from './localPace.ts';
import { createLocalReader, type ReadAt } from './localRead.ts';
import {
  createCaseGuard,
  createLocalUpload,
  ignoresCase,
  putInPlace,
  temporaryBeside,
  type WriteAt,
} from './localUpload.ts';
import { fileSegmentsOf } from './names.ts';
import { fileName, parentOf, type FilePath, type FolderPath } from './path.ts';
import type { Storage, Upload, UploadOptions } from './storage.ts';

/** For tests of what a disk may do, and of how it names things; absent: as on this machine. */
export interface LocalDisk {
  readonly platform?: NodeJS.Platform;
  readonly read?: ReadAt;
  readonly write?: WriteAt;
}

/** The folder at the absolute path `folder`, which is made when something is put into it. */
export function openLocal(
  folder: string,
  { read, write, platform = process.platform }: LocalDisk = {},
): Storage {
  const root = resolve(folder);
  const pace = createPace();
  const folders = createLocalFolders(root, pace);
  const cases = createCaseGuard(root);
  const readRange = createLocalReader(pace, read);
  let caseless: Promise<boolean> | undefined;

  function find(path: FilePath | FolderPath) {
    const segments = localSegmentsOf(root, path, platform);
    return { segments, place: join(root, ...segments) };
  }

  /** Runs `work` on the place of `path`, behind folders that are no links. */
  async function at<T>(
    path: FilePath | FolderPath,
    signal: AbortSignal | undefined,
    work: (place: string) => Promise<T>,
  ): Promise<T> {
    throwIfAborted(signal);
    const { place, segments } = find(path);
    try {
      await folders.check(segments.slice(0, -1));
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
    fileSegmentsOf(file, `${root}: ${file}`);
    const { place: target, segments } = find(file);
    const parents = segments.slice(0, -1);
    const temporary = temporaryBeside(target, options);
    const guard = async (work: () => Promise<void>): Promise<void> => {
      await folders.ensure(parents);
      caseless ??= ignoresCase(temporary);
      return (await caseless) ? cases.around(target, work) : work();
    };
    const begin = async (): Promise<Upload> => {
      await folders.ensure(parents);
      return createLocalUpload(temporary, target, { ...options, guard, write, pace });
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
        await folders.check(find(path).segments);
        return listLocal({ place, folder: path, platform }, pageSize, continuation);
      }),
    async *walk(path, options = {}) {
      await at(path, options.signal, () => folders.check(find(path).segments));
      yield* walkLocal({ root, platform, folders }, path, options);
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
      await folders.ensure(find(path).segments);
    },
    delete: (path, { signal } = {}) => at(path, signal, (place) => remove(path, place)),
    rename: (source, target, { signal, condition } = {}) =>
      atFile(source, signal, async (place) => {
        fileSegmentsOf(target, `${root}: ${target}`);
        const { place: there, segments } = find(target);
        await folders.ensure(segments.slice(0, -1));
        if (!(await lstat(place)).isFile()) throw missing(place);
        await putInPlace(place, there, condition, pace).catch((error: unknown) => {
          throw localFailure(error, there);
        });
      }),
  };
}
