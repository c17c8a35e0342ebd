import { lstatSync, type Stats } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { wrongKind } from './failures.ts';
import { isLink, localFailure } from './localFailures.ts';
import type { Pace } from './localPace.ts';

/** So many folders are remembered. */
const kept = 2000;
/** For how long, in milliseconds, a folder that is read from is taken to be one still. */
const trusted = 100;

/** Goes down the folders below `root`, and makes sure again and again that none of them has become a link. */
export interface LocalFolders {
  /**
   * That the folder at `segments` is there, and that neither it nor one above it (below the root) is a link; before
   * something is read, so an answer may be a moment old.
   */
  check(segments: readonly string[]): Promise<void>;
  /** The same before something is written, so at every call anew; makes what is missing, the root, too. */
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
export function createLocalFolders(
  root: string,
  pace: Pace,
  now: () => number = () => performance.now(),
): LocalFolders {
  const made = new Set<string>();
  const looked = new Map<string, number>();
  const forget = (): void => {
    made.clear();
    looked.clear();
  };

  /** Of every file that is written, so it may cost no more than a few microseconds while the disk is quick. */
  function lookAt(path: string): Promise<void> | undefined {
    const found = pace(
      () => lstatSync(path),
      () => lstat(path),
    );
    if (found instanceof Promise) return found.then((late) => mustBeFolder(late, path));
    mustBeFolder(found, path);
    return undefined;
  }

  async function goDown(segments: readonly string[], visit: (path: string) => Promise<void> | undefined) {
    let path = root;
    for (const name of segments) {
      path = join(path, name);
      try {
        const looking = visit(path);
        if (looking) await looking;
      } catch (error) {
        throw localFailure(error, path);
      }
    }
  }

  async function check(segments: readonly string[]): Promise<void> {
    if (segments.length === 0) return;
    const path = join(root, ...segments);
    if ((looked.get(path) ?? -Infinity) > now()) return;
    await goDown(segments, lookAt);
    if (looked.size >= kept) looked.clear();
    looked.set(path, now() + trusted);
  }

  function visitMade(path: string): Promise<void> | undefined {
    if (made.has(path)) return lookAt(path);
    return make(path).then(async () => {
      await lookAt(path);
      if (made.size >= kept) made.clear();
      made.add(path);
    });
  }

  async function makeAll(segments: readonly string[]): Promise<void> {
    if (!made.has(root)) await makeRoot(root);
    made.add(root);
    await goDown(segments, visitMade);
  }

  async function ensure(segments: readonly string[]): Promise<void> {
    try {
      await makeAll(segments);
    } catch (error) {
      if ((error as { cause?: NodeJS.ErrnoException }).cause?.code !== 'ENOENT') throw error;
      forget(); // somebody has removed a folder that was made
      await makeAll(segments);
    }
  }

  return { check, ensure, forget };
}
