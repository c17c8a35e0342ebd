import {
  AnonymousCredential,
  BlockBlobClient,
  ContainerClient,
  newPipeline,
  StorageSharedKeyCredential,
  type ContainerListBlobFlatSegmentResponse as FlatPage,
  type ContainerListBlobHierarchySegmentResponse as HierarchyPage,
} from '@azure/storage-blob';
import { throwIfAborted } from '../common/abort.ts';
import { entriesOf } from './blobEntries.ts';
import { listFlat } from './blobListing.ts';
import { lookAtBlob, readBlob, type BlobAt } from './blobRead.ts';
import { createBlobUpload } from './blobUpload.ts';
import type { StorageConnection } from './connection.ts';
import { blobProperties, blobSas, copyIntoBlob } from './copyBlob.ts';
import { createGrants } from './copyGrant.ts';
import { sealed, unsealed } from './copySource.ts';
import { credentialFor } from './credentials.ts';
import { isRoot, missing, notEmpty, wrongKind } from './failures.ts';
import { addressOf } from './names.ts';
import type { FolderPath } from './path.ts';
import { createService, type Service } from './service.ts';
import { statusOf, codeOf } from './serviceFailures.ts';
import type { Entry, Storage } from './storage.ts';
import { createStreamed } from './streamed.ts';

/** The most that the service lists in one answer. */
const pageOfWalk = 5000;

const sdk = { AnonymousCredential, StorageSharedKeyCredential };

/** Makes the marker of a folder. One that is there is fine, a file is in the way. */
async function makeMarker(
  service: Service,
  client: BlockBlobClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await service.call({ path: name, signal }, async (abortSignal) => {
    try {
      await client.upload('', 0, {
        metadata: { hdi_isfolder: 'true' },
        conditions: { ifNoneMatch: '*' },
        abortSignal,
      });
    } catch (error) {
      if (statusOf(error) !== 409 && statusOf(error) !== 412) throw error;
      if ((await lookAtBlob(client, name, abortSignal))?.kind === 'file')
        throw wrongKind(service.where(name), error);
    }
  });
}

function connect(connection: StorageConnection) {
  const service = createService('blob', connection);
  const pipeline = service.routed(
    newPipeline(credentialFor(connection.credential, sdk), service.pipelineOptions),
  );
  return {
    service,
    pipeline,
    container: new ContainerClient(`${service.address}${service.query}`, pipeline),
  };
}

/** Makes a container. One that is there is fine. */
export async function createContainer(
  connection: StorageConnection,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { service, container } = connect(connection);
  await service.call({ path: '', signal }, (abortSignal) => container.createIfNotExists({ abortSignal }));
}

