import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure, isFailure } from '../common/failure.ts';
import type { FileEntry, Storage, Upload } from '../storage/storage.ts';
import type { CopyFile, Side } from './plan.ts';
import type { Leave, Room } from './schedule.ts';

/** What `execute` needs from around it. */
export interface Context {
  readonly room: Room;
  /** Leaves the place that the file began with, which covers its first chunk. */
  readonly leave: Leave;
  readonly signal: AbortSignal;
  /** Bytes that have been moved, negative when they have to be moved again. */
  readonly moved: (bytes: number) => void;
}

export type Outcome =
  | { readonly kind: 'moved'; readonly bytes: number }
  | { readonly kind: 'failed'; readonly side: Side; readonly failure: Failure };

/** So many chunks of one file are in flight at most, so that large files move beside each other. */
const chunksAtOnce = 8;

/**
 * Copies one file: read, put, commit, or abort so that nothing is left. A file that changes while it is read is
 * begun once more as what it is then. Rejects only when `signal` was aborted.
 */
export async function copyFile(step: CopyFile, destination: Storage, context: Context): Promise<Outcome> {
  const first = await attempt(step, step.file, destination, context);
  if (!hasChanged(first)) return first;
  try {
    const now = await step.source.stat(step.file.path, { signal: context.signal });
    if (now?.kind !== 'file') return changedTwice(step, first.failure);
    const second = await attempt(step, now, destination, context);
    return hasChanged(second) ? changedTwice(step, second.failure) : second;
  } catch (error) {
    throwIfAborted(context.signal);
    return { kind: 'failed', side: 'source', failure: asFailure(error, step.file.path) };
  }
}

function hasChanged(outcome: Outcome): outcome is Extract<Outcome, { kind: 'failed' }> {
  return outcome.kind === 'failed' && outcome.side === 'source' && outcome.failure.word === 'alreadyExists';
}

function changedTwice(step: CopyFile, cause: Failure): Outcome {
  const name = `${step.source.address}/${step.file.path}`;
  const sentence = t(
    '{0} changed while it was being read. Transfer it again when nothing writes to it.',
    name,
  );
  return { kind: 'failed', side: 'source', failure: new Failure('unavailable', sentence, { cause }) };
}

/** `error` as a failure to transfer `path`. */
export function asFailure(error: unknown, path: string): Failure {
  if (isFailure(error)) return error;
  const sentence = t('{0} could not be transferred, for a reason that is in the log. Try again.', path);
  return new Failure('unexpected', sentence, { cause: error });
}

async function attempt(
  step: CopyFile,
  file: FileEntry,
  destination: Storage,
  context: Context,
): Promise<Outcome> {
  const { signal } = context;
  let fault: Extract<Outcome, { kind: 'failed' }> | undefined;
  let bytes = 0;
  const guard = async <T>(side: Side, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      fault ??= { kind: 'failed', side, failure: asFailure(error, file.path) };
      throw error;
    }
  };
  const chunk = async (upload: Upload, offset: number, length: number, own: AbortSignal): Promise<void> => {
    const range = { offset, length };
    const read = step.source.read(file.path, range, { signal: own, ifMatch: file.etag });
    const content = await guard('source', read);
    await guard('destination', upload.put(offset, content, { signal: own }));
    // A file of one chunk may travel with its commit only.
    if (length < file.size) count(length);
  };
  const count = (length: number) => {
    bytes += length;
    context.moved(length);
  };

  let upload: Upload | undefined;
  try {
    const { size, modified } = file;
    const options = { size, modified, signal, condition: step.condition };
    upload = await guard('destination', destination.createUpload(step.to, options));
    if (size > upload.chunkSize) await moveChunks(upload, size, context, chunk);
    else if (size > 0) await chunk(upload, 0, size, signal);
    await guard('destination', upload.commit({ signal }));
    if (bytes === 0) count(size);
    return { kind: 'moved', bytes };
  } catch (error) {
    await upload?.abort();
    if (bytes > 0) context.moved(-bytes);
    throwIfAborted(signal);
    return fault ?? { kind: 'failed', side: 'destination', failure: asFailure(error, file.path) };
  }
}

type MoveChunk = (upload: Upload, offset: number, length: number, signal: AbortSignal) => Promise<void>;

/** Several chunks at once, each in a place of its own. After the first failure the others are stopped and awaited. */
async function moveChunks(upload: Upload, size: number, context: Context, move: MoveChunk): Promise<void> {
  const { room, leave, signal } = context;
  throwIfAborted(signal);
  const own = new AbortController();
  const stop = () => own.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const inFlight = new Set<Promise<void>>();
  let broken: { readonly error: unknown } | undefined;
  const isBroken = () => broken !== undefined;
  const begin = (offset: number, release: Leave) => {
    const task = move(upload, offset, Math.min(upload.chunkSize, size - offset), own.signal)
      .catch((error: unknown) => {
        broken ??= { error };
        own.abort(error);
      })
      .finally(release);
    inFlight.add(task);
    void task.then(() => inFlight.delete(task));
  };
  try {
    begin(0, leave);
    for (let offset = upload.chunkSize; offset < size && !isBroken(); offset += upload.chunkSize) {
      if (inFlight.size >= chunksAtOnce) await Promise.race(inFlight);
      const release = await room.enter(Math.min(upload.chunkSize, size - offset), 'started');
      if (isBroken()) release();
      else begin(offset, release);
    }
  } finally {
    await Promise.all(inFlight);
    signal.removeEventListener('abort', stop);
  }
  if (broken) throw (broken as { error: unknown }).error;
}
