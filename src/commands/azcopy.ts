import { t } from '@vscode/l10n';
import type { Cloud } from '../azureml/cloud.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { Failure } from '../common/failure.ts';
import { credentialPhrase } from '../datastores/credentialLabel.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { comment, shell, shellWord } from '../snippets/quote.ts';
import type { StorageService } from '../storage/open.ts';
import type { ConflictPolicy } from '../transfer/transfer.ts';

/** A side of a copy: a local path, or a place in a datastore. */
export type Side =
  | { readonly local: string }
  | { readonly workspace: Workspace; readonly datastore: Datastore; readonly path: string };

export interface Copy {
  readonly from: Side;
  /** What a folder's contents, or a file, are called there. */
  readonly to: Side;
  readonly kind: 'file' | 'folder';
  readonly conflict: ConflictPolicy;
}

type Clouds = Pick<Cloud, 'storageSuffix' | 'login'>;

// https://learn.microsoft.com/azure/storage/common/storage-ref-azcopy-copy
const words: Readonly<Record<StorageService, string>> = { blob: 'Blob', file: 'File', dfs: 'BlobFS' };
const overwrite: Readonly<Record<ConflictPolicy, string>> = {
  ask: 'prompt',
  skip: 'false',
  overwrite: 'true',
  overwriteIfNewer: 'ifSourceNewer',
  changed: 'ifSourceNewer',
};
/** AzCopy's own list of hosts that it sends tokens to. */
const trusted = ['core.windows.net', 'core.chinacloudapi.cn', 'core.cloudapi.de', 'core.usgovcloudapi.net'];

/**
 * The AzCopy commands that do the same, for a POSIX shell, with comments on how AzCopy signs in. No secret is in them.
 * `unsupported` for datastores without files.
 */
export function azCopyCommands(copies: readonly Copy[], cloud: Clouds): string {
  const sides = copies.flatMap(({ from, to }) => [from, to]);
  const notes = [...new Set(sides.flatMap((side) => ('local' in side ? [] : signInNotes(side, cloud))))];
  return [...notes, ...copies.map((copy) => commandOf(copy, cloud))].map((line) => `${line}\n`).join('');
}

function commandOf({ from, to, kind, conflict }: Copy, cloud: Clouds): string {
  const options = [
    `--from-to=${wordOf(from)}${wordOf(to)}`,
    ...(kind === 'folder' ? ['--recursive', '--as-subdir=false'] : []),
    `--overwrite=${overwrite[conflict]}`,
    // Like our uploads, so that whoever downloads them can check.
    ...('local' in from ? ['--put-md5'] : []),
    ...(trusted.includes(cloud.storageSuffix)
      ? []
      : [`--trusted-microsoft-suffixes=${shellWord(`*.${cloud.storageSuffix}`)}`]),
  ];
  return [shell`azcopy copy ${addressOf(from, cloud)} ${addressOf(to, cloud)}`, ...options].join(' ');
}

function wordOf(side: Side): string {
  return 'local' in side ? 'Local' : words[storageOf(side.datastore).service];
}

function storageOf({ name, kind }: Datastore) {
  if (kind?.storage) return kind.storage;
  throw new Failure('unsupported', t('AzCopy cannot reach datastore “{0}”: it holds no files.', name));
}

function addressOf(side: Side, cloud: Clouds): string {
  if ('local' in side) return side.local;
  const { service, root } = storageOf(side.datastore);
  const { accountName = '', endpoint = '', [root]: name = '' } = side.datastore.values;
  const suffix = endpoint === '' ? cloud.storageSuffix : endpoint;
  const path = side.path.replace(/\/$/, '').split('/').map(encoded).join('/');
  return `https://${accountName}.${service}.${suffix}/${encoded(name)}${path === '' ? '' : `/${path}`}`;
}

/** Without marks that a shell knows, so that a token can be put behind it. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** How AzCopy gets at the data: it signs in by itself, and takes no account key. */
function signInNotes({ workspace, datastore }: Exclude<Side, { local: string }>, cloud: Clouds): string[] {
  const { credential, name } = datastore;
  const { tenantId } = workspace;
  const endpoint =
    cloud.login === 'https://login.microsoftonline.com' ? '' : shell` --aad-endpoint=${cloud.login}`;
  const signIn = shell`azcopy login --tenant-id=${tenantId}` + endpoint;
  switch (credential.type) {
    case 'sas':
      return [
        comment(
          t(
            'Datastore “{0}” holds a SAS token, which is not shown here: append ? and a token to its address, or sign in first: {1}',
            name,
            signIn,
          ),
        ),
      ];
    case 'servicePrincipal':
    case 'certificate': {
      const application = shell`azcopy login --login-type=SPN --application-id=${credential.clientId} --tenant-id=${credential.tenantId}`;
      return [
        comment(
          t(
            'Datastore “{0}” is reached by a service principal, whose secret is not shown here. Sign in first as yourself: {1}',
            name,
            signIn,
          ),
        ),
        comment(t('or as that principal: {0}', application + endpoint)),
      ];
    }
    case 'accountKey':
    case 'login':
      return [
        comment(
          t(
            'Datastore “{0}” is reached by {1}, which AzCopy does not take. Sign in first: {2}',
            name,
            credentialPhrase(credential),
            signIn,
          ),
        ),
      ];
    case 'none':
      return [comment(t('Sign in first: {0}', signIn))];
  }
}
