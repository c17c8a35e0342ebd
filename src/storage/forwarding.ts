import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Entry, Storage } from './storage.ts';

/** What a call takes of whoever makes it. */
export type Right = 'read' | 'write';

/** How a {@link forwarding} storage reaches the one that does the work. */
export interface Pass {
  call<T>(right: Right, signal: AbortSignal | undefined, work: (storage: Storage) => Promise<T>): Promise<T>;
  walk(
    signal: AbortSignal | undefined,
    work: (storage: Storage) => AsyncIterable<Entry>,
  ): AsyncIterable<Entry>;
  readonly createUpload: Storage['createUpload'];
}

/** A storage whose every call goes through `pass`. It looks like `like` and keeps nothing else of it. */
export function forwarding(like: Storage, pass: Pass): Storage {
  const { address, folders, keepsMd5 } = like;
  const copySource: Storage['copySource'] = (file, options) =>
    pass.call('read', options?.signal, async (storage) => {
      if (!storage.copySource) throw notCopied(address);
      return storage.copySource(file, options);
    });
  const copyFrom: Storage['copyFrom'] = (source, to, options) =>
    pass.call('write', options?.signal, async (storage) => {
      if (!storage.copyFrom) throw notCopied(address);
      return storage.copyFrom(source, to, options);
    });
  const rename: Storage['rename'] = (from, to, options) =>
    pass.call('write', options?.signal, async (storage) => {
      if (!storage.rename) throw new Failure('unsupported', t('{0} cannot rename files in place.', address));
      await storage.rename(from, to, options);
    });
  return {
    address,
    folders,
    ...(keepsMd5 !== undefined && { keepsMd5 }),
    list: (folder, options) => pass.call('read', options?.signal, (storage) => storage.list(folder, options)),
    walk: (folder, options) => pass.walk(options?.signal, (storage) => storage.walk(folder, options)),
    stat: (path, options) => pass.call('read', options?.signal, (storage) => storage.stat(path, options)),
    read: (file, range, options) =>
      pass.call('read', options?.signal, (storage) => storage.read(file, range, options)),
    createUpload: (file, options) => pass.createUpload(file, options),
    createFolder: (folder, options) =>
      pass.call('write', options?.signal, (storage) => storage.createFolder(folder, options)),
    delete: (path, options) =>
      pass.call('write', options?.signal, (storage) => storage.delete(path, options)),
    ...(like.copySource ? { copySource } : {}),
    ...(like.copyFrom ? { copyFrom } : {}),
    ...(like.rename ? { rename } : {}),
  };
}

function notCopied(address: string): Failure {
  return new Failure('unsupported', t('{0} cannot copy files by itself.', address));
}
