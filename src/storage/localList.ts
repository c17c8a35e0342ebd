import type { Stats } from 'node:fs';
import { lstat, opendir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { throwIfAborted } from '../common/abort.ts';
import { localFailure } from './localFailures.ts';
import type { LocalFolders } from './localFolders.ts';
import { ignoreRulesFor, type IgnoreRules } from './localIgnore.ts';
import { diskName, localSegmentsOf, nameOfDisk } from './localNames.ts';
import { localEtag } from './localUpload.ts';
import { fileIn, folderIn, parentOf, type FilePath, type FolderPath } from './path.ts';
import type { Entry, Page, WalkOptions } from './storage.ts';

/** How many names a walk reads at a time, and looks at together. */
const batchSize = 256;

/** What a member of `folder` is; `name` as a storage has it. */
export function entryOf(folder: FolderPath, name: string, found: Stats): Entry {
  if (found.isDirectory())
    return { kind: 'folder', path: folderIn(folder, name), name, modified: found.mtime };
  const path = fileIn(folder, name);
  if (found.isFile())
    return { kind: 'file', path, name, size: found.size, modified: found.mtime, etag: localEtag(found) };
  return { kind: 'other', path, name, what: found.isSymbolicLink() ? 'link' : 'special' };
}

/** One folder of a disk: where it is, and as what. */
export interface Listed {
  readonly place: string;
  readonly folder: FolderPath;
  readonly platform: NodeJS.Platform;
}

/** What the disk calls `kept` now, or `undefined` if it has gone since it was listed. */
async function look({ place, folder, platform }: Listed, kept: string): Promise<Entry | undefined> {
  const name = nameOfDisk(kept, platform);
  try {
    return entryOf(folder, name, await lstat(join(place, kept)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw localFailure(error, join(place, kept));
    // A name that is no valid UTF-8 cannot be asked for: it is shown, and cannot be moved.
    return name.includes('\ufffd')
      ? { kind: 'other', path: fileIn(folder, name), name, what: 'special' }
      : undefined;
  }
}

async function lookAtAll(listed: Listed, names: readonly string[]): Promise<Entry[]> {
  const entries = await Promise.all(names.map((name) => look(listed, name)));
  return entries.filter((entry) => entry !== undefined);
}

/** The members of one folder, in the disk's order, a batch at a time. */
async function* batchesOf(listed: Listed, signal: AbortSignal | undefined): AsyncGenerator<Entry[]> {
  const directory = await opendir(listed.place, { bufferSize: batchSize });
  let names: string[] = [];
  for await (const { name } of directory) {
    names.push(name);
    if (names.length < batchSize) continue;
    throwIfAborted(signal);
    yield await lookAtAll(listed, names);
    names = [];
  }
  throwIfAborted(signal);
  yield await lookAtAll(listed, names);
}

/** `entry`, if `rules` leave it out, as a walk shows it. */
function ignoredBy(rules: IgnoreRules | undefined, entry: Entry, { platform }: Listed): Entry | undefined {
  if (!rules?.ignores(diskName(entry.name, platform), entry.kind === 'folder')) return undefined;
  return { kind: 'other', path: entry.path as string as FilePath, name: entry.name, what: 'ignored' };
}

/** An open folder of a disk. */
export interface Opened {
  readonly root: string;
  readonly platform: NodeJS.Platform;
  readonly folders: LocalFolders;
}

/** Everything below `top`, the folder found last opened first. */
export async function* walkLocal(
  { root, platform, folders }: Opened,
  top: FolderPath,
  { signal, ignore }: WalkOptions,
): AsyncGenerator<Entry> {
  const waiting: { readonly folder: FolderPath; readonly above?: IgnoreRules | undefined }[] = [
    { folder: top },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder, above } = next;
    const segments = localSegmentsOf(root, folder, platform);
    const listed: Listed = { place: join(root, ...segments), folder, platform };
    const { place } = listed;
    try {
      await folders.check(segments); // it may have become a link since it was found
      const rules = await (above
        ? above.within(basename(place))
        : ignore
          ? ignoreRulesFor(place, platform)
          : undefined);
      for await (const batch of batchesOf(listed, signal)) {
        for (const entry of batch) {
          const ignored = ignoredBy(rules, entry, listed);
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
export async function listLocal(
  listed: Listed,
  pageSize: number,
  continuation: string | undefined,
): Promise<Page> {
  const names = (await readdir(listed.place)).sort((a, b) => (a < b ? -1 : 1));
  const start = continuation === undefined ? 0 : names.findIndex((name) => name > continuation);
  const page = start < 0 ? [] : names.slice(start, start + pageSize);
  const entries = await lookAtAll(listed, page);
  const last = page.at(-1);
  return last !== undefined && start + pageSize < names.length
    ? { entries, continuation: last }
    : { entries };
}
