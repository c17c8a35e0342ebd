import {
  AnonymousCredential,
  newPipeline,
  ShareClient,
  ShareDirectoryClient,
  ShareFileClient,
  StorageSharedKeyCredential,
  type DirectoryListFilesAndDirectoriesSegmentResponse as SharePage,
} from '@azure/storage-file-share';
import { throwIfAborted } from '../common/abort.ts';
import type { StorageConnection } from './connection.ts';
import { createGrants } from './copyGrant.ts';
import { copyIntoShare, fileProperties, fileSas } from './copyShare.ts';
import { sealed, unsealed } from './copySource.ts';
import { credentialFor } from './credentials.ts';
import { isRoot, missing, wrongKind } from './failures.ts';
import { walkFolders } from './folderWalk.ts';
import { addressOf, fileSegmentsOf, shareSegmentsOf } from './names.ts';
import { baseName, fileIn, folderIn, parentOf, type FilePath, type FolderPath } from './path.ts';
import { createService, quoted, type Service } from './service.ts';
import { codeOf, statusOf } from './serviceFailures.ts';
import { readShareFile } from './shareRead.ts';
import { createShareUpload, type Share } from './shareUpload.ts';
import type { Entry, Page, Storage } from './storage.ts';
import { writtenTimesOf } from './times.ts';

const pageOfWalk = 5000;
/** The backup intent is what lets a sign-in use the REST interface; trailing dots are part of a name. */
const clientOptions = {
  fileRequestIntent: 'backup',
  allowTrailingDot: true,
  allowSourceTrailingDot: true,
} as const;

function entriesOf(folder: FolderPath, { segment }: SharePage): Entry[] {
  const folders = segment.directoryItems.map(({ name, properties }): Entry => {
    const modified = properties?.lastWriteTime;
    return { kind: 'folder', path: folderIn(folder, name), name, ...(modified && { modified }) };
  });
  const files = segment.fileItems.map(({ name, properties }): Entry => {
    const { contentLength: size, lastWriteTime, lastModified, etag } = properties;
    const known = etag !== undefined && { etag: quoted(etag) };
    const times = { ...writtenTimesOf(lastWriteTime, lastModified), ...known };
    return { kind: 'file', path: fileIn(folder, name), name, size, ...times };
  });
  return [...folders, ...files];
}

const sdk = { AnonymousCredential, StorageSharedKeyCredential };

const pipelineOf = (service: Service, { credential }: StorageConnection) =>
  service.routed(newPipeline(credentialFor(credential, sdk), service.pipelineOptions));

/** Makes a file share. One that is there is fine. */
export async function createShare(
  connection: StorageConnection,
  signal: AbortSignal | undefined,
): Promise<void> {
  const service = createService('file', connection);
  const address = `${service.address}${service.query}`;
  const share = new ShareClient(address, pipelineOf(service, connection), clientOptions);
  await service.call({ path: '', signal }, (abortSignal) => share.createIfNotExists({ abortSignal }));
}

