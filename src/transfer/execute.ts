import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure, isFailure } from '../common/failure.ts';
import type { FileEntry, Landing, Storage, Upload } from '../storage/storage.ts';
import { free } from './bytes.ts';
import { createCheck, isMismatch, type Check, type Checked } from './checking.ts';
import { moveChunks } from './chunks.ts';
import type { Hashing } from './hashing.ts';
import type { CopyFile, Side } from './plan.ts';
import { isLost } from './outage.ts';
import { letGo, lookAgain, moveUnlessThere, type Parts } from './resuming.ts';
import type { Leave, Room } from './schedule.ts';
import type { ServerSide } from './serverSide.ts';

/** What `execute` needs from around it. */
export interface Context {
  readonly room: Room;
  /** Leaves the place that the file began with, which covers its first chunk. */
  readonly leave: Leave;
  readonly signal: AbortSignal;
  /** Absent: nothing but lengths is compared. */
  readonly hashing?: Hashing | undefined;
  /** As in `TransferRequest`. */
  readonly mark?: string | undefined;
  /** The large files that can be gone on with; absent: none. */
  readonly parts?: Parts | undefined;
  /** Asked first; absent: every file is moved by ourselves. */
  readonly serverSide?: ServerSide | undefined;
  /** Bytes that have been moved, negative when they have to be moved again. */
  readonly moved: (bytes: number) => void;
}

interface Fault {
  readonly kind: 'failed';
  readonly side: Side;
  readonly failure: Failure;
}

interface Moved {
  readonly kind: 'moved';
  readonly bytes: number;
  /** Absent where there was nothing to compare with, as with local files. */
  readonly checked?: Checked;
  /** Copied by the storage services; absent: read and written by ourselves. */
  readonly by?: 'services';
}

export type Outcome = Moved | Fault;

/** Copies one file, without reading it where the services do that by themselves. As {@link moveFile}. */
export async function copyFile(step: CopyFile, destination: Storage, context: Context): Promise<Outcome> {
  const { serverSide } = context;
  const copied = await serverSide?.copy(step, context.moved);
  if (typeof copied === 'object') return copied;
  const outcome = await moveFile(step, destination, context);
  if (copied === 'refused' && outcome.kind === 'moved') serverSide?.streamed(step.source);
  return outcome;
}

/**
 * Copies one file: read, put, commit, or abort so that nothing is left. A file whose bytes are not those that the source
 * keeps the MD5 of is begun once more, and so is one that changes while it is read, as what it is then. Rejects only
 * when `signal` was aborted.
 */
async function moveFile(step: CopyFile, destination: Storage, context: Context): Promise<Outcome> {
  let first = await attempt(step, step.file, destination, context);
  if (first.kind === 'failed' && isMismatch(first.failure))
    first = await attempt(step, step.file, destination, context);
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

function hasChanged(outcome: Outcome): outcome is Fault {
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
  const { signal, hashing, parts } = context;
  const { source } = step;
  const part = parts?.of(file, step.to);
  const { size, modified } = file;
  const { guard, fault } = createGuard(file.path);
  let bytes = 0;
  const count = (length: number) => {
    bytes += length;
    context.moved(length);
  };

  let upload: Upload | undefined;
  let check: Check | undefined;
  let whole: Uint8Array | undefined;
  try {
    const { condition, to } = step;
    const lasts = part?.lasting(hashing !== undefined && file.md5 !== undefined);
    const options = { size, modified, signal, condition, mark: context.mark, lasting: lasts };
    const begun = (upload = await guard('destination', destination.createUpload(to, options)));
    part?.began(begun);
    const { chunkSize, lasting } = begun;
    const now = lasting?.arrived.size ? await guard('source', lookAgain(source, file, { signal })) : file;
    const own = (check = createCheck(now, { source, destination, chunkSize }, hashing));
    const read = (offset: number, length: number, stop: AbortSignal, landing?: Landing) => {
      const readOptions = { signal: stop, ifMatch: file.etag, ...own.ofReads, landing };
      return guard('source', source.read(file.path, { offset, length }, readOptions));
    };
    const anew = async (
      offset: number,
      length: number,
      stop: AbortSignal,
      hash?: (bytes: Uint8Array) => Promise<Uint8Array>,
    ) => {
      const landing = begun.landing?.(offset);
      const bytes = await read(offset, length, stop, landing);
      const content = hash ? await hash(bytes) : bytes;
      await guard('destination', begun.put(offset, content, { signal: stop, landing }));
      return content;
    };
    if (size > chunkSize) {
      const again = (offset: number, length: number, stop: AbortSignal) => {
        const there = lasting?.read?.(offset, length);
        return there ? guard('destination', there) : read(offset, length, stop);
      };
      const move = { anew, again, wanted: () => own.wanted(), part, arrived: lasting?.arrived };
      const around = { ...context, ...own.ofChunks, lands: begun.landing !== undefined };
      await moveChunks({ size, chunkSize }, around, async (offset, length, stop) => {
        const content = await moveUnlessThere(move, { offset, length }, stop);
        count(length);
        return content;
      });
    } else if (size > 0) {
      whole = await anew(0, size, signal, (bytes) => own.whole(bytes));
    }
    const { md5, checked } = await guard('source', own.end());
    await guard('destination', begun.commit({ signal, md5 }));
    part?.over();
    if (whole) free(whole);
    // A file of one chunk may have travelled with its commit only.
    if (bytes === 0) count(size);
    return { kind: 'moved', bytes, ...(checked && { checked }) };
  } catch (error) {
    await letGo(upload, part, signal.aborted ? parts?.keeps() === true : isLost(fault()?.failure));
    if (bytes > 0) context.moved(-bytes);
    throwIfAborted(signal);
    return fault() ?? { kind: 'failed', side: 'destination', failure: asFailure(error, file.path) };
  } finally {
    check?.drop();
  }
}

/** Keeps the first failure and the side it came from: the later ones follow from it. */
function createGuard(path: string) {
  let first: Fault | undefined;
  return {
    fault: () => first,
    guard: async <T>(side: Side, work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        first ??= { kind: 'failed', side, failure: asFailure(error, path) };
        throw error;
      }
    },
  };
}
