import {
  Disposable,
  EventEmitter,
  FilePermission,
  FileSystemError,
  FileType,
  Uri,
  workspace,
  type FileChangeEvent,
  type FileSystemProvider,
} from 'vscode';
import { t } from '@vscode/l10n';
import { isFailure } from '../common/failure.ts';
import { fileSize } from '../common/format.ts';
import type { FileEntry, Storage } from '../storage/storage.ts';

const scheme = 'azureml-file';

/** In bytes: an editor holds all of a file in memory. */
const largest = 50 * 1024 ** 2;

/** A file of a datastore, and what reads it. */
export interface Opened {
  readonly storage: Storage;
  readonly file: FileEntry;
}

/** Where an editor finds a file; `target` is its long datastore URI, and `path` what the tab shows. */
export function fileUri(target: string, path: string): Uri {
  // A name may begin with slashes, which the query keeps.
  return Uri.from({ scheme, path: `/${path.replace(/^\/+/, '')}`, query: target });
}

/** Lets editors read files of datastores; nothing is written, and nothing lands on a disk. */
export function registerFileSystem(open: (target: string) => Promise<Opened>): Disposable {
  const changed = new EventEmitter<FileChangeEvent[]>();
  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(
      t(
        '“{0}” is open to read only. Download it to change it.',
        uri.path.slice(uri.path.lastIndexOf('/') + 1),
      ),
    );
  };
  const provider: FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new Disposable(() => undefined),
    async stat(uri) {
      const { file } = await opened(uri, open);
      const modified = file.modified?.getTime() ?? 0;
      return {
        ...{ type: FileType.File, size: file.size, ctime: modified, mtime: modified },
        permissions: FilePermission.Readonly,
      };
    },
    async readFile(uri) {
      const { storage, file } = await opened(uri, open);
      if (file.size > largest) throw FileSystemError.Unavailable(tooLarge(file));
      if (file.size === 0) return new Uint8Array();
      return storage.read(file.path, { offset: 0, length: file.size }, { ifMatch: file.etag });
    },
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  const registered = workspace.registerFileSystemProvider(scheme, provider, {
    isReadonly: true,
    isCaseSensitive: true,
  });
  return Disposable.from(changed, registered);
}

async function opened(uri: Uri, open: (target: string) => Promise<Opened>): Promise<Opened> {
  try {
    return await open(uri.query);
  } catch (error) {
    if (isFailure(error, 'notFound')) throw FileSystemError.FileNotFound(error.message);
    if (isFailure(error, 'permissionDenied')) throw FileSystemError.NoPermissions(error.message);
    if (isFailure(error)) throw FileSystemError.Unavailable(error.message);
    throw error;
  }
}

function tooLarge({ name, size }: FileEntry): string {
  return t('“{0}” has {1}, which is too much for an editor. Download it instead.', name, fileSize(size));
}
