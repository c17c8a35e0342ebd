import type { StorageConnection } from './connection.ts';
import type { Storage } from './storage.ts';
import { withOlderVersion } from './versions.ts';

/** The word in a storage account's host name: `account.blob.core.windows.net`. */
export type StorageService = 'blob' | 'file' | 'dfs';

/** Opens a container, share or filesystem. Loads that service's library on first use. */
export async function openStorage(service: StorageService, connection: StorageConnection): Promise<Storage> {
  return withOlderVersion(await openerOf(service), connection);
}

async function openerOf(service: StorageService): Promise<(connection: StorageConnection) => Storage> {
  switch (service) {
    case 'blob':
      return (await import('./blob.ts')).openBlob;
    case 'file':
      return (await import('./fileShare.ts')).openFileShare;
    case 'dfs':
      return (await import('./dataLake.ts')).openDataLake;
  }
}

/** Makes the container, share or filesystem at the connection's address, and takes one that exists for made. */
export async function createRoot(
  service: StorageService,
  connection: StorageConnection,
  signal?: AbortSignal,
): Promise<void> {
  switch (service) {
    case 'blob':
      return (await import('./blob.ts')).createContainer(connection, signal);
    case 'file':
      return (await import('./fileShare.ts')).createShare(connection, signal);
    case 'dfs':
      throw new TypeError('No call of a client makes filesystems.');
  }
}
