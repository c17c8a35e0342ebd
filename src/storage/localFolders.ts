import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { wrongKind } from './failures.ts';
import { isLink, localFailure } from './localFailures.ts';

/** For how long, in milliseconds, a folder that was looked at is taken to be a folder still. */
const trusted = 100;
const kept = 2000;

/** Goes down the folders below `root`, and makes sure again and again that none of them has become a link. */
export interface LocalFolders {
  /** That the folder at `segments` is there, and that neither it nor one above it (below the root) is a link. */
  check(segments: readonly string[]): Promise<void>;
  /** The same, making what is missing; the root, too. */
  ensure(segments: readonly string[]): Promise<void>;
  /** To be told when a folder may be gone. */
  forget(): void;
}

async function lookAt(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    throw localFailure(error, path);
  });
  if (found.isSymbolicLink()) throw isLink(path);
  if (!found.isDirectory()) throw wrongKind(path);
}

async function make(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw localFailure(error, path);
    await lookAt(path);
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
  const looked = new Map<string, { readonly until: number; readonly done: Promise<void> }>();

  function remember(path: string, work: () => Promise<void>): Promise<void> {
    const known = looked.get(path);
    if (known && known.until > now()) return known.done;
    if (looked.size >= kept) looked.clear();
    const done = work();
    looked.set(path, { until: now() + trusted, done });
    done.catch(() => {
      if (looked.get(path)?.done === done) looked.delete(path);
    });
    return done;
  }

  async function check(segments: readonly string[]): Promise<void> {
    if (segments.length === 0) return;
    const path = join(root, ...segments);
    await remember(path, () => check(segments.slice(0, -1)).then(() => lookAt(path)));
  }

  async function ensure(segments: readonly string[]): Promise<void> {
    const path = join(root, ...segments);
    if (segments.length === 0) return remember(path, () => makeRoot(root));
    const above = (): Promise<void> => ensure(segments.slice(0, -1));
    // A look that found nothing is not what this one asks for, so it makes the folder after it.
    await remember(path, () => above().then(() => make(path))).catch(async () => {
      await above();
      await make(path);
    });
  }

  return { check, ensure, forget: () => looked.clear() };
}
