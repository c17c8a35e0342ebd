import type { RangeModel } from '@azure/storage-file-share';
import { chunksBefore, foundOf, nothingFound, type Found } from './lasting.ts';
import type { FilePath } from './path.ts';
import type { Share } from './shareUpload.ts';
import type { UploadOptions } from './storage.ts';

/**
 * The chunks of a file on its way that whoever put them wrote down, and that the service says have been written. Either
 * alone is not enough: a range may have been written in part, and another file may have the name by now.
 */
export async function lookForRanges(
  share: Share,
  temporary: FilePath,
  options: UploadOptions & { readonly chunkSize: number },
): Promise<Found> {
  const { size, signal, chunkSize } = options;
  const chunks = chunksBefore(options, chunkSize);
  if (chunks.length === 0) return nothingFound;
  return share.service.call({ path: temporary, signal }, async (abortSignal) => {
    const ranges: RangeModel[] = [];
    for await (const page of share.fileAt(temporary).listRanges({ abortSignal }).byPage()) {
      if (page.fileContentLength !== size) return nothingFound;
      ranges.push(...(page.ranges ?? []));
    }
    return foundOf(within(joined(ranges), chunks));
  });
}

/** Ranges in their order, both ends included, those that touch each other made one. */
function joined(ranges: readonly RangeModel[]): RangeModel[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((one, other) => one.start - other.start)) {
    const last = found.at(-1);
    if (last && start <= last.end + 1) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}

function within<C extends { offset: number; length: number }>(ranges: RangeModel[], chunks: C[]): C[] {
  let at = 0;
  return [...chunks]
    .sort((one, other) => one.offset - other.offset)
    .filter(({ offset, length }) => {
      while (at < ranges.length && (ranges[at]?.end ?? 0) < offset + length - 1) at += 1;
      const range = ranges[at];
      return range !== undefined && range.start <= offset;
    });
}
