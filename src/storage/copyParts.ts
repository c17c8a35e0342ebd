import type { CopyOptions, CopyResult } from './storage.ts';

/** Parts of one file that a service reads at once. */
const atOnce = 8;

/**
 * Has a file of `size` bytes read in parts, begun in the order of their offsets, several at once. After the first that
 * is not copied, the others are stopped and awaited.
 */
export async function copyInParts(
  { size, partSize }: { readonly size: number; readonly partSize: number },
  { signal: given, onMoved }: Pick<CopyOptions, 'signal' | 'onMoved'>,
  copyPart: (offset: number, length: number, signal: AbortSignal) => Promise<CopyResult>,
): Promise<CopyResult> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(given ? [given] : [])]);
  let ended: { readonly result: CopyResult } | { readonly error: unknown } | undefined;
  const isOver = () => ended !== undefined;
  const end = (how: NonNullable<typeof ended>) => {
    ended ??= how;
    stop.abort();
  };
  let next = 0;

  async function copyInTurn(): Promise<void> {
    while (!isOver() && next < size) {
      const offset = next;
      next += partSize;
      const length = Math.min(partSize, size - offset);
      try {
        const result = await copyPart(offset, length, signal);
        if (result !== 'copied') end({ result });
        else onMoved?.(length);
      } catch (error) {
        end({ error });
      }
    }
  }

  await Promise.all(Array.from({ length: atOnce }, copyInTurn));
  const how = ended as { readonly result: CopyResult } | { readonly error: unknown } | undefined;
  if (!how) return 'copied';
  if ('error' in how) throw how.error;
  return how.result;
}
