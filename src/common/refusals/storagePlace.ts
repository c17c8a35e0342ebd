import { t } from '@vscode/l10n';
import type { StorageRefusal } from './row.ts';

type Place = Pick<StorageRefusal, 'service' | 'root' | 'account'>;

const blobRoles = { reader: 'Storage Blob Data Reader', writer: 'Storage Blob Data Contributor' };
const fileRoles = {
  reader: 'Storage File Data Privileged Reader',
  writer: 'Storage File Data Privileged Contributor',
};

/** The roles that allow reading and writing. Files over REST take the privileged ones, the others being for mounts. */
export function rolesOf(service: StorageRefusal['service']): {
  readonly reader: string;
  readonly writer: string;
} {
  return service === 'file' ? fileRoles : blobRoles;
}

/** What a role is given on: `container images of account contosodata`. */
export function scopeOf({ service, root, account }: Place): string {
  switch (service) {
    case 'blob':
      return t('container {0} of account {1}', root, account);
    case 'file':
      return t('file share {0} of account {1}', root, account);
    case 'dfs':
      return t('filesystem {0} of account {1}', root, account);
  }
}

/** The same within a sentence about the account: `container “images”`. */
export function rootOf({ service, root }: Pick<Place, 'service' | 'root'>): string {
  switch (service) {
    case 'blob':
      return t('container “{0}”', root);
    case 'file':
      return t('file share “{0}”', root);
    case 'dfs':
      return t('filesystem “{0}”', root);
  }
}

/** As people call the service: `Blob`. */
export function serviceName(service: StorageRefusal['service']): string {
  return { blob: 'Blob', file: 'Files', dfs: 'Data Lake' }[service];
}

/** `Storage Blob Data Reader on container images of account contosodata`, or both roles where it is not known which is missing. */
export function roleOnScope(at: Place & Pick<StorageRefusal, 'needs'>): string {
  const { reader, writer } = rolesOf(at.service);
  if (at.needs.length === 0) return t('{0} (to write: {1}) on {2}', reader, writer, scopeOf(at));
  return t('{0} on {1}', isReading(at.needs) ? reader : writer, scopeOf(at));
}

/** Whether a request with these needs changes nothing. */
export function isReading(needs: readonly string[]): boolean {
  return needs.every((letters) => letters === 'r' || letters === 'l');
}

/** `list (l)`; where one of several letters is enough, `create (c) or write (w)`. */
export function permissionName(letters: string): string {
  const names: Readonly<Record<string, () => string>> = {
    r: () => t('read ({0})', 'r'),
    l: () => t('list ({0})', 'l'),
    w: () => t('write ({0})', 'w'),
    c: () => t('create ({0})', 'c'),
    a: () => t('add ({0})', 'a'),
    d: () => t('delete ({0})', 'd'),
    m: () => t('move ({0})', 'm'),
  };
  const [first = '', second] = Array.from(letters, (letter) => names[letter]?.() ?? letter);
  return second === undefined ? first : t('{0} or {1}', first, second);
}

/** The codes for what signs a request in; the service tells in a detail what is wrong with it. */
export const authentication = [
  'AuthenticationFailed',
  'InvalidAuthenticationInfo',
  'NoAuthenticationInformation',
] as const;

/** Whether the requests carry such a credential. */
export const by = (credential: StorageRefusal['credential']) => (at: StorageRefusal) =>
  at.credential === credential;
