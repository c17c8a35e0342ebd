import { throwIfAborted } from '../common/abort.ts';
import type { Log } from '../common/log.ts';
import type { Storage } from '../storage/storage.ts';
import { asFailure, type Outcome } from './execute.ts';
import type { CopyFile } from './plan.ts';

/** Has files copied by the services that keep them, so that no byte of them comes here. */
export interface ServerSide {
  /** `refused`, `undefined`: the file has to be moved by ourselves. `moved` as in `Context`. */
  copy(step: CopyFile, moved: (bytes: number) => void): Promise<Outcome | 'refused' | undefined>;
  /** A file that was refused has been moved by ourselves: the services refuse only to do it between them. */
  streamed(source: Storage): void;
}

interface Around {
  readonly destination: Storage;
  readonly signal: AbortSignal;
  readonly mark?: string | undefined;
  readonly log?: Log | undefined;
}

/** One for each transfer: what it has learnt of a pair of storages holds as long. */
export function createServerSide({ destination, signal, mark, log }: Around): ServerSide {
  const known = new Map<Storage, 'copies' | 'refused' | 'never'>();

  function learn(source: Storage, now: 'copies' | 'refused' | 'never', why = ''): void {
    const before = known.get(source);
    // A pair that has copied may refuse a file; that says nothing of the others.
    if (before === now || before === 'copies') return;
    known.set(source, now);
    const pair = `${source.address} to ${destination.address}`;
    if (now === 'copies') log?.info(`Copying ${pair}: the storage services do it by themselves`);
    if (now === 'refused')
      log?.info(`Copying ${pair}: the storage services do not do it by themselves${why}`);
  }

  return {
    async copy({ source, file, to, condition }, moved) {
      // An empty file has nothing to be read.
      if (!source.copySource || !destination.copyFrom || file.size === 0) return undefined;
      if (known.get(source) === 'never') return undefined;
      let bytes = 0;
      const onMoved = (more: number) => {
        bytes += more;
        moved(more);
      };
      const takeBack = () => onMoved(-bytes);
      try {
        const opened = await source.copySource(file, { signal });
        const options = { signal, condition, mark, modified: file.modified, onMoved };
        const result = await destination.copyFrom(opened, to, options);
        if (result === 'copied') {
          onMoved(file.size - bytes);
          learn(source, 'copies');
          return { kind: 'moved', bytes, by: 'services' };
        }
        takeBack();
        // What has changed is read as what it is then.
        if (result === 'changed') return undefined;
        learn(source, 'refused');
        return 'refused';
      } catch (error) {
        takeBack();
        throwIfAborted(signal);
        const failure = asFailure(error, file.path);
        const { word } = failure;
        const isTaken = word === 'alreadyExists' && condition !== undefined;
        if (isTaken || word === 'throttled' || word === 'unavailable')
          return { kind: 'failed', side: 'destination', failure };
        // Whether it is the source, the destination or the way between them that is refused, moving it shows.
        learn(source, 'refused', `: ${failure.message}`);
        return 'refused';
      }
    },
    streamed(source) {
      if (known.get(source) === 'refused') known.set(source, 'never');
    },
  };
}
