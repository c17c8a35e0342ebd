import type { Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { FileEntry, Storage } from '../storage/storage.ts';
import type { Parts } from './resuming.ts';
import type { Budget } from './schedule.ts';
import type { FilePath, FolderPath } from '../storage/path.ts';

/**
 * What happens to a file whose name is taken. `overwriteIfNewer` compares modification times; `changed` overwrites what
 * is not the same, whichever side is newer, by size and time (see `changeOf`).
 * `ask` asks once, before anything moves, if a file that would be written exists at the destination.
 */
export type ConflictPolicy = 'ask' | 'skip' | 'overwrite' | 'overwriteIfNewer' | 'changed';

/** What is moved from where. `as` is where it lands, relative to {@link TransferRequest.into}. */
export type TransferItem =
  | { readonly storage: Storage; readonly file: FileEntry; readonly as: string }
  /** The folder's contents land in `as` (`''`: directly in the destination folder; `data/`: in its folder `data`). */
  | { readonly storage: Storage; readonly folder: FolderPath; readonly as: string };

export interface TransferRequest {
  readonly items: readonly TransferItem[];
  readonly destination: Storage;
  readonly into: FolderPath;
  readonly conflict: ConflictPolicy;
  /**
   * Whether files travel with their MD5: uploads leave it where the destination keeps one, downloads are compared with
   * what the source keeps. Absent: yes.
   */
  readonly md5?: boolean | undefined;
  /** Whether `.amlignore` and `.gitignore` leave out what is in local folders; files that are items of their own always move. */
  readonly ignore?: boolean | undefined;
  /** Whether a file, as it is now, has been moved before the transfer was interrupted: then it is left out. */
  readonly done?: ((file: FileEntry, to: FilePath) => boolean) | undefined;
  /** The large files that another transfer can go on with, or this one goes on with. Absent: each begins anew. */
  readonly parts?: Parts | undefined;
  /** Tells the files of this transfer, while they are on their way, from those of others: 8 hexadecimal digits. */
  readonly mark?: string | undefined;
}

/** How far a transfer is. Totals grow while the source is still being listed (`scanning`). */
export interface Progress {
  readonly scanning: boolean;
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Smoothed, bytes each second. */
  readonly rate: number;
  /**
   * Seconds. Absent while scanning, and until predictions of the end, smoothed, have agreed with each other for three
   * seconds: within a quarter of the time left. Absent again when they no longer do, as when nothing moves.
   */
  readonly timeLeft?: number;
}

export interface TransferOptions {
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log | undefined;
  /** At most a few times a second, and once at the end. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Told of each file as soon as it is in place. */
  readonly onMoved?: ((file: FileEntry, to: FilePath) => void) | undefined;
  /** Told of each file or folder that could not be moved. */
  readonly onFailed?: ((failure: TransferFailure) => void) | undefined;
  /** Told that the network is gone, and that it is back: files wait for it. */
  readonly onOffline?: ((offline: boolean) => void) | undefined;
  /** What it shares with other transfers; absent: it has a budget of its own. */
  readonly budget?: Budget | undefined;
  /** Called before a transfer that had begun to move files ends as `cancelled`: what had been moved by then, and stays. */
  readonly onCancelled?: ((report: TransferReport) => void) | undefined;
  /** Told what becomes of files whose names are taken, before anything moves: of policy `ask`, also where nobody had to be asked. */
  readonly onSettled?: ((policy: Exclude<ConflictPolicy, 'ask'>) => void) | undefined;
  /** Called at most once, only with policy `ask`, before anything moves; `undefined` cancels. `example` is the path of a file that is there. */
  readonly onConflict?:
    ((example: string) => Promise<Exclude<ConflictPolicy, 'ask'> | undefined>) | undefined;
}

/**
 * Why a file is copied. `new`: nothing has its name; `newer`: what has it is older; `overwrite`: whatever has it.
 * With `changed`: the sizes differ, the recorded times do, or only the service's own time is known and is the older one.
 */
export type CopyReason = 'new' | 'newer' | 'overwrite' | ChangeReason;
export type ChangeReason = 'size' | 'recordedTime' | 'lastModified';

/** `done`: moved before the transfer was interrupted; `ignored`: an ignore file says so; a folder is named once, whatever is in it. */
export type SkipReason = 'exists' | 'notNewer' | 'unchanged' | 'done' | 'ignored' | 'link' | 'special';

/** What was left as it was, as the source calls it. */
export interface SkippedEntry {
  readonly path: string;
  readonly reason: SkipReason;
}

export interface TransferFailure {
  readonly path: string;
  readonly failure: Failure;
}

/** What became of everything. Each failure is in the log already, with its causes. */
export interface TransferReport {
  readonly files: number;
  readonly bytes: number;
  readonly folders: number;
  readonly skipped: Readonly<Record<SkipReason, number>>;
  /** The first 10,000 of them by name. */
  readonly skippedEntries: readonly SkippedEntry[];
  /** One for each file or folder that could not be moved, in the order they failed; `path` as the source calls it. */
  readonly failed: readonly TransferFailure[];
  /** So many files were compared by their length only: their source keeps nothing else of them. Absent: none. */
  readonly lengthOnly?: number;
  /** So many files were copied by the storage services themselves. Absent: none. */
  readonly serverSide?: number;
  /** Why the rest was not tried any more: the last files had all failed for the same reason. */
  readonly stopped?: Failure;
}
