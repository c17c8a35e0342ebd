import { changed } from '../storage/failures.ts';
import type { FilePath } from '../storage/path.ts';
import type { Begun, CallOptions, FileEntry, Storage, Upload, UploadOptions } from '../storage/storage.ts';

/** Files at least so large are gone on with; smaller ones are moved again sooner than anything is found out. In bytes. */
const largeFrom = 64 * 1024 * 1024;

/** What is written down of a large file on its way. `part` stands for the file as it is now. */
export type PartLine =
  | { readonly part: string; readonly token: string; readonly chunkSize: number }
  /** Nothing is left of it to go on with. */
  | { readonly part: string }
  | { readonly chunk: string; readonly offset: number };

/** A large file that can be gone on with. */
export interface Part {
  /** How its upload is begun. `compared` as in {@link Begun}. */
  lasting(compared: boolean): UploadOptions['lasting'];
  began(upload: Upload): void;
  /** A chunk of it has been put. */
  arrived(offset: number): void;
  /** It is in place, or has been cleared away. */
  over(): void;
}

/** The large files of a transfer, so that another one can go on with them. */
export interface Parts {
  /** `undefined`: the file begins anew whatever happens. */
  of(file: FileEntry, to: FilePath): Part | undefined;
  /** Whether what stops now is gone on with later. */
  keeps(): boolean;
}

/** The parts with what is known of them, by what stands for their files. */
export type KnownParts = Map<string, Begun & { readonly arrived: Set<number> }>;

/** Takes a line that was written down. */
export function takeLine(known: KnownParts, line: PartLine): void {
  if ('chunk' in line) known.get(line.chunk)?.arrived.add(line.offset);
  else if ('token' in line)
    known.set(line.part, { token: line.token, chunkSize: line.chunkSize, arrived: new Set() });
  else known.delete(line.part);
}

export interface PartsOptions {
  /** Changed as files move: what is left in it at the end is left at the destination. */
  readonly known: KnownParts;
  /** Stands for a file as it is now. */
  readonly nameOf: (file: FileEntry, to: FilePath) => string;
  readonly write: (line: PartLine) => void;
  readonly keeps: () => boolean;
  /** In bytes; for tests. */
  readonly from?: number | undefined;
}

export function createParts({ known, nameOf, write, keeps, from = largeFrom }: PartsOptions): Parts {
  const tell = (line: PartLine): void => {
    takeLine(known, line);
    write(line);
  };
  return {
    of(file, to) {
      // Without an etag another file could be taken for this one.
      if (file.size < from || file.etag === undefined) return undefined;
      const part = nameOf(file, to);
      return {
        lasting(compared) {
          const begun = known.get(part);
          return begun ? { ...begun, compared } : 'anew';
        },
        began({ lasting, chunkSize }) {
          if (!lasting) return;
          const { token, arrived } = lasting;
          const before = known.get(part);
          const isSame = before?.token === token && before.chunkSize === chunkSize;
          if (!isSame || before.arrived.size > arrived.size) tell({ part, token, chunkSize });
          for (const offset of arrived)
            if (!known.get(part)?.arrived.has(offset)) tell({ chunk: part, offset });
        },
        arrived: (offset) => tell({ chunk: part, offset }),
        over: () => {
          if (known.has(part)) tell({ part });
        },
      };
    },
    keeps,
  };
}

/**
 * `file`, whose upload is gone on with, as it is now: with the MD5 that is kept with it, which a listing may not show and
 * chunks that are not read do not tell. Rejects as reading it would if it has changed.
 */
export async function lookAgain(source: Storage, file: FileEntry, options: CallOptions): Promise<FileEntry> {
  const now = await source.stat(file.path, options);
  if (now?.kind !== 'file' || now.etag !== file.etag) throw changed(`${source.address}/${file.path}`);
  return now.md5 ? { ...file, md5: now.md5 } : file;
}

/** Ends an upload that has failed, or been stopped: `keep` leaves it for the next try. */
export async function letGo(
  upload: Upload | undefined,
  part: Part | undefined,
  keep: boolean,
): Promise<void> {
  if (!upload) return; // what is there from before has not been touched
  if (keep && part && upload.lasting) {
    await upload.lasting.leave();
    return;
  }
  await upload.abort();
  part?.over();
}

type ReadChunk = (offset: number, length: number, signal: AbortSignal) => Promise<Uint8Array>;

interface Moving {
  /** Reads a chunk and puts it. */
  readonly anew: ReadChunk;
  /** Reads a chunk that is there from before. */
  readonly again: ReadChunk;
  /** Whether anybody wants the bytes of such a chunk, to hash them. */
  readonly wanted: () => boolean;
  readonly part: Part | undefined;
  readonly arrived: ReadonlySet<number> | undefined;
}

/** Reads a chunk and puts it, unless it is there from before. Returns its bytes, or none where nobody wants them. */
export async function moveUnlessThere(
  { anew, again, wanted, part, arrived }: Moving,
  { offset, length }: { readonly offset: number; readonly length: number },
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (arrived?.has(offset)) return wanted() ? again(offset, length, signal) : new Uint8Array(0);
  const content = await anew(offset, length, signal);
  part?.arrived(offset);
  return content;
}
