import type { TokenCredential } from '@azure/core-auth';
import type { StorageConnection } from './connection.ts';
import type { Grant, OpenSource } from './copySource.ts';
import type { Service } from './service.ts';
import { olderVersion } from './versions.ts';

/** How long a signature for one file lasts, in milliseconds: as long as one request may take, and little more. */
const lifetime = 30 * 60 * 1000;
/** A token is not used in its last minutes. In milliseconds. */
const early = 5 * 60 * 1000;
const scope = 'https://storage.azure.com/.default';

/** What a SAS for reading one file is made from. */
export interface SasWish {
  readonly account: string;
  readonly key: string;
  /** The container or share. */
  readonly root: string;
  readonly path: string;
  readonly expiresOn: Date;
  readonly https: boolean;
  readonly version: string;
}

/** Gives other storages the right to read one file of `service`, no more than the credential has and no longer than it takes. */
export function createGrants(
  { address, query }: Service,
  { credential, version = olderVersion }: StorageConnection,
  sign: (wish: SasWish) => string,
): { readonly by: OpenSource['by']; grant(own: string, path: string): Promise<Grant> } {
  const token = credential.kind === 'identity' ? keptToken(credential.credential) : undefined;
  const { pathname, protocol } = new URL(address);
  const root = decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1));
  return {
    by: credential.kind,
    async grant(own, path) {
      if (credential.kind === 'sas') return { url: `${own}${query}` };
      if (credential.kind === 'accountKey') {
        const { account, key } = credential;
        const wish = { account, key: key.reveal(), root, path, https: protocol === 'https:', version };
        return { url: `${own}?${sign({ ...wish, expiresOn: new Date(Date.now() + lifetime) })}` };
      }
      const value = await token?.();
      return { url: own, ...(value !== undefined && { authorization: { scheme: 'Bearer', value } }) };
    },
  };
}

function keptToken(credential: TokenCredential): () => Promise<string> {
  let held: { readonly token: string; readonly expiresOnTimestamp: number } | undefined;
  return async () => {
    if (!held || Date.now() > held.expiresOnTimestamp - early)
      held = (await credential.getToken(scope)) ?? undefined;
    if (!held) throw Object.assign(new Error('There is no token.'), { name: 'CredentialUnavailableError' });
    return held.token;
  };
}

/** Whether `source` is in the account that `address` is in, so that the service copies it without reading it anew. */
export function inSameAccount(source: OpenSource, address: string): boolean {
  const [one, other] = [new URL(source.address), new URL(address)];
  if (one.host !== other.host) return false;
  // By an address of numbers or a name of this machine, as emulators have it, the account is a part of the path.
  const isPathStyle = /^(?:[\d.]+|localhost|\[.*\])$/.test(one.hostname);
  return !isPathStyle || one.pathname.split('/', 2)[1] === other.pathname.split('/', 2)[1];
}