/** The clients for the members of a share, and the looks at them. */
function createMembers(service: Service, connection: StorageConnection) {
  const pipeline = pipelineOf(service, connection);
  const { address, query, where } = service;

  /** Where renames go: the client puts this before the new path, without what a path-style address has there. */
  const top = new URL(address).pathname.slice(1);

  function fileAt(path: FilePath): ShareFileClient {
    if (path === '') throw isRoot(address);
    fileSegmentsOf(path, where(path));
    shareSegmentsOf(path, where(path));
    const client = new ShareFileClient(`${addressOf(address, path)}${query}`, pipeline, clientOptions);
    return Object.defineProperty(client, 'shareName', { value: top });
  }

  function folderAt(folder: FolderPath): ShareDirectoryClient {
    shareSegmentsOf(folder, where(folder));
    const place = folder === '' ? address : addressOf(address, folder.slice(0, -1));
    return new ShareDirectoryClient(`${place}${query}`, pipeline, clientOptions);
  }

  async function lookAtFolder(folder: FolderPath, abortSignal: AbortSignal): Promise<Entry | undefined> {
    try {
      const { fileLastWriteOn: modified } = await folderAt(folder).getProperties({ abortSignal });
      return { kind: 'folder', path: folder, name: baseName(folder), ...(modified && { modified }) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function look(path: FilePath, abortSignal: AbortSignal): Promise<Entry | undefined> {
    try {
      const found = await fileAt(path).getProperties({ abortSignal });
      const { contentLength: size = 0, fileLastWriteOn, lastModified, etag, contentMD5: md5 } = found;
      const known = etag !== undefined && { etag: quoted(etag) };
      const times = { ...writtenTimesOf(fileLastWriteOn, lastModified), ...known };
      return { kind: 'file', path, name: baseName(path), size, ...times, ...(md5 && { md5 }) };
    } catch (error) {
      if (codeOf(error) === 'ParentNotFound') return undefined;
      if (isMissing(error) || codeOf(error) === 'ResourceTypeMismatch')
        return lookAtFolder(`${path}/` as FolderPath, abortSignal);
      throw error;
    }
  }

  return { fileAt, folderAt, look };
}

function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && codeOf(error) !== 'ShareNotFound';
}

/** A share of Azure Files. Names do not differ by case there, and folders exist by themselves. */
export function openFileShare(connection: StorageConnection): Storage {
  const service = createService('file', connection);
  const { fileAt, folderAt, look } = createMembers(service, connection);
  const { where } = service;
  /** Folders being made, so that many files of one new folder make it once. */
  const making = new Map<FolderPath, Promise<void>>();

  async function makeFolder(folder: FolderPath, abortSignal: AbortSignal): Promise<void> {
    if (folder === '') return;
    const client = folderAt(folder);
    for (let tries = 0; ; tries++) {
      try {
        await client.create({ abortSignal });
        return;
      } catch (error) {
        const code = codeOf(error);
        if (code === 'ParentNotFound' && tries === 0) {
          await makeFolderOnce(parentOf(folder), abortSignal);
        } else if (code === 'ResourceAlreadyExists' || code === 'ResourceTypeMismatch') {
          const path = folder.slice(0, -1) as FilePath;
          if ((await look(path, abortSignal))?.kind === 'file') throw wrongKind(where(path), error);
          return;
        } else {
          throw error;
        }
      }
    }
  }

  async function makeFolderOnce(folder: FolderPath, abortSignal: AbortSignal): Promise<void> {
    const others = making.get(folder);
    if (others) {
      // Another file's upload makes it; should that one be stopped, this one goes on by itself.
      const made = await others.then(
        () => true,
        () => false,
      );
      if (made) return;
    }
    const mine = makeFolder(folder, abortSignal);
    making.set(folder, mine);
    await mine.finally(() => making.delete(folder));
  }

  async function inFolders<T>(path: FilePath, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (codeOf(error) !== 'ParentNotFound') throw error;
      await makeFolderOnce(parentOf(path), signal);
      return work();
    }
  }

  async function rename(
    from: FilePath,
    to: FilePath,
    replaceIfExists: boolean,
    abortSignal: AbortSignal,
  ): Promise<void> {
    fileAt(to); // is its name allowed?
    await inFolders(to, abortSignal, () => fileAt(from).rename(to, { replaceIfExists, abortSignal }));
  }

  const listPage = (
    folder: FolderPath,
    maxPageSize: number,
    continuation: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Page> => {
    const client = folderAt(folder);
    return service.call({ path: folder, signal }, async (abortSignal) => {
      const pages = client
        .listFilesAndDirectories({
          includeTimestamps: true,
          includeEtag: true,
          includeExtendedInfo: true,
          abortSignal,
        })
        .byPage({ maxPageSize, ...(continuation !== undefined && { continuationToken: continuation }) });
      const page = (await pages.next()).value as SharePage;
      const entries = entriesOf(folder, page);
      return page.continuationToken ? { entries, continuation: page.continuationToken } : { entries };
    });
  };

  const { log, version } = connection;
  // An older service might take a creation with content for one without.
  const takesContent = version === undefined;
  const share: Share = { service, log, fileAt, inFolders, look, rename, takesContent };
  const grants = createGrants(service, connection, fileSas);

  return {
    address: service.address,
    folders: 'real',
    keepsMd5: true,
    list: async (folder, { signal, pageSize = 1000, continuation } = {}) =>
      listPage(folder, pageSize, continuation, signal),
    async *walk(folder, { signal } = {}) {
      throwIfAborted(signal);
      yield* walkFolders(
        folder,
        (place, continuation, own) => listPage(place, pageOfWalk, continuation, own),
        signal,
      );
    },
    stat: async (path, { signal } = {}) => {
      fileAt(path);
      return service.call({ path, signal }, (abortSignal) => look(path, abortSignal));
    },
    read: async (path, range, { signal, ...more } = {}) => {
      const client = fileAt(path);
      if (range.length === 0) return new Uint8Array(0);
      const file = { address: addressOf(service.address, path), hot: service.hot, client };
      return service.call({ path, signal, bytes: range.length }, (abortSignal) =>
        readShareFile(file, range, { where: where(path), abortSignal, ...more }),
      );
    },
    createUpload: async (path, options) => {
      throwIfAborted(options.signal);
      fileAt(path);
      return Promise.resolve(createShareUpload(share, path, options));
    },
    copySource: async (file, { signal } = {}) => {
      throwIfAborted(signal);
      const { path } = file;
      const client = fileAt(path);
      const address = addressOf(service.address, path);
      return Promise.resolve(
        sealed({
          ...{ service: 'file', address, file, by: grants.by },
          grant: () => grants.grant(address, path),
          properties: (own) =>
            service.call({ path, signal: own }, (abortSignal) => fileProperties(client, abortSignal)),
        }),
      );
    },
    copyFrom: async (source, to, options = {}) => {
      fileAt(to);
      return copyIntoShare(share, connection, unsealed(source), to, options);
    },
    createFolder: async (folder, { signal } = {}) => {
      folderAt(folder);
      await service.call({ path: folder, signal }, (abortSignal) => makeFolder(folder, abortSignal));
    },
    delete: async (path, { signal } = {}) => {
      if (path === '') throw isRoot(service.address);
      const client = path.endsWith('/') ? folderAt(path as FolderPath) : fileAt(path as FilePath);
      await service.call({ path, signal }, async (abortSignal, attempt) => {
        await client.delete({ abortSignal }).catch((error: unknown) => {
          const otherKind = codeOf(error) === 'ResourceTypeMismatch';
          if (!isMissing(error) && !otherKind) throw error;
          if (otherKind || attempt === 1) throw missing(where(path), error); // else the first answer was lost
        });
      });
    },
    rename: async (from, to, { signal, condition } = {}) => {
      fileAt(from);
      fileAt(to);
      await service.call({ path: from, signal }, (abortSignal) =>
        rename(from, to, condition !== 'absent', abortSignal),
      );
    },
  };
}
