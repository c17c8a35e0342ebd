import type { LocalDisk } from '../../src/storage/local.ts';
import type { Storage } from '../../src/storage/storage.ts';
import type { Fault } from '../support/sandbox.ts';
import type { Points } from './points.ts';
import type { Tree } from './tree.ts';

/** What a cell may put beside or around its transfer. */
export interface Cell {
  readonly rules?: (points: Points) => Fault[];
  /** Every chosen address is unknown for a while. */
  readonly nameless?: true;
  /** `dripping`: the clock is pushed on when nothing but drops comes. */
  readonly dripping?: true;
  /** What the transfer reads from; `remove` and `cut` change the source behind its back. */
  readonly source?: (source: Storage, hand: SourceHand) => Storage;
  /** Prepares the local folder; returns what undoes it, or why that cannot be done here. */
  readonly local?: (dir: string) => Undo | string;
  /** What the local disk does in place of what it can. */
  readonly disk?: LocalDisk;
  /** What is downloaded was written without an MD5. */
  readonly withoutMd5?: true;
  /** The tree that is right when it differs from the one at the beginning. */
  readonly becomes?: (tree: Tree) => Tree;
  /** The names that fail; `perhaps`: those or none; `some`: any, but not none. */
  readonly fails: readonly string[] | 'perhaps doomed' | 'some';
  /** Nothing can be taken away any more, so temporary files under our names may stay. */
  readonly mayLeave?: true;
}

/** Undoes what was done to the local folder: the first before the result is looked at, the second after. */
export interface Undo {
  readonly before?: () => void;
  readonly after?: () => void;
}

/** Changes the source while it is being read. Names are those of the tree. */
export interface SourceHand {
  readonly nameOf: (path: string) => string;
  readonly remove: (name: string) => Promise<void>;
  readonly cut: (name: string, size: number) => void;
  readonly grow: (name: string) => void;
}
