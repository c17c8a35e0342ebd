import { t } from '@vscode/l10n';
import { Failure, isFailure } from '../common/failure.ts';
import { fileSegmentsOf } from '../storage/names.ts';
import { fileIn, folderIn, parentOf, root, type FilePath, type FolderPath } from '../storage/path.ts';
import type { Entry, FileEntry, Storage, WriteCondition } from '../storage/storage.ts';
import { createBreather } from './breather.ts';
import { decide, looksAtOnce, type SettledPolicy } from './conflicts.ts';
import { fewFiles, type Destination } from './destination.ts';
import { landingOf, targetOf } from './items.ts';
import { lookahead, peek } from './lookahead.ts';
import type { CopyReason, SkipReason, TransferItem, TransferRequest } from './request.ts';
import { createSharedNames, sharedName } from './sharedNames.ts';

/** A file to copy; `condition` is what the plan saw at the destination. */
export interface CopyFile {
  readonly kind: 'copyFile';
  readonly source: Storage;
  readonly file: FileEntry;
  readonly to: FilePath;
  readonly condition?: WriteCondition;
  /** Absent while the destination has not been looked at. */
  readonly why?: CopyReason;
}

/** Which side of a transfer something concerns. */
export type Side = 'source' | 'destination';

export type Step =
  | CopyFile
  /** `from`: as the source calls it. */
  | { readonly kind: 'createFolder'; readonly from: string; readonly to: FolderPath }
  /** `path`: as the source calls it; `size` in bytes, where it is known. */
  | { readonly kind: 'skip'; readonly path: string; readonly reason: SkipReason; readonly size?: number }
  /** Cannot be moved, which is known without trying. */
  | {
      readonly kind: 'refuse';
      readonly path: string;
      readonly side: Side;
      readonly failure: Failure;
      readonly size?: number;
    };

/**
 * What the transfer will do, in the order of the source, while the source is still being listed. Moves nothing.
 * A source folder that cannot be listed to its end is refused there; the other items go on.
 *
 * Folders come into being with their files. One that the source holds by itself and in which no file lands is
 * created at the end of its item, where folders are implied as a marker.
 */
export async function* plan(
  request: TransferRequest,
  policy: SettledPolicy,
  destination: Destination,
  signal?: AbortSignal,
  /** `always`: the destination is looked at even where that decides nothing, to tell why files are copied. */
  look?: 'always',
): AsyncGenerator<Step, void, undefined> {
  const found = findAll(request, signal);
  if (policy === 'overwrite' && !look) return yield* found;
  const { head, all } = await peek(found, fewFiles + 1);
  const find = head.length <= fewFiles ? destination.byName : destination.byFolder;
  yield* lookahead(all(), looksAtOnce, async (step) => {
    if (step.kind !== 'copyFile') return step;
    const where = `${request.destination.address}/${step.to}`;
    try {
      if (request.destination.folders === 'real') fileSegmentsOf(step.to, where);
      return apply(step, decide(step.file, await find(step.to), policy, where));
    } catch (error) {
      return { ...refuse(step.file.path, 'destination', error), size: step.file.size };
    }
  });
}

function apply(step: CopyFile, decision: ReturnType<typeof decide>): Step {
  switch (decision.kind) {
    case 'copy':
      return { ...step, ...decision, kind: 'copyFile' };
    case 'skip':
      return { ...decision, path: step.file.path, size: step.file.size };
    case 'refuse':
      return { ...decision, path: step.file.path, side: 'destination', size: step.file.size };
  }
}

/** Every step before the destination has been looked at. */
export async function* findAll(
  request: TransferRequest,
  signal?: AbortSignal,
): AsyncGenerator<Step, void, undefined> {
  const { done } = request;
  const all = findSteps(request, signal);
  if (!done) return yield* all;
  for await (const step of all) {
    if (step.kind !== 'copyFile' || !done(step.file, step.to)) yield step;
    else yield { kind: 'skip', path: step.file.path, reason: 'done', size: step.file.size };
  }
}

