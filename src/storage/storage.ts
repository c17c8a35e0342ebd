import type { Failure } from '../common/failure.ts';
import type { FilePath, FolderPath } from './path.ts';

/** A folder as a listing shows it. */
export interface FolderEntry {
  readonly kind: 'folder';
  readonly path: FolderPath;
  readonly name: string;
  readonly modified?: Date;
}

/** A file as a listing shows it. */
export interface FileEntry {
  readonly kind: 'file';
  readonly path: FilePath;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The modification time its uploader recorded (metadata `mtime`, last-write-time), else the service's Last-Modified. */
  readonly modified?: Date;
  /** `modified` is the service's own Last-Modified: when the file was put there, whatever its uploader's clock said. */
  readonly modifiedByService?: true;
  /** Opaque; as `ifMatch` expects it. */
  readonly etag?: string;
  /** Of the whole file, as whoever wrote it said; 16 bytes. Absent: there is none, or this listing does not say. */
  readonly md5?: Uint8Array;
}

/**
 * What is not to be moved: a symbolic link, a socket, and what an ignore file leaves out (a folder with its slash, and
 * nothing in it). Only a local storage has them.
 */
export interface OtherEntry {
  readonly kind: 'other';
  readonly path: FilePath;
  readonly name: string;
  readonly what: 'link' | 'special' | 'ignored';
  /** Why it could not be looked at, if that is so: a folder that may not be opened. Then it is to be reported as failed. */
  readonly failure?: Failure;
}

export type Entry = FolderEntry | FileEntry | OtherEntry;

/** One page of a listing, in the service's order, which need not be alphabetical. */
export interface Page {
  readonly entries: readonly Entry[];
  /** Hand it to the next `list`; absent on the last page. */
  readonly continuation?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface WalkOptions extends CallOptions {
  /** Whether `.amlignore` and `.gitignore` are heeded; only a local storage has such files. */
  readonly ignore?: boolean | undefined;
}

/**
 * What must hold at the moment a file is put in place: `absent`, nothing has that name; `{ etag }`, the file there is
 * still the one that was looked at. Otherwise the commit fails with `alreadyExists` and changes nothing.
 */
export type WriteCondition = 'absent' | { readonly etag: string };

/** A place in an open file of this machine, to which the bytes of a read may be written while they come. */
export interface Landing {
  readonly fd: number;
  /** In bytes from the file's beginning. */
  readonly position: number;
  /** Whether all of them have been written there: the read says so. */
  filled: boolean;
}

export interface ReadOptions extends CallOptions {
  readonly ifMatch?: string | undefined;
  /** Where the bytes are wanted, beside being returned; a storage need not heed it. */
  readonly landing?: Landing | undefined;
  readonly onMd5?: ((md5: Uint8Array) => void) | undefined;
  readonly onCompared?: ((length: number) => void) | undefined;
}

export interface UploadOptions extends CallOptions {
  /** In bytes; known before the first `put`. */
  readonly size: number;
  /** The source's modification time, kept where the service has a place for it. */
  readonly modified?: Date | undefined;
  /** Without it, whatever has that name is replaced. */
  readonly condition?: WriteCondition | undefined;
  /** Becomes part of the name that the file has on its way, where it has one: 8 hexadecimal digits. */
  readonly mark?: string | undefined;
  /** `anew`: another process may go on with it. Else what it goes on with, as far as that proves to be there. */
  readonly lasting?: 'anew' | Begun | undefined;
}

/** What has been written down of an upload that was interrupted. */
export interface Begun {
  /** {@link Lasting.token} */
  readonly token: string;
  readonly chunkSize: number;
  /** The offsets of the chunks whose `put` had settled. */
  readonly arrived: ReadonlySet<number>;
  /** The whole is compared with its MD5 before the commit, so that what has arrived may be trusted until then. */
  readonly compared?: boolean | undefined;
}

/** An upload that another process can go on with. */
export interface Lasting {
  /** Stands for what is on its way; says nothing of the file, and is no secret. */
  readonly token: string;
  /** The offsets of the chunks that are there from before: each is whole, and must not be put again. */
  readonly arrived: ReadonlySet<number>;
  /** Reads such a chunk. Absent: there is no cheaper way than from the source. */
  read?(offset: number, length: number): Promise<Uint8Array>;
  /** Lets go of it, in place of `abort`, and leaves what has arrived where it is. Never fails. */
  leave(): Promise<void>;
}

declare const sealed: unique symbol;

/** A file of a storage, for another one to have copied. What opens it stays with the storages. */
export interface CopySource {
  readonly [sealed]: true;
}

export interface CopyOptions extends CallOptions, Pick<UploadOptions, 'modified' | 'condition' | 'mark'> {
  /** Told of each part of a large file that is there, in bytes; of a small one never. */
  readonly onMoved?: ((bytes: number) => void) | undefined;
}

/** `changed`: the source is not, or no longer, what it was taken for. `refused`: the service does not copy from there. */
export type CopyResult = 'copied' | 'changed' | 'refused';

/** A file on its way in. Nobody else sees any of it before `commit`; `abort` leaves nothing behind. */
export interface Upload {
  /** Every `put` but the last carries exactly so many bytes, at a multiple of it. A file no larger is one `put`. */
  readonly chunkSize: number;
  /**
   * Any order, any number at once. The bytes must not change before it settles; those of a file of one chunk not before
   * `commit` or `abort` does, which may be what sends them. An empty file has none. A `landing` that is filled holds them
   * already.
   */
  put(
    offset: number,
    bytes: Uint8Array,
    options?: CallOptions & { landing?: Landing | undefined },
  ): Promise<void>;
  /** Where a chunk may be written by whoever reads it, before its `put`. Absent: nowhere. */
  landing?(offset: number): Landing;
  /**
   * Puts the whole file in place, after every `put` has settled. `md5`: the whole file's, kept with it where `keepsMd5`,
   * and compared with what has arrived where the service does that.
   */
  commit(options?: CallOptions & { md5?: Uint8Array | undefined }): Promise<void>;
  /** Forgets it; allowed at any time, also after a failed `commit`, and never fails. */
  abort(): Promise<void>;
  /** Absent: nobody asked for it, or another process could not go on with it. */
  readonly lasting?: Lasting | undefined;
}

/**
 * An opened root (a container, share, filesystem or local folder) in which bytes are listed and moved.
 *
 * Every method rejects with a `Failure` only, `cancelled` when its signal was aborted. A name that cannot be
 * addressed on the service without meaning another one is refused with `invalidInput`. Retries happen below this
 * interface and nowhere above it.
 */
export interface Storage {
  /** The root's address as people know it, without credentials: `https://account.blob.core.windows.net/container`, `/home/me/data`. */
  readonly address: string;
  /** `real`: a folder exists by itself and may be empty. `implied`: a folder is the slash in a file's name. */
  readonly folders: 'real' | 'implied';
  /** Whether an MD5 may be kept with a file. Absent: no. */
  readonly keepsMd5?: boolean;

