import { root, type FolderPath } from '../../src/storage/path.ts';
import type { Storage } from '../../src/storage/storage.ts';
import type { TransferRequest } from '../../src/transfer/transfer.ts';
import type { Direction } from './points.ts';

/** Moves what is in the local folder into `folder` of the remote, or the other way round, over what is there. */
export function requestFor(
  direction: Direction,
  { local, remote, folder }: { local: Storage; remote: Storage; folder: FolderPath },
): TransferRequest {
  const [source, from, destination, into] =
    direction === 'upload' ? [local, root, remote, folder] : [remote, folder, local, root];
  return { items: [{ storage: source, folder: from, as: '' }], destination, into, conflict: 'overwrite' };
}
