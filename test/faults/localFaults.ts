import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, write as fsWrite, mkdirSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LocalDisk } from '../../src/storage/local.ts';
import type { Undo } from './cell.ts';
import { doomed } from './tree.ts';

const isRoot = process.getuid?.() === 0;
/** The user that may do nothing, by its number. */
const nobody = 65534;

/** Puts a disk of 4 MiB under `dir`. */
export function fullDisk(dir: string): Undo | string {
  if (!isRoot) return 'only root can mount a small disk';
  mkdirSync(dir, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'azmldata', dir]);
  if (mounted.status !== 0) return 'no small disk can be mounted here';
  const unmount = (): void => {
    process.off('exit', unmount);
    spawnSync('umount', [dir]);
  };
  process.on('exit', unmount);
  return { after: unmount };
}

/** In bytes from the beginning of a file; only the large one is longer. */
const room = 3_000_000;

/** A disk on which the large file fits only in part: it takes a write up to there, and fails the next one. */
export const smallDisk: LocalDisk = {
  write: (fd, bytes, at, position) =>
    new Promise((done, failed) => {
      const length = Math.min(bytes.length - at, room - position);
      if (length <= 0 && bytes.length > at)
        failed(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
      else fsWrite(fd, bytes, at, length, position, (error, count) => (error ? failed(error) : done(count)));
    }),
};

function ownAll(dir: string): void {
  chownSync(dir, nobody, nobody);
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true }))
    chownSync(join(entry.parentPath, entry.name), nobody, nobody);
}

/** Root may do everything, so it steps down meanwhile; the folders on the way to `dir` let others through. */
function stepDown(dir: string): Undo | string {
  if (!isRoot || !process.seteuid) return {};
  const { seteuid } = process;
  ownAll(dir);
  const opened: [string, number][] = [];
  const close = (): void => {
    for (const [folder, mode] of opened) chmodSync(folder, mode);
  };
  for (let folder = dirname(dir); folder.length >= tmpdir().length; folder = dirname(folder)) {
    const { mode } = statSync(folder);
    if ((mode & 0o11) === 0o11) continue;
    opened.push([folder, mode & 0o7777]);
    chmodSync(folder, mode | 0o11);
  }
  try {
    seteuid(nobody);
  } catch {
    close();
    return 'this process may not step down from root';
  }
  return {
    before: () => {
      seteuid(0);
      close();
    },
  };
}

/** A file and a folder that may not be opened. */
export function deniedUpload(dir: string): Undo | string {
  const denied = [join(dir, doomed), join(dir, 'nested/deep')];
  const modes = denied.map((path) => statSync(path).mode);
  for (const path of denied) chmodSync(path, 0);
  const undo = stepDown(dir);
  if (typeof undo === 'string') return undo;
  const before = (): void => {
    undo.before?.();
    for (const [index, path] of denied.entries()) chmodSync(path, modes[index]!);
  };
  return { before };
}

/** A folder in which nothing may be made or replaced. */
export function deniedDownload(dir: string): Undo | string {
  const nested = join(dir, 'nested');
  chmodSync(nested, 0o555);
  const undo = stepDown(dir);
  if (typeof undo === 'string') return undo;
  const before = (): void => {
    undo.before?.();
    chmodSync(nested, 0o755);
  };
  return { before };
}
