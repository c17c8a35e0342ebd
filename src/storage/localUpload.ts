import * as fs from 'node:fs';
import { link, lstat, open as openHandle, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import { changed, incomplete, taken, wrongKind } from './failures.ts';
import { lastingOf, tokenOf } from './lasting.ts';
import { localFailure } from './localFailures.ts';
import { neverHere, shortCall, type Pace } from './localPace.ts';
import { openPart, readPart } from './localPart.ts';
import type { Upload, UploadOptions, WriteCondition } from './storage.ts';
import { temporaryForm, temporaryName } from './temporary.ts';

const futimes = promisify(fs.futimes);
const close = promisify(fs.close);

/** In bytes: what one read and one write of a large file carry. */
const chunkSize = 8 * 1024 * 1024;

/** What changes when a file's content does. */
export function localEtag({ mtimeMs, size, ino }: fs.Stats): string {
  return `${mtimeMs}-${size}-${ino}`;
}

/** Writes `bytes` from `at` on to a place in an open file, and says how many it were; rejects with Node's errors. */
export type WriteAt = (fd: number, bytes: Uint8Array, at: number, position: number) => Promise<number>;

const writeAt: WriteAt = (fd, bytes, at, position) =>
  new Promise((done, failed) => {
    fs.write(fd, bytes, at, bytes.length - at, position, (error, count) =>
      error ? failed(error) : done(count),
    );
  });

/** Gives `temporary` the name `target` unless something has it, in one step where the disk knows hard links. */
async function renameIfAbsent(temporary: string, target: string, pace: Pace): Promise<void> {
  try {
    await pace(fs.linkSync, link, temporary, target);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR', 'UNKNOWN'].includes(code))
      throw error;
    await (await openHandle(target, 'wx')).close(); // claims the name
    try {
      await rename(temporary, target);
      return;
    } catch (failed) {
      await unlink(target);
      throw failed;
    }
  }
  await pace(fs.unlinkSync, unlink, temporary);
}

/** Gives `temporary` the name `target`, as `condition` asks. */
export async function putInPlace(
  temporary: string,
  target: string,
  condition: WriteCondition | undefined,
  pace: Pace,
): Promise<void> {
  if (condition === 'absent') return renameIfAbsent(temporary, target, pace);
  if (condition) {
    const found = await lstat(target).catch(() => undefined);
    if (!found || localEtag(found) !== condition.etag) throw changed(target);
  }
  await pace(fs.renameSync, rename, temporary, target);
}

/** Keeps two names apart on a disk that takes them for one: they differ in their case, or one is the other's short name. */
export interface CaseGuard {
  /** Runs `work`, unless another spelling of `target` has its place. Two spellings never run at once. */
  around(target: string, work: () => Promise<void>): Promise<void>;
}

/** `stored` says how the disk spells a path that is there (`undefined` if nothing is), for tests. */
export function createCaseGuard(
  root: string,
  stored: (path: string) => Promise<string | undefined> = (path) =>
    promisify(fs.realpath.native)(path).catch(() => undefined),
): CaseGuard {
  const running = new Map<string, Promise<void>>();

  async function refuseOtherSpelling(target: string): Promise<void> {
    const [place, top] = await Promise.all([stored(target), stored(root)]);
    if (place === undefined || top === undefined) return;
    const spelled = place.slice(top.length);
    const wanted = target.slice(root.length);
    // Another case, or the long name of a file whose short one (`LETTER~1.TXT`) was asked for. What a link leads to
    // is somewhere else: the link is replaced. A disk that takes accents apart does not make another name of one.
    const other = spelled.normalize() !== wanted.normalize();
    if (other && !(await isLink(target))) {
      const sentence = t(
        '{0} was not written: this disk takes {1} for the same name, and that is there already.',
        target,
        place,
      );
      throw new Failure('alreadyExists', sentence);
    }
  }

  return {
    async around(target, work) {
      const key = target.toLowerCase();
      const before = running.get(key);
      const mine = (async () => {
        await before?.catch(() => undefined);
        await refuseOtherSpelling(target);
        await work();
      })();
      running.set(key, mine);
      try {
        await mine;
      } finally {
        if (running.get(key) === mine) running.delete(key);
      }
    },
  };
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

/** Whether the disk takes `made`, a path that is there, for the same in capital letters. */
export async function ignoresCase(made: string): Promise<boolean> {
  const other = join(dirname(made), basename(made).toUpperCase());
  return lstat(other).then(
    () => true,
    () => false,
  );
}

/** A path beside `target` that no other upload uses, or that of the upload that is gone on with. */
export function temporaryBeside(target: string, options: UploadOptions): string {
  const name = tokenOf(options, temporaryForm) ?? temporaryName(options.mark);
  return join(dirname(target), `.${name}.part`);
}

export interface LocalUploadOptions extends UploadOptions {
  /** Called right before the file is put in place. */
  readonly guard: (work: () => Promise<void>) => Promise<void>;
  /** For tests of what a disk may answer; absent: the disk. */
  readonly write?: WriteAt | undefined;
  readonly pace: Pace;
}

/** Begins to write `temporary`, which becomes `target`, or goes on with it. */
export async function createLocalUpload(
  temporary: string,
  target: string,
  options: LocalUploadOptions,
): Promise<Upload> {
  const { size, modified, condition, guard, write = writeAt, pace } = options;
  const { fd: opened, found } = await openPart(temporary, options, chunkSize);
  const token = basename(temporary).slice(1, -'.part'.length);
  let fd: number | undefined = opened;
  let got = found.bytes;
  let placed = false;
  const writing = new Set<Promise<void>>();

  async function closeFile(): Promise<void> {
    await Promise.allSettled(writing);
    const open = fd;
    fd = undefined;
    if (open !== undefined) await pace(fs.closeSync, close, open);
  }

  async function writeFully(file: number, bytes: Uint8Array, offset: number): Promise<void> {
    const way = write === writeAt && bytes.length <= shortCall ? pace : neverHere;
    for (let done = 0; done < bytes.length;) {
      done += await way(
        () => fs.writeSync(file, bytes, done, bytes.length - done, offset + done),
        () => write(file, bytes, done, offset + done),
      );
    }
  }

  return {
    chunkSize,
    // Where a test says how bytes are written, nobody else writes them.
    ...(options.write === undefined && {
      landing: (offset: number) => ({ fd: opened, position: offset, filled: false }),
    }),
    async put(offset, bytes, { signal = options.signal, landing } = {}) {
      throwIfAborted(signal);
      if (fd === undefined) throw incomplete(target);
      if (landing?.filled) {
        got += bytes.length;
        return;
      }
      const run = writeFully(fd, bytes, offset);
      writing.add(run);
      try {
        await run;
        got += bytes.length;
      } catch (error) {
        throw localFailure(error, target);
      } finally {
        writing.delete(run);
      }
    },
    async commit({ signal = options.signal } = {}) {
      throwIfAborted(signal);
      if (fd === undefined || got !== size) throw incomplete(target);
      try {
        if (modified) await pace(fs.futimesSync, futimes, fd, modified, modified);
        await closeFile();
        throwIfAborted(signal);
        await guard(() => putInPlace(temporary, target, condition, pace));
        placed = true;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EEXIST' && condition === 'absent') throw taken(target, error);
        const folderInTheWay =
          ['EISDIR', 'ENOTEMPTY', 'EEXIST'].includes(code ?? '') || (await isFolder(target));
        throw folderInTheWay && !(error instanceof Failure)
          ? wrongKind(target, error)
          : localFailure(error, target);
      }
    },
    async abort() {
      await closeFile().catch(() => undefined);
      if (!placed) await unlink(temporary).catch(() => undefined);
    },
    ...lastingOf(options, token, found, {
      read: (offset, length) => readPart(opened, { offset, length }, target),
      leave: () => closeFile().catch(() => undefined),
    }),
  };
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