/** A container of Blob storage. Folders are the slashes in the names of blobs, and `hdi_isfolder` markers. */
export function openBlob(
  connection: StorageConnection,
): Storage & Required<Pick<Storage, 'copySource' | 'copyFrom'>> {
  const { service, pipeline, container } = connect(connection);
  const reach = (name: string): BlobAt => {
    if (name === '') throw isRoot(service.address);
    const address = addressOf(service.address, name);
    return {
      address,
      hot: service.hot,
      client: () => new BlockBlobClient(`${address}${service.query}`, pipeline),
    };
  };
  const blobAt = (name: string): BlockBlobClient => reach(name).client();
  const streamed = createStreamed(connection, service.query);
  const grants = createGrants(service, connection, blobSas);

  const list: Storage['list'] = (folder, { signal, pageSize = 1000, continuation } = {}) =>
    service.call({ path: folder, signal }, async (abortSignal) => {
      const pages = container
        .listBlobsByHierarchy('/', { prefix: folder, includeMetadata: true, abortSignal })
        .byPage({
          maxPageSize: pageSize,
          ...(continuation !== undefined && { continuationToken: continuation }),
        });
      const { segment, continuationToken } = (await pages.next()).value as HierarchyPage;
      const entries = entriesOf(folder, segment.blobItems, segment.blobPrefixes);
      return continuationToken ? { entries, continuation: continuationToken } : { entries };
    });

  async function* walk(folder: FolderPath, signal: AbortSignal | undefined): AsyncGenerator<Entry> {
    let continuation: string | undefined;
    do {
      const page = await service.call({ path: folder, signal }, async (abortSignal) => {
        const asked = { prefix: folder, marker: continuation, most: pageOfWalk };
        const listing = await listFlat(streamed, service.address, asked, abortSignal);
        if (listing) return listing;
        const pages = container.listBlobsFlat({ prefix: folder, includeMetadata: true, abortSignal }).byPage({
          maxPageSize: pageOfWalk,
          ...(continuation !== undefined && { continuationToken: continuation }),
        });
        const { segment, continuationToken } = (await pages.next()).value as FlatPage;
        return { blobs: segment.blobItems, ...(continuationToken && { next: continuationToken }) };
      });
      yield* entriesOf(folder, page.blobs);
      continuation = page.next;
      throwIfAborted(signal);
    } while (continuation !== undefined);
  }

  async function removeFile(name: string, signal: AbortSignal | undefined): Promise<void> {
    const client = blobAt(name);
    await service.call({ path: name, signal }, async (abortSignal, attempt) => {
      try {
        await client.delete({ deleteSnapshots: 'include', abortSignal });
      } catch (error) {
        if (attempt === 1 || codeOf(error) !== 'BlobNotFound') throw error; // else the first answer was lost
      }
    });
  }

  /** Removes the markers of an empty folder, `a` and (as rclone has them) `a/`. */
  async function removeFolder(folder: FolderPath, signal: AbortSignal | undefined): Promise<void> {
    const markers: string[] = [];
    for (const name of [folder, folder.slice(0, -1)]) {
      const found = await service.call({ path: name, signal }, (abortSignal) =>
        lookAtBlob(blobAt(name), name, abortSignal),
      );
      if (found?.kind === 'file' && name === folder) return removeFile(name, signal); // a blob called `a/`
      if (found?.kind === 'folder') markers.push(name);
    }
    const { entries } = await list(folder, { signal, pageSize: 2 });
    if (entries.length > 0) throw notEmpty(service.where(folder));
    if (markers.length === 0) throw missing(service.where(folder));
    for (const name of markers) await removeFile(name, signal);
  }

  return {
    address: service.address,
    folders: 'implied',
    keepsMd5: true,
    list,
    walk: (folder, { signal } = {}) => walk(folder, signal),
    stat: async (path, { signal } = {}) => {
      throwIfAborted(signal);
      const client = blobAt(path);
      return service.call({ path, signal }, (abortSignal) => lookAtBlob(client, path, abortSignal));
    },
    read: async (file, range, { signal, ...more } = {}) => {
      throwIfAborted(signal);
      const blob = reach(file);
      if (range.length === 0) return new Uint8Array(0);
      const where = service.where(file);
      return service.call({ path: file, signal, bytes: range.length }, (abortSignal) =>
        readBlob(blob, range, { where, abortSignal, ...more }),
      );
    },
    createUpload: (file, options) => {
      return Promise.resolve().then(() => {
        throwIfAborted(options.signal);
        return createBlobUpload(service, reach(file), file, options);
      });
    },
    copySource: async (file, { signal } = {}) => {
      throwIfAborted(signal);
      const { path } = file;
      const { address, client } = reach(path);
      return Promise.resolve(
        sealed({
          ...{ service: 'blob', address, file, by: grants.by },
          grant: () => grants.grant(address, path),
          properties: (own) =>
            service.call({ path, signal: own }, (abortSignal) => blobProperties(client(), abortSignal)),
        }),
      );
    },
    copyFrom: async (source, to, options = {}) =>
      copyIntoBlob({ service, connection, reach }, unsealed(source), to, options),
    createFolder: async (folder, { signal } = {}) => {
      throwIfAborted(signal);
      const name = folder.slice(0, -1);
      if (name !== '') await makeMarker(service, blobAt(name), name, signal);
    },
    delete: async (path, { signal } = {}) => {
      throwIfAborted(signal);
      if (path === '') throw isRoot(service.address);
      await (path.endsWith('/') ? removeFolder(path as FolderPath, signal) : removeFile(path, signal));
    },
  };
}
