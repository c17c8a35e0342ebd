import * as blob from '@azure/storage-blob';
import {
  AnonymousCredential,
  DataLakeDirectoryClient,
  DataLakeFileClient,
  DataLakeFileSystemClient,
  newPipeline,
  StorageSharedKeyCredential,
  type DataLakeRequestConditions,
  type FileSystemListPathsResponse as LakePage,
} from '@azure/storage-file-datalake';
import { throwIfAborted } from '../common/abort.ts';
import { openBlob } from './blob.ts';
import { lookAtBlob, readBlob, type BlobAt } from './blobRead.ts';
import { blockSizeFor, createBlobUpload } from './blobUpload.ts';
import type { StorageConnection } from './connection.ts';
import { credentialFor } from './credentials.ts';
import { isRoot, missing, taken, wrongKind } from './failures.ts';
import { createHot } from './hot.ts';
import { createLakeUpload, type Lake } from './lakeUpload.ts';
import { addressOf, fileSegmentsOf, segmentsOf } from './names.ts';
import { baseName, parentOf, type FilePath, type FolderPath } from './path.ts';
import { createService, quoted, type Service } from './service.ts';
import { codeOf, statusOf } from './serviceFailures.ts';
import type { Entry, Page, Storage, WriteCondition } from './storage.ts';
import { timesOf } from './times.ts';

const pageOfWalk = 5000;

function entriesOf({ pathItems = [] }: LakePage): Entry[] {
  return pathItems.flatMap(({ name, isDirectory, contentLength, lastModified, etag }): Entry[] => {
    if (name === undefined) return [];
    const modified = lastModified && { modified: lastModified };
    if (isDirectory) {
      const path = `${name}/` as FolderPath;
      return [{ kind: 'folder', path, name: baseName(path), ...modified }];
    }
    const path = name as FilePath;
    const size = contentLength ?? 0;
    return [
      {
        kind: 'file',
        path,
        name: baseName(path),
        size,
        ...timesOf(undefined, lastModified),
        ...(etag !== undefined && { etag: quoted(etag) }),
      },
    ];
  });
}

/** The clients for the members of a filesystem. Reads and looks go to the account's blob host, as in the SDK itself. */
function createMembers(service: Service, connection: StorageConnection) {
  const { address, query, where } = service;
  const { credential } = connection;
  const sdk = { AnonymousCredential, StorageSharedKeyCredential };
  const pipeline = service.routed(newPipeline(credentialFor(credential, sdk), service.pipelineOptions));
  const blobPipeline = service.routed(
    blob.newPipeline(credentialFor(credential, blob), service.pipelineOptions),
  );
  const blobAddress = address.replace(/^(https?:\/\/[^./]+)\.dfs\./, '$1.blob.');
  const hot = createHot({ ...connection, address: blobAddress }, query);
  const check = (path: FilePath): void => {
    if (path === '') throw isRoot(address);
    fileSegmentsOf(path, where(path));
  };

  return {
    /** The same through the blob interface, where that has a host of its own and cannot be taken for this one. */
    asBlob: blobAddress === address ? undefined : openBlob({ ...connection, address: blobAddress }),
    root: new DataLakeFileSystemClient(`${address}${query}`, pipeline),
    fileAt: (path: FilePath): DataLakeFileClient => {
      check(path);
      return new DataLakeFileClient(`${addressOf(address, path)}${query}`, pipeline);
    },
    folderAt: (folder: FolderPath): DataLakeDirectoryClient => {
      segmentsOf(folder, where(folder));
      return new DataLakeDirectoryClient(`${addressOf(address, folder.slice(0, -1))}${query}`, pipeline);
    },
    reachBlob: (path: FilePath): BlobAt => {
      check(path);
      const own = addressOf(blobAddress, path);
      return { address: own, hot, client: () => new blob.BlockBlobClient(`${own}${query}`, blobPipeline) };
    },
  };
}

