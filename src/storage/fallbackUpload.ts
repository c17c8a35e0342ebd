import { untilAborted } from '../common/abort.ts';
import { provesNothing, type Switch } from './fallback.ts';
import { halfWritten } from './failures.ts';
import type { FilePath } from './path.ts';
import type { Upload, UploadOptions } from './storage.ts';

/**
 * An upload that moves to the other storage when the first one refuses it. What had been put by then is put again: a
 * file's only chunk, which stays unchanged until the commit, and those on their way. When a chunk of many has arrived,
 * whose bytes are gone, the file fails and nothing is left of it. One that lasts keeps its token.
 */
export async function createFallbackUpload(
  way: Switch,
  file: FilePath,
  options: UploadOptions,
): Promise<Upload> {
  const { first, now } = way;
  if (now() !== first) return now().createUpload(file, options);
  let original: Upload;
  try {
    original = await first.createUpload(file, options);
  } catch (error) {
    return (await way.change(error, options.signal)).createUpload(file, options);
  }
  const { chunkSize } = original;
  const isOneChunk = options.size <= chunkSize;
  /** The one that counts. */
  let upload = original;
  let only: Uint8Array | undefined;
  let arrived = false;
  let moving: Promise<void> | undefined;

  async function moveAfter(refusal: unknown): Promise<void> {
    if (refusal !== undefined) await way.change(refusal, options.signal);
    if (arrived) throw halfWritten(`${first.address}/${file}`, refusal);
    upload = await now().createUpload(file, sameAs(original, options));
    // What is on its way has the same name there.
    if (!original.lasting) await original.abort();
    for (const offset of original.lasting?.arrived ?? [])
      if (!upload.lasting?.arrived.has(offset)) throw halfWritten(`${first.address}/${file}`, refusal);
    if (only) await upload.put(0, only);
  }

  function move(signal: AbortSignal | undefined, refusal?: unknown): Promise<void> {
    moving ??= moveAfter(refusal);
    return untilAborted(moving, signal);
  }

  /** Does `work` on the upload that counts, and once more if that is another one by then. */
  async function run(
    signal: AbortSignal | undefined,
    work: (one: Upload) => Promise<void>,
    done: () => boolean,
  ): Promise<void> {
    const endTurn = await way.turn('write', signal);
    let known = false;
    try {
      if (moving || (now() !== first && !arrived)) await move(signal);
      if (upload === original) {
        await work(original).catch((error: unknown) => {
          known = !provesNothing(error);
          if (!moving && !way.helps(error)) throw error;
          return move(signal, error);
        });
        if (moving) await move(signal);
        // No pause between this look and what `done` notes.
        if (upload === original) {
          known = done();
          return;
        }
      }
    } finally {
      endTurn(known);
    }
    await work(upload);
  }

  return {
    chunkSize,
    put: (offset, bytes, { signal = options.signal } = {}) =>
      run(
        signal,
        (one) => one.put(offset, bytes, { signal }),
        () => {
          if (isOneChunk) only = bytes;
          else arrived = true;
          return !isOneChunk; // an only chunk may travel with the commit, and has met no refusal yet
        },
      ),
    commit: ({ signal = options.signal, md5 } = {}) =>
      run(
        signal,
        (one) => one.commit({ signal, md5 }),
        () => true,
      ),
    async abort() {
      await moving?.catch(() => undefined);
      await upload.abort();
      only = undefined;
    },
    ...(original.lasting && {
      lasting: {
        ...original.lasting,
        async leave() {
          await moving?.catch(() => undefined);
          await upload.lasting?.leave();
        },
      },
    }),
  };
}

/** `options` for the same upload over another storage. */
function sameAs({ lasting, chunkSize }: Upload, options: UploadOptions): UploadOptions {
  if (!lasting) return options;
  const { token, arrived } = lasting;
  return { ...options, lasting: { token, arrived, chunkSize } };
}
