import { untilAborted } from '../common/abort.ts';
import { isFailure, type Failure } from '../common/failure.ts';
import { createFallbackUpload } from './fallbackUpload.ts';
import { forwarding, type Pass, type Right } from './forwarding.ts';
import type { Entry, Storage } from './storage.ts';

/** Whether the service refused because the identity has no role for it, not because of a firewall, a lock or a key. */
export function lacksRole(error: unknown): error is Failure {
  return isFailure(error, 'permissionDenied') && error.facts.code === 'AuthorizationPermissionMismatch';
}

export interface Fallback {
  /** Tells the refusals that another way is taken after. */
  readonly helps: (error: unknown) => error is Failure;
  /** Opens the same root another way. Rejects with what is to be thrown in place of `refusal`. */
  readonly open: (refusal: Failure) => Promise<Storage>;
}

/** Which storage is the one to use, and the change from the first to the other. */
export interface Switch {
  readonly first: Storage;
  readonly now: () => Storage;
  readonly helps: Fallback['helps'];
  /** Throws `error`, unless it is a refusal that the other storage helps with: that one is opened then, once for all. */
  change(error: unknown, signal: AbortSignal | undefined): Promise<Storage>;
  /**
   * Waits for a turn. As long as it is not known whether the first storage grants `right`, calls that take it go one at
   * a time, so that a refusal is met once. Returns what ends the turn, told whether it is known now.
   */
  turn(right: Right, signal: AbortSignal | undefined): Promise<(known: boolean) => void>;
}

function createSwitch(first: Storage, { helps, open }: Fallback): Switch {
  let now = first;
  let opening: Promise<Storage> | undefined;
  const turns = new Map<Right, Promise<void>>();
  const known = new Set<Right>();

  function other(refusal: Failure): Promise<Storage> {
    if (opening) return opening;
    const mine = (opening = open(refusal).then((storage) => (now = storage)));
    mine.catch(() => (opening = undefined));
    return mine;
  }

  return {
    first,
    now: () => now,
    helps,
    async change(error, signal) {
      if (!helps(error)) throw error;
      return untilAborted(other(error), signal);
    },
    async turn(right, signal) {
      while (now === first && !known.has(right)) {
        const before = turns.get(right);
        if (before) {
          await untilAborted(before, signal);
          continue;
        }
        let end = () => {};
        const turn = new Promise<void>((resolve) => (end = resolve));
        turns.set(right, turn);
        return (isKnown) => {
          if (isKnown) known.add(right);
          if (turns.get(right) === turn) turns.delete(right);
          end();
        };
      }
      return () => {};
    },
  };
}

/** Whether a call that failed so says nothing of the next one: it never got to the service. */
export function provesNothing(error: unknown): boolean {
  return isFailure(error, 'cancelled') || isFailure(error, 'invalidInput');
}

/**
 * `first`, until the service refuses it in a way that `fallback` helps with: from then on the other storage, which has
 * the same root in the same service. The refused call is made again there, and nothing is lost.
 */
export function withFallback(first: Storage, fallback: Fallback): Storage {
  const way = createSwitch(first, fallback);

  const pass: Pass = {
    async call(right, signal, work) {
      const endTurn = await way.turn(right, signal);
      const storage = way.now();
      try {
        const result = await work(storage);
        endTurn(true);
        return result;
      } catch (error) {
        if (storage !== first) throw error;
        const other = await way.change(error, signal).finally(() => endTurn(!provesNothing(error)));
        return work(other);
      }
    },

    async *walk(signal, work) {
      const endTurn = await way.turn('read', signal);
      const storage = way.now();
      // Where a folder below is refused, the walk begins again and leaves out what it has shown.
      const shown = new Set<string>();
      const keyOf = ({ kind, path }: Entry): string => `${kind}:${path}`;
      let other: Storage;
      try {
        for await (const entry of work(storage)) {
          endTurn(true);
          if (storage === first) shown.add(keyOf(entry));
          yield entry;
        }
        return;
      } catch (error) {
        if (storage !== first) throw error;
        other = await way.change(error, signal);
      } finally {
        endTurn(false);
      }
      for await (const entry of work(other)) if (!shown.has(keyOf(entry))) yield entry;
    },

    createUpload: (file, options) => createFallbackUpload(way, file, options),
  };
  return forwarding(first, pass);
}
