import { lstatSync, type Stats } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { wrongKind } from './failures.ts';
import { isLink, localFailure } from './localFailures.ts';

/** So many folders are remembered as made. */
const kept = 2000;
/** A disk that took longer, in milliseconds, has this thread wait no more for the next so many looks. */
const slow = 2;
const others = 100;

/**
 * Goes down the folders below `root`, and looks at every call whether one of them has become a link: each file that is
 * read or written is looked after by itself, so the look may cost no more than a few microseconds while the disk is quick.
 */
export interface LocalFolders {
  /** That the folder at `segments` is there, and that neither it nor one above it (below the root) is a link. */
  check(segments: readonly string[]): Promise<void>;
  /** The same, making what is missing; the root, too. */
  ensure(segments: readonly string[]): Promise<void>;
  /** To be told when a folder that was made may be gone. */
  forget(): void;
}

function mustBeFolder(found: Stats, path: string): void {
  if (found.isSymbolicLink()) throw isLink(path);
  if (!found.isDirectory()) throw wrongKind(path);
}

async function make(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw localFailure(error, path);
  }
}

async function makeRoot(root: string): Promise<void> {
  await mkdir(root, { recursive: true }).catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST'
      ? wrongKind(root, error)
      : localFailure(error, root);
  });
}

/** `now` in milliseconds, for tests. */
export function createLocalFolders(root: string, now: () => number = () => performance.now()): LocalFolders {
  const made = new Set<string>();
  let elsewhere = 0;

  async function lookAt(path: string): Promise<void> {
    try {
      if (elsewhere > 0) {
        elsewhere -= 1;
        mustBeFolder(await lstat(path), path);
        return;
      }
      const began = now();
      mustBeFolder(lstatSync(path), path);
      if (now() - began > slow) elsewhere = others;
    } catch (error) {
      throw localFailure(error, path);
    }
  }

  async function check(segments: readonly string[]): Promise<void> {
    let path = root;
    for (const name of segments) {
      path = join(path, name);
      await lookAt(path);
    }
  }

  async function makeAll(segments: readonly string[]): Promise<void> {
    if (!made.has(root)) await makeRoot(root);
    made.add(root);
    let path = root;
    for (const name of segments) {
      path = join(path, name);
      await make(path);
      await lookAt(path);
    }
    if (made.size >= kept) made.clear();
    made.add(path);
  }

  async function ensure(segments: readonly string[]): Promise<void> {
    if (!made.has(join(root, ...segments))) return makeAll(segments);
    try {
      await check(segments);
    } catch (error) {
      if ((error as { cause?: NodeJS.ErrnoException }).cause?.code !== 'ENOENT') throw error;
      made.clear(); // somebody has removed it since
      await makeAll(segments);
    }
  }

  return { check, ensure, forget: () => made.clear() };
}
