import { t } from '@vscode/l10n';
import { Failure, isFailure } from '../common/failure.ts';
import type { FileEntry, Storage } from '../storage/storage.ts';
import { free } from './bytes.ts';
import type { Digest, Hashing } from './hashing.ts';

/** How a file's bytes were compared with what its source tells. `length`: it tells nothing else of this file. */
export type Checked = 'md5' | 'length';

/** Follows the bytes of one file from its source to its destination. */
export interface Check {
  readonly ofReads: {
    /** Learns what the source keeps with the file. */
    readonly onMd5: (md5: Uint8Array) => void;
    /** Learns that so many bytes were compared on their way; absent: they need not be. */
    readonly onCompared: ((length: number) => void) | undefined;
  };
  /** Whether anybody wants the bytes; settled by the first question, or chunk. */
  wanted(): boolean;
  /** The whole content of a file of one chunk; only what it gives back may be used afterwards. */
  whole(bytes: Uint8Array): Promise<Uint8Array>;
  readonly ofChunks: {
    /** Takes a chunk that has been put. Its bytes are not to be used afterwards. */
    readonly after: (offset: number, bytes: Uint8Array) => Promise<void>;
    /** Nothing more is to be waited for. */
    readonly onBroken: () => void;
  };
  /**
   * After all bytes. Rejects with a failure that `isMismatch` knows if they are not those that the source keeps the MD5
   * of. `md5` goes with the commit; absent: nobody wants it.
   */
  end(): Promise<{ readonly md5?: Uint8Array; readonly checked?: Checked }>;
  /** Whatever came before. */
  drop(): void;
}

const mismatch = 'Md5Mismatch';

export function isMismatch(error: unknown): boolean {
  return isFailure(error) && error.facts.code === mismatch;
}

function damaged(where: string): Failure {
  const sentence = t(
    '{0} does not match the MD5 that is kept with it, also when it was read once more: it is damaged, or whoever changed it last left an old MD5. Nothing was written. Compare it with another copy; to take it as it is, switch off the checksums in the settings.',
    where,
  );
  return new Failure('unexpected', sentence, { facts: { code: mismatch } });
}

const none = new Uint8Array(0);

/** Hashes if somebody can use it: a source that keeps an MD5 of this file, or a destination that keeps what it is given. */
export function createCheck(
  file: FileEntry,
  sides: { readonly source: Storage; readonly destination: Storage; readonly chunkSize: number },
  hashing: Hashing | undefined,
): Check {
  const { source, destination, chunkSize } = sides;
  let stored: Uint8Array | undefined;
  // Some clients leave an empty one behind.
  const onMd5 = (told: Uint8Array) => {
    if (told.length === 16) stored = told;
  };
  if (file.md5) onMd5(file.md5);
  let compared = 0;
  let md5: Uint8Array | undefined;
  let digest: Digest | undefined;
  /** Settled by the first chunk: either all are hashed or none. */
  let wanted: boolean | undefined;
  const isWanted = () =>
    (wanted ??= hashing !== undefined && (destination.keepsMd5 === true || stored !== undefined));

  let dropped = false;
  const drop = () => {
    dropped = true;
    digest?.drop();
  };

  async function whole(bytes: Uint8Array): Promise<Uint8Array> {
    if (!hashing || !isWanted()) return bytes;
    const hashed = await hashing.whole(bytes);
    md5 = hashed.md5;
    return hashed.bytes;
  }

  return {
    ofReads: {
      onMd5,
      // A source that keeps one has no need to compute it.
      onCompared: hashing && !file.md5 ? (length) => (compared += length) : undefined,
    },
    wanted: isWanted,
    whole,
    ofChunks: {
      after: async (offset, bytes) => {
        // What comes after a failure would wait for ever for what was to come before it.
        if (!hashing || !isWanted() || dropped) {
          free(bytes);
          return;
        }
        digest ??= hashing.begin(chunkSize);
        await digest.add(offset, bytes);
      },
      onBroken: drop,
    },
    async end() {
      if (!hashing) return {};
      if (file.size === 0) await whole(none);
      else md5 ??= await digest?.end();
      if (md5 && stored && Buffer.compare(md5, stored) !== 0) throw damaged(`${source.address}/${file.path}`);
      // An empty file has nothing that its length does not tell.
      const isCompared = stored !== undefined || compared >= file.size;
      const checked = !source.keepsMd5 && !stored ? undefined : isCompared ? 'md5' : 'length';
      return { ...(md5 && { md5 }), ...(checked && { checked }) };
    },
    drop,
  };
}
