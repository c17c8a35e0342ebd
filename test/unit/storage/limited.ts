import { Failure } from '../../../src/common/failure.ts';
import type { Storage } from '../../../src/storage/storage.ts';

/** A call that a storage may be asked for, those of its uploads too. */
export type Operation = 'list' | 'walk' | 'stat' | 'read' | 'createFolder' | 'delete' | 'put' | 'commit';

export const roleMissing = (): Failure =>
  new Failure('permissionDenied', 'You lack the role Storage Blob Data Contributor.', {
    facts: { code: 'AuthorizationPermissionMismatch' },
  });

export interface Limited {
  readonly storage: Storage;
  /** What was asked for, in order. */
  readonly asked: Operation[];
  /** How many of its uploads were aborted. */
  aborted: number;
}

/** `inner`, where each call passes `gate` first, which may wait or throw. `pathOrOffset`: of the file, folder or chunk. */
export function limited(
  inner: Storage,
  gate: (operation: Operation, pathOrOffset: string) => Promise<void> | void,
): Limited {
  const asked: Operation[] = [];
  const pass = async <T>(operation: Operation, of: string, work: () => Promise<T>): Promise<T> => {
    asked.push(operation);
    await gate(operation, of);
    return work();
  };
  const limits: Limited = {
    asked,
    aborted: 0,
    storage: {
      address: inner.address,
      folders: inner.folders,
      ...(inner.keepsMd5 !== undefined && { keepsMd5: inner.keepsMd5 }),
      list: (folder, options) => pass('list', folder, () => inner.list(folder, options)),
      async *walk(folder, options) {
        await pass('walk', folder, () => Promise.resolve());
        for await (const entry of inner.walk(folder, options)) {
          await gate('walk', entry.path);
          yield entry;
        }
      },
      stat: (path, options) => pass('stat', path, () => inner.stat(path, options)),
      read: (file, range, options) => pass('read', file, () => inner.read(file, range, options)),
      createFolder: (folder, options) =>
        pass('createFolder', folder, () => inner.createFolder(folder, options)),
      delete: (path, options) => pass('delete', path, () => inner.delete(path, options)),
      async createUpload(file, options) {
        const upload = await inner.createUpload(file, options);
        return {
          chunkSize: upload.chunkSize,
          put: (offset, bytes, call) => pass('put', String(offset), () => upload.put(offset, bytes, call)),
          commit: (call) => pass('commit', file, () => upload.commit(call)),
          abort: () => {
            limits.aborted++;
            return upload.abort();
          },
          lasting: upload.lasting,
        };
      },
    },
  };
  return limits;
}