/** A filesystem of an account with a hierarchical namespace, where folders exist by themselves. */
export function openDataLake(connection: StorageConnection): Storage {
  const service = createService('dfs', connection);
  const { asBlob, root, fileAt, folderAt, reachBlob } = createMembers(service, connection);
  const { address, where } = service;
  /** What a renamed file's new address begins with; the account, too, where the address is path-style. */
  const top = new URL(address).pathname.slice(1);

  const look = (path: FilePath, signal: AbortSignal): Promise<Entry | undefined> =>
    lookAtBlob(reachBlob(path).client(), path, signal);

  async function makeFolder(folder: FolderPath, abortSignal: AbortSignal): Promise<void> {
    if (folder === '') return;
    try {
      await folderAt(folder).create({ conditions: { ifNoneMatch: '*' }, abortSignal });
    } catch (error) {
      if (statusOf(error) !== 409 && statusOf(error) !== 412) throw error;
      const path = folder.slice(0, -1) as FilePath;
      if ((await look(path, abortSignal))?.kind !== 'folder') throw wrongKind(where(path), error);
    }
  }

  async function move(
    from: FilePath,
    to: FilePath,
    condition: WriteCondition | undefined,
    abortSignal: AbortSignal,
  ): Promise<void> {
    let destinationConditions: DataLakeRequestConditions = {};
    if (condition === 'absent') destinationConditions = { ifNoneMatch: '*' };
    else if (condition) destinationConditions = { ifMatch: condition.etag };
    const options = { abortSignal, destinationConditions };
    fileAt(to); // is its name allowed?
    const rename = (): Promise<unknown> => fileAt(from).move(top, encodeURIComponent(to), options);
    if (!condition && (await look(to, abortSignal))?.kind === 'folder') throw wrongKind(where(to));
    try {
      await rename();
    } catch (error) {
      if (codeOf(error) !== 'RenameDestinationParentPathNotFound') throw error;
      await makeFolder(parentOf(to), abortSignal);
      await rename();
    }
  }

  function listPage(options: {
    folder: FolderPath;
    recursive: boolean;
    pageSize: number;
    continuation?: string | undefined;
    signal?: AbortSignal | undefined;
  }): Promise<Page> {
    const { folder, recursive, pageSize, continuation, signal } = options;
    segmentsOf(folder, where(folder));
    const path = folder === '' ? {} : { path: folder.slice(0, -1) };
    return service.call({ path: folder, signal }, async (abortSignal) => {
      const pages = root.listPaths({ ...path, recursive, abortSignal }).byPage({
        maxPageSize: pageSize,
        ...(continuation !== undefined && { continuationToken: continuation }),
      });
      const page = (await pages.next()).value as LakePage;
      const entries = entriesOf(page);
      return page.continuation ? { entries, continuation: page.continuation } : { entries };
    });
  }

  /** The blob interface lists metadata, so the modification times that uploaders recorded; this one does not. */
  async function* walk(folder: FolderPath, signal: AbortSignal | undefined): AsyncGenerator<Entry> {
    if (!asBlob) {
      yield* walkPaths(folder, signal);
      return;
    }
    segmentsOf(folder, where(folder));
    let found = false;
    for await (const entry of asBlob.walk(folder, { signal })) {
      found = true;
      yield entry;
    }
    if (found || folder === '') return;
    const path = folder.slice(0, -1) as FilePath;
    const there = await service.call({ path, signal }, (abortSignal) => look(path, abortSignal));
    if (there?.kind !== 'folder') throw missing(where(folder));
  }

  async function* walkPaths(folder: FolderPath, signal: AbortSignal | undefined): AsyncGenerator<Entry> {
    let continuation: string | undefined;
    do {
      const page: Page = await listPage({
        folder,
        recursive: true,
        pageSize: pageOfWalk,
        continuation,
        signal,
      });
      yield* page.entries;
      continuation = page.continuation;
      throwIfAborted(signal);
    } while (continuation !== undefined);
  }

  const lake: Lake = { service, fileAt, look, move };

  return {
    address,
    folders: 'real',
    keepsMd5: true,
    list: async (folder, { signal, pageSize = 1000, continuation } = {}) =>
      listPage({ folder, recursive: false, pageSize, continuation, signal }),
    walk: (folder, { signal } = {}) => walk(folder, signal),
    stat: async (path, { signal } = {}) => {
      reachBlob(path);
      return service.call({ path, signal }, (abortSignal) => look(path, abortSignal));
    },
    read: async (path, range, { signal, ...more } = {}) => {
      const reached = reachBlob(path);
      if (range.length === 0) return new Uint8Array(0);
      return service.call({ path, signal, bytes: range.length }, (abortSignal) =>
        readBlob(reached, range, { where: where(path), abortSignal, ...more }),
      );
    },
    createUpload: async (path, options) => {
      throwIfAborted(options.signal);
      // One Put Blob is atomic; create, append and flush are not. Larger files are appended to.
      const small = asBlob && options.size <= blockSizeFor(0);
      const reached = reachBlob(path);
      return Promise.resolve(
        small ? createBlobUpload(service, reached, path, options) : createLakeUpload(lake, path, options),
      );
    },
    // Between accounts and filesystems only the blob interface copies.
    ...(asBlob && {
      copySource: async (file, options) => {
        reachBlob(file.path);
        return asBlob.copySource(file, options);
      },
      copyFrom: async (source, to, options) => {
        reachBlob(to);
        return asBlob.copyFrom(source, to, options);
      },
    }),
    createFolder: async (folder, { signal } = {}) => {
      throwIfAborted(signal);
      segmentsOf(folder, where(folder));
      await service.call({ path: folder, signal }, (abortSignal) => makeFolder(folder, abortSignal));
    },
    delete: async (path, { signal } = {}) => {
      if (path === '') throw isRoot(address);
      const isFolder = path.endsWith('/');
      const client = isFolder ? folderAt(path as FolderPath) : fileAt(path as FilePath);
      await service.call({ path, signal }, async (abortSignal, attempt) => {
        // One request would do, but it removes an empty folder as gladly as a file.
        const found = await look((isFolder ? path.slice(0, -1) : path) as FilePath, abortSignal);
        if (found === undefined && attempt > 1) return; // the first answer was lost
        if (found?.kind !== (isFolder ? 'folder' : 'file')) throw missing(where(path));
        await client.delete(false, { abortSignal });
      });
    },
    rename: async (from, to, { signal, condition } = {}) => {
      fileAt(from);
      fileAt(to);
      await service.call({ path: from, signal }, async (abortSignal) => {
        try {
          await move(from, to, condition, abortSignal);
        } catch (error) {
          const inTheWay = condition && (statusOf(error) === 409 || statusOf(error) === 412);
          throw inTheWay ? taken(where(to), error) : error;
        }
      });
    },
  };
}
