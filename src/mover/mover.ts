import type { WorkspaceName } from '../datastores/uri.ts';
import type { FilePath, FolderPath } from '../storage/path.ts';
import type { ConflictPolicy, Progress, TransferFailure, TransferReport } from '../transfer/transfer.ts';

/** A datastore by its names. */
export interface DatastorePlace {
  readonly kind: 'datastore';
  readonly workspace: WorkspaceName;
  readonly datastore: string;
}

/** Where data is, without any credential: it can be kept in a file and told to another process. */
export type Place =
  /** An absolute path. */
  { readonly kind: 'local'; readonly folder: string } | DatastorePlace;

/** A file or folder of a place. `as` is where it lands, relative to {@link Order.into}, as in a `TransferItem`. */
export interface OrderItem {
  readonly from: Place;
  /** A folder's ends with a slash, or is `''`. */
  readonly path: FilePath | FolderPath;
  readonly kind: 'file' | 'folder';
  readonly as: string;
}

/** What is to be moved where: plain data, from which the same transfer can be begun again, in another window too. */
export interface Order {
  readonly items: readonly OrderItem[];
  readonly to: Place;
  readonly into: FolderPath;
  readonly conflict: ConflictPolicy;
  /** Whether `.amlignore` and `.gitignore` leave files out; of local folders only. */
  readonly ignore: boolean;
  /** As in `TransferRequest`; absent: yes. */
  readonly md5?: boolean | undefined;
}

/** `waiting`: begun, and nothing moves yet. `offline`: it goes on by itself when the network is back. */
export type MovingState = 'waiting' | 'running' | 'paused' | 'offline';

/** What a transfer tells of itself while it runs. */
export interface MovingEvents {
  /** At most a few times a second, and once at the end. */
  onProgress?(progress: Progress): void;
  onState?(state: MovingState): void;
  /** Of each file or folder, when it has failed for good. */
  onFailed?(failure: TransferFailure): void;
  /** As in `TransferOptions`. */
  onConflict?(example: string): Promise<Exclude<ConflictPolicy, 'ask'> | undefined>;
  /** As in `TransferOptions`: what had been moved when it was cancelled. */
  onCancelled?(report: TransferReport): void;
}

/** A transfer that runs. */
export interface Moving {
  /** Lets what is in flight end and begins nothing more. */
  pause(): void;
  goOn(): void;
  /** `ended` then rejects with `cancelled`, after everything under way has been cleared away. */
  cancel(): void;
  /** As `transfer` resolves and rejects. */
  readonly ended: Promise<TransferReport>;
}

/** Moves bytes; where, its users do not know. */
export interface Mover {
  /**
   * `id` names its journal. With `resumed`, what that journal says is done is not done again; without a journal of that
   * name, all is.
   */
  start(id: string, order: Order, events: MovingEvents, resumed?: boolean): Moving;
  /** Drops what is kept of one that nobody will go on with; absent: nothing is kept. */
  forget?(id: string): void;
  /** Ends all that runs and lets go of everything. */
  dispose(): void;
}

/** A transfer that ended without its end having been written down: its window, or its process, was gone. */
export interface Interrupted {
  readonly id: string;
  readonly order: Order;
  readonly began: Date;
  /** What was done by then. */
  readonly files: number;
  readonly bytes: number;
}
