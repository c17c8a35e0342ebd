import { createHash } from 'node:crypto';
import { free, movable } from './bytes.ts';
import { createHashThreads, type HashThread } from './hashThreads.ts';

/** The MD5 of a file in several chunks. */
export interface Digest {
  /**
   * Takes a chunk, in any order; each offset once, none left out. The bytes belong to the digest from then on. Resolves
   * when they have been hashed, or are not needed because the digest was dropped.
   */
  add(offset: number, bytes: Uint8Array): Promise<void>;
  /** After every `add` has resolved. */
  end(): Promise<Uint8Array>;
  /** Forgets it; allowed at any time, also after `end`. */
  drop(): void;
}

/** Computes MD5s beside a transfer: small ones on this thread, large ones on others. */
export interface Hashing {
  /** Only the bytes that it gives back may be used afterwards: on their way to another thread the others are lost. */
  whole(bytes: Uint8Array): Promise<{ readonly md5: Uint8Array; readonly bytes: Uint8Array }>;
  /** `chunkSize` in bytes. */
  begin(chunkSize: number): Digest;
  /** Ends the threads, after everything else. */
  stop(): Promise<void>;
}

/** In bytes. To another thread and back takes this one as long as hashing a third of it. */
const small = 128 * 1024;

/** Whether there is MD5 at all: not where the system allows nothing but FIPS. */
export function knowsMd5(): boolean {
  try {
    createHash('md5');
    return true;
  } catch {
    return false;
  }
}

export function createHashing(): Hashing {
  const threads = createHashThreads();
  let files = 0;
  return {
    async whole(bytes) {
      if (bytes.length <= small) return { md5: createHash('md5').update(bytes).digest(), bytes };
      const thread = threads.pick();
      const leave = thread.hold();
      const sent = thread.send((files += 1), { bytes: movable(bytes), end: true });
      const answer = await sent.finally(leave);
      const { buffer, byteOffset, byteLength } = answer.bytes ?? bytes;
      // Threads give back bare arrays, and some of the SDKs' code knows whole buffers only.
      return { md5: md5In(answer), bytes: Buffer.from(buffer, byteOffset, byteLength) };
    },
    begin: (chunkSize) => inOrder(chunkSize <= small ? hashHere() : hashThere(threads.pick(), (files += 1))),
    stop: () => threads.stop(),
  };
}

/** Hashes chunks that come in order. */
interface Sequence {
  add(bytes: Uint8Array): Promise<void>;
  end(): Promise<Uint8Array>;
  drop(): void;
}

function hashHere(): Sequence {
  const hash = createHash('md5');
  return {
    add: (bytes) => {
      hash.update(bytes);
      free(bytes);
      return Promise.resolve();
    },
    end: () => Promise.resolve(hash.digest()),
    drop: () => undefined,
  };
}

function hashThere(thread: HashThread, file: number): Sequence {
  const leave = thread.hold();
  return {
    add: async (bytes) => {
      const { bytes: back } = await thread.send(file, { bytes: movable(bytes) });
      if (back) free(back);
    },
    end: async () => md5In(await thread.send(file, { end: true })),
    drop: () => {
      leave();
      thread.forget(file);
    },
  };
}

function md5In({ md5 }: { readonly md5?: Uint8Array }): Uint8Array {
  if (!md5) throw new Error('The thread that hashes gave no MD5.');
  return md5;
}

/** Lets each chunk wait for those before it. */
function inOrder(sequence: Sequence): Digest {
  const waiting = new Map<number, { readonly bytes: Uint8Array; readonly begin: () => void }>();
  let next = 0;
  let dropped = false;
  return {
    add: (offset, bytes) =>
      new Promise((resolve, reject) => {
        if (dropped) {
          resolve();
          return;
        }
        const begin = () => {
          // Not its length afterwards: the bytes are gone then.
          next += bytes.length;
          if (dropped) resolve();
          else sequence.add(bytes).then(resolve, reject);
        };
        waiting.set(offset, { bytes, begin });
        flow();
      }),
    end: () => sequence.end(),
    drop() {
      if (dropped) return;
      dropped = true;
      for (const one of waiting.values()) one.begin();
      waiting.clear();
      sequence.drop();
    },
  };

  function flow(): void {
    for (let first = waiting.get(next); first; first = waiting.get(next)) {
      waiting.delete(next);
      first.begin();
    }
  }
}
