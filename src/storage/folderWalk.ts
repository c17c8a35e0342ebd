import type { FolderPath } from './path.ts';
import type { Entry, Page } from './storage.ts';

/** How many folders are listed at once. */
const width = 12;

type ListPage = (folder: FolderPath, continuation: string | undefined, signal: AbortSignal) => Promise<Page>;
interface Place {
  readonly folder: FolderPath;
  readonly continuation?: string | undefined;
}

/**
 * Everything below `top` where a service lists one folder at a time: several folders in flight, pages as they come.
 * The folder found last is opened first, so that few are waiting. Ends its requests when whoever walks stops.
 */
export async function* walkFolders(
  top: FolderPath,
  list: ListPage,
  signal: AbortSignal | undefined,
): AsyncGenerator<Entry> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  const waiting: Place[] = [{ folder: top }];
  const running = new Map<Place, Promise<readonly [Place, Page]>>();

  try {
    while (waiting.length > 0 || running.size > 0) {
      for (
        let place = running.size < width ? waiting.pop() : undefined;
        place;
        place = running.size < width ? waiting.pop() : undefined
      ) {
        const current = place;
        running.set(
          current,
          list(current.folder, current.continuation, stop.signal).then((page) => [current, page] as const),
        );
      }
      const [place, page] = await Promise.race(running.values());
      running.delete(place);
      if (page.continuation !== undefined)
        waiting.push({ folder: place.folder, continuation: page.continuation });
      for (const entry of page.entries) {
        if (entry.kind === 'folder') waiting.push({ folder: entry.path });
        yield entry;
      }
    }
  } finally {
    abort();
    signal?.removeEventListener('abort', abort);
    await Promise.allSettled(running.values());
  }
}