async function* findSteps(
  request: TransferRequest,
  signal?: AbortSignal,
): AsyncGenerator<Step, void, undefined> {
  for (const item of request.items) {
    if ('folder' in item) yield* findInFolder(request, item, signal);
    else if (isMarker(request, item.file))
      yield { kind: 'createFolder', from: item.file.path, to: landingOf(request, item) };
    else yield { kind: 'copyFile', source: item.storage, file: item.file, to: targetOf(request, item) };
  }
}

/** Many tools keep a folder alive by an empty file `folder/`, which is no name for a file where folders are real. */
function isMarker({ destination }: TransferRequest, file: FileEntry): boolean {
  return destination.folders === 'real' && file.size === 0 && file.path.endsWith('/');
}

async function* findInFolder(
  request: TransferRequest,
  item: Extract<TransferItem, { folder: FolderPath }>,
  signal?: AbortSignal,
): AsyncGenerator<Step, void, undefined> {
  const { storage, folder } = item;
  const landing = landingOf(request, item);
  const empty = createEmptyFolders(folder);
  const breathe = createBreather();
  const shared =
    request.destination.folders === 'real' && storage.folders === 'implied' ? createSharedNames() : undefined;
  try {
    for await (const entry of storage.walk(folder, { signal, ignore: request.ignore })) {
      const step = stepFor(entry);
      if (step) yield step;
      const pause = breathe();
      if (pause) await pause;
    }
  } catch (error) {
    yield refuse(folder === root ? storage.address : folder, 'source', error);
    return;
  }
  for (const path of empty.all()) yield { kind: 'createFolder', from: path, to: landingIn(path) };
  const created = request.destination.folders === 'real' || storage.folders === 'real';
  if (empty.nothing() && item.as !== '' && created) yield { kind: 'createFolder', from: folder, to: landing };

  /** Folders are only remembered: they come into being with their files, or at the end. */
  function stepFor(entry: Entry): Step | undefined {
    const { path } = entry;
    const above = shared?.fileAbove(path);
    if (above !== undefined) {
      const failure = sharedName(above, request.destination.address);
      const size = entry.kind === 'file' ? { size: entry.size } : {};
      return { kind: 'refuse', path, side: 'destination', failure, ...size };
    }
    if (entry.kind === 'other') {
      if (entry.what === 'ignored') empty.filled(path as FilePath); // its folder holds something
      return entry.failure
        ? { kind: 'refuse', path, side: 'source', failure: entry.failure }
        : { kind: 'skip', path, reason: entry.what };
    }
    if (entry.kind === 'folder' || isMarker(request, entry)) {
      empty.seen(path as string as FolderPath);
      return undefined;
    }
    empty.filled(entry.path);
    const to = fileIn(landing, path.slice(folder.length));
    return { kind: 'copyFile', source: storage, file: entry, to };
  }
  function landingIn(path: FolderPath): FolderPath {
    return folderIn(landing, path.slice(folder.length, -1));
  }
}

/** Which folders below `top` hold neither a file nor a folder. Remembers folders only, not files. */
function createEmptyFolders(top: FolderPath) {
  const candidates = new Set<FolderPath>();
  const full = new Set<FolderPath>();
  let nothing = true;
  const fill = (path: FolderPath) => {
    nothing = false;
    for (let folder = path; folder.length > top.length && !full.has(folder); folder = parentOf(folder)) {
      full.add(folder);
      candidates.delete(folder);
    }
  };
  return {
    seen(path: FolderPath) {
      if (path === top) return;
      fill(parentOf(path));
      if (!full.has(path)) candidates.add(path);
    },
    filled: (path: FilePath) => fill(parentOf(path)),
    /** Whether neither a file nor a folder was found. */
    nothing: () => nothing,
    all: () => candidates,
  };
}

function refuse(path: string, side: Side, error: unknown): Extract<Step, { kind: 'refuse' }> {
  if (isFailure(error, 'cancelled')) throw error;
  if (isFailure(error)) return { kind: 'refuse', path, side, failure: error };
  const sentence = t('{0} could not be looked at, for a reason that is in the log.', path);
  return { kind: 'refuse', path, side, failure: new Failure('unexpected', sentence, { cause: error }) };
}
