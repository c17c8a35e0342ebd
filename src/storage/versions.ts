import { isFailure, type Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { StorageConnection } from './connection.ts';
import type { Switch } from './fallback.ts';
import { createFallbackUpload } from './fallbackUpload.ts';
import { forwarding } from './forwarding.ts';
import type { Storage } from './storage.ts';

/** Known to every cloud, and enough for all that is asked for here but a file's content with its creation. */
export const olderVersion = '2023-11-03';

/**
 * Whether the service may not know the version of its interface that a request asked for: sovereign clouds and
 * appliances lag behind the SDKs. Most answers do not say which header they mean, and asking once more costs little.
 */
export function refusesVersion(error: unknown): error is Failure {
  if (!isFailure(error)) return false;
  const { status, code = '' } = error.facts;
  return status === 400 && /^(?:InvalidHeaderValue|UnsupportedRestVersion)$/.test(code);
}

/** What `open` opens, until the service refuses the version of the SDK's requests: then the same with an older one. */
export function withOlderVersion(
  open: (connection: StorageConnection) => Storage,
  connection: StorageConnection,
): Storage {
  const first = open(connection);
  if (connection.version !== undefined) return first;
  let now = first;
  /** Whether the service has answered a request of the SDK: not all are the SDK's. */
  let isKnown = false;

  const way: Switch = {
    first,
    now: () => now,
    helps: refusesVersion,
    change: (error) => {
      if (!refusesVersion(error)) throw error;
      if (now === first) {
        tell(connection.log, first.address);
        now = open({ ...connection, version: olderVersion });
      }
      return Promise.resolve(now);
    },
    turn: () => Promise.resolve(() => undefined),
  };

  const storage = forwarding(first, {
    call: async (_right, signal, work) => {
      const asked = now;
      try {
        return await work(asked);
      } catch (error) {
        if (asked !== first || isKnown) throw error;
        return work(await way.change(error, signal));
      }
    },
    async *walk(signal, work) {
      const asked = now;
      try {
        for await (const entry of work(asked)) {
          isKnown = true;
          yield entry;
        }
        return;
      } catch (error) {
        if (asked !== first || isKnown) throw error;
        await way.change(error, signal);
      }
      yield* work(now);
    },
    createUpload: (file, options) =>
      isKnown || now !== first ? now.createUpload(file, options) : createFallbackUpload(way, file, options),
  });

  return {
    ...storage,
    list: async (folder, options) => {
      const page = await storage.list(folder, options);
      isKnown = true;
      return page;
    },
  };
}

function tell(log: Log | undefined, address: string): void {
  log?.info(
    `${address}: the service does not know the newest version of its interface; version ${olderVersion} is asked for from now on`,
  );
}