  /** The members of `folder`, one request a page. A folder that does not exist is `notFound`, or an empty page where folders are implied. */
  list(
    folder: FolderPath,
    options?: CallOptions & { pageSize?: number; continuation?: string | undefined },
  ): Promise<Page>;

  /**
   * Everything below `folder`, in the service's cheapest way, as pages arrive; folders only where they exist by
   * themselves (real ones, `hdi_isfolder` markers). Never follows a link.
   */
  walk(folder: FolderPath, options?: WalkOptions): AsyncIterable<Entry>;

  /** What has exactly this name, or `undefined`. A folder only where folders exist by themselves. */
  stat(path: FilePath, options?: CallOptions): Promise<Entry | undefined>;

  /**
   * Exactly `length` bytes from `offset`, or a failure. They are the caller's own: nothing else keeps them. With
   * `ifMatch`, `alreadyExists` when the file has changed since. `onMd5` is told, before this resolves, what is kept with
   * the whole file, if the answer says so. With `onCompared` a service that computes the MD5 of what it sends is asked
   * to, where it keeps none: it is told the length that was compared, in bytes.
   */
  read(file: FilePath, range: { offset: number; length: number }, options?: ReadOptions): Promise<Uint8Array>;

  /** Begins a file, making the folders above it where they exist by themselves. */
  createUpload(file: FilePath, options: UploadOptions): Promise<Upload>;

  /** Makes a folder and those above it; one that exists already is fine. Where folders are implied, an `hdi_isfolder` marker. */
  createFolder(folder: FolderPath, options?: CallOptions): Promise<void>;

  /** Removes one file, or one empty folder. What does not exist is `notFound`; a folder that holds something is `invalidInput`. */
  delete(path: FilePath | FolderPath, options?: CallOptions): Promise<void>;

  /** `file` as it is now, for {@link copyFrom}; asks nothing. Absent: no service can read it. */
  copySource?(file: FileEntry, options?: CallOptions): Promise<CopySource>;

  /**
   * Has the service copy a file by itself, with its bytes, MD5, content type and modification time; under the same
   * conditions, and seen by nobody before it is whole, as with an upload. Unless it is `copied`, nothing has changed.
   */
  copyFrom?(source: CopySource, to: FilePath, options?: CopyOptions): Promise<CopyResult>;

  /** Renames one file in place, where the service can without copying. With condition `absent`, `alreadyExists` when the name is taken. */
  rename?(from: FilePath, to: FilePath, options?: CallOptions & { condition?: 'absent' }): Promise<void>;
}
