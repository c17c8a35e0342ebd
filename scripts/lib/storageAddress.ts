import { isIP } from 'node:net';
import { Secret } from '../../src/common/secret.ts';
import type { StorageCredential } from '../../src/storage/connection.ts';

export const services = ['blob', 'file', 'dfs'] as const;
export type Service = (typeof services)[number];

export interface StorageAddress {
  readonly service: Service;
  /** Without a query. */
  readonly address: string;
  readonly credential: StorageCredential;
}

/** Says what is wrong with what was typed; its message holds no secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Takes apart `https://account.blob.core.windows.net/container?SAS`. An IP address stands for an emulator, where the
 * account is the first part of the path and the service has to be told.
 */
export function parseStorageAddress(text: string, told?: Service): StorageAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url)
    throw new UsageError(
      '--url is no address. Give one like https://account.blob.core.windows.net/container?SAS.',
    );
  checkProtocol(url);
  const service = told ?? serviceOf(url.hostname);
  if (!service)
    throw new UsageError(`Say which service answers at ${url.host}: --service blob, file or dfs.`);
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const pathStyle = isIP(bare(url.hostname)) !== 0 || url.hostname === 'localhost';
  if (parts.length !== (pathStyle ? 2 : 1)) {
    const wanted = pathStyle ? '/account/container' : '/container';
    throw new UsageError(`The path of --url has to be ${wanted}. To name a folder in it, use --prefix.`);
  }
  const address = `${url.origin}/${parts.join('/')}`;
  const credential: StorageCredential = { kind: 'sas', token: new Secret(url.search) };
  return { service, address, credential };
}

function checkProtocol(url: URL): void {
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('--url may not hold a user name or password. Give a SAS as its query.');
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return;
  throw new UsageError('--url has to begin with https://; http:// is for this machine only.');
}

function isLoopback(hostname: string): boolean {
  const host = bare(hostname);
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1' || host === 'localhost' || host.endsWith('.localhost');
}

function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/** `blob` of `account.blob.core.windows.net` and of `account.z01.blob.storage.azure.net`. */
function serviceOf(hostname: string): Service | undefined {
  const labels = hostname.split('.').slice(1, 3);
  return services.find((service) => labels.includes(service));
}
