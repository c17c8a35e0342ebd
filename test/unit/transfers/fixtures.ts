import type { Mover, Moving, MovingEvents, Order } from '../../../src/mover/mover.ts';
import { Failure } from '../../../src/common/failure.ts';
import type { FolderPath } from '../../../src/storage/path.ts';
import type { Progress, TransferReport } from '../../../src/transfer/transfer.ts';

const workspace = { subscriptionId: 's', resourceGroup: 'g', workspace: 'vision' };
export const images = { kind: 'datastore', workspace, datastore: 'images' } as const;

/** An upload of `/home/me/data` into `validation/` of the datastore “images”. */
export const upload: Order = {
  items: [
    { from: { kind: 'local', folder: '/home/me/data' }, path: '' as FolderPath, kind: 'folder', as: 'data/' },
  ],
  to: images,
  into: 'validation/' as FolderPath,
  conflict: 'ask',
  ignore: false,
};

/** A download of `train/` of the datastore “images” into `/home/me`. */
export const download: Order = {
  items: [{ from: images, path: 'train/' as FolderPath, kind: 'folder', as: 'train/' }],
  to: { kind: 'local', folder: '/home/me' },
  into: '' as FolderPath,
  conflict: 'skip',
  ignore: false,
};

export const progress = (more: Partial<Progress> = {}): Progress => ({
  scanning: false,
  ...{
    files: 12,
    totalFiles: 340,
    bytes: 3_565_158,
    totalBytes: 1_288_490_189,
    rate: 12_582_912,
    timeLeft: 180,
  },
  ...more,
});

export const failed = (path: string) => ({
  path,
  failure: new Failure('permissionDenied', `You may not write ${path}.`),
});

export function report(more: Partial<TransferReport> = {}): TransferReport {
  const skipped = { exists: 0, notNewer: 0, unchanged: 0, done: 0, ignored: 0, link: 0, special: 0 };
  return { ...{ files: 0, bytes: 0, folders: 0, skipped, skippedEntries: [], failed: [] }, ...more };
}

interface Started {
  readonly id: string;
  readonly order: Order;
  readonly events: MovingEvents;
  readonly resumed: boolean | undefined;
  /** What it was told, one word for each. */
  readonly told: string[];
  finish(report: TransferReport): Promise<void>;
  fail(error: unknown): Promise<void>;
}

/** A mover that moves nothing and ends when the test says so. `at` counts the transfers from 0. */
export function fakeMover(): Mover & { readonly forgotten: string[]; at(index: number): Started } {
  const started: Started[] = [];
  const forgotten: string[] = [];
  return {
    forgotten,
    at(index) {
      const found = started[index];
      if (!found) throw new Error(`Only ${started.length} transfers have begun.`);
      return found;
    },
    start(id, order, events, resumed): Moving {
      let resolve: (end: TransferReport) => void = () => undefined;
      let reject: (error: unknown) => void = () => undefined;
      const promise = new Promise<TransferReport>((...settle) => ([resolve, reject] = settle));
      const told: string[] = [];
      const settled = () =>
        promise.then(
          () => undefined,
          () => undefined,
        );
      started.push({
        ...{ id, order, events, resumed, told },
        finish: (end) => (resolve(end), settled()),
        fail: (error) => (reject(error), settled()),
      });
      return {
        pause: () => void told.push('pause'),
        goOn: () => void told.push('goOn'),
        cancel: () => void told.push('cancel'),
        ended: promise,
      };
    },
    forget: (id) => void forgotten.push(id),
    dispose: () => {
      for (const { told } of started) told.push('dispose');
    },
  };
}
