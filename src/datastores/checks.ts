import { t } from '@vscode/l10n';
import type { CloudNames, FieldValues } from './datastore.ts';

/** What is wrong with a value, or what to know about it though it may be right; as a sentence. */
export interface Doubt {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** What a check may look at beside the value. */
export interface CheckContext {
  readonly values: FieldValues;
  readonly cloud: CloudNames;
}

/** Looks at a value that is not empty. */
export type Check = (value: string, context: CheckContext) => Doubt | undefined;

/** The lists that fields are picked from. */
export type PickerName =
  | 'storageAccounts'
  | 'containers'
  | 'filesystems'
  | 'fileShares'
  | 'sqlServers'
  | 'sqlDatabases'
  | 'postgreSqlServers'
  | 'postgreSqlDatabases'
  | 'mySqlServers'
  | 'mySqlDatabases'
  | 'subscriptions';

const error = (message: string): Doubt => ({ severity: 'error', message });
const warning = (message: string): Doubt => ({ severity: 'warning', message });

const matching =
  (pattern: RegExp, sentence: () => string): Check =>
  (value) =>
    pattern.test(value) ? undefined : error(sentence());

/** Reading takes more; the SDKs agree on this much. */
export const datastoreName: Check = (value) =>
  /^[a-z0-9][a-z0-9_]{0,254}$/.test(value)
    ? undefined
    : error(
        t(
          'A datastore’s name has up to 255 lower-case letters, digits and underscores, and begins with a letter or digit, such as {0}.',
          nameFrom(value) || 'my_images',
        ),
      );

/** A datastore's name made of another one: `Sales-2024` becomes `sales_2024`; `''` where nothing is left. */
export const nameFrom = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 255);

/** https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name */
export const accountName = matching(/^[a-z0-9]{3,24}$/, () =>
  t('A storage account’s name has 3 to 24 lower-case letters and digits.'),
);

/** https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
const rootPattern = /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/;

/** Containers that Azure makes for itself have names of their own. */
export const containerName = matching(new RegExp(`${rootPattern.source}|^\\$(?:root|web|logs)$`), () =>
  t(
    'A container’s name has 3 to 63 lower-case letters, digits and single dashes, and begins and ends with a letter or digit.',
  ),
);

/** https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-shares--directories--files--and-metadata */
export const shareName = matching(rootPattern, () =>
  t(
    'A file share’s name has 3 to 63 lower-case letters, digits and single dashes, and begins and ends with a letter or digit.',
  ),
);

export const filesystemName = matching(new RegExp(`${rootPattern.source}|^\\$(?:root|web|logs)$`), () =>
  t(
    'A filesystem’s name has 3 to 63 lower-case letters, digits and single dashes, and begins and ends with a letter or digit.',
  ),
);

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
export const storeName = matching(/^[a-z0-9]{3,24}$/, () =>
  t('A Data Lake store’s name has 3 to 24 lower-case letters and digits.'),
);

export const guid = matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, () =>
  t('An id has 32 digits and letters from a to f, in five groups with dashes between them.'),
);

export const resourceGroup = matching(/^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u, () =>
  t(
    'The name of a resource group has up to 90 letters, digits, dashes, dots, underscores and brackets, and no dot at its end.',
  ),
);

const hostPattern = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;

/** The end of a storage host. Others than the cloud's own can be registered, and are not opened here. */
export const storageEndpoint: Check = (value, { cloud }) => {
  if (!hostPattern.test(value)) return error(endOfHost(cloud.storageSuffix));
  if (value === cloud.storageSuffix) return undefined;
  return warning(
    t(
      'Storage of this cloud is under {0}. The datastore can be registered, but no credential is sent to another place from here, so it cannot be opened.',
      cloud.storageSuffix,
    ),
  );
};

export const hostEnd =
  (example: string): Check =>
  (value) =>
    hostPattern.test(value) ? undefined : error(endOfHost(example));

const endOfHost = (example: string): string =>
  t('The endpoint is the end of a host’s name, without https:// and slashes, such as {0}.', example);

/** The service adds the endpoint to the server's short name. */
export const serverName: Check = (value) => {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(value)) return undefined;
  if (hostPattern.test(value))
    return error(
      t(
        'Give the short name “{0}”; what follows its first dot belongs in the endpoint.',
        value.slice(0, value.indexOf('.')),
      ),
    );
  return error(t('A server’s name has up to 63 letters, digits and dashes.'));
};

// Every character that a database's name may hold is allowed; what no server takes is not.
export const databaseName = matching(/^[^<>*%&:\\/?]{1,128}$/, () =>
  t('A database’s name has up to 128 characters, and none of < > * % & : \\ / ?'),
);

export const port: Check = (value) =>
  /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65535
    ? undefined
    : error(t('A port is a number from 1 to 65535.'));

export const seconds: Check = (value) =>
  /^\d{1,9}$/.test(value) ? undefined : error(t('The time is a whole number of seconds.'));

/** The authority gets the principal's secret when the datastore is opened. */
export const authority: Check = (value, { cloud }) => {
  if (!URL.canParse(value) || new URL(value).protocol !== 'https:')
    return error(t('The authority is an https address, such as {0}.', cloud.login));
  if (new URL(value).origin === cloud.login) return undefined;
  return warning(
    t(
      'This cloud signs in at {0}. The datastore can be registered, but no secret is sent to another place from here, so it cannot be opened.',
      cloud.login,
    ),
  );
};

export const address = (example: string): Check =>
  function httpsAddress(value) {
    return URL.canParse(value) && new URL(value).protocol === 'https:'
      ? undefined
      : error(t('This is an https address, such as {0}.', example));
  };

export const thumbprint = matching(/^[0-9a-f]{40}$/i, () =>
  t('A thumbprint has 40 digits and letters from a to f.'),
);

export const fabricName = matching(/^[^/\\]+$/, () => t('This is a name or id, without slashes.'));

/** `<guid>/Files`, as the SDK's examples have it, or `name.Lakehouse/Files`. */
export const artifactName = matching(/^[^/\\]+(?:\/[^/\\]+)*$/, () =>
  t('An artifact is named by its id or name, which a folder may follow, such as sales.Lakehouse/Files.'),
);

/**
 * Tags as people write them into one line: `team=vision, stage=test`. A backslash takes the next character as it is, `\\n` is
 * the end of a line. `undefined`: it is no such line.
 */
export function parseTags(line: string): Record<string, string> | undefined {
  const tags: [string, string][] = [];
  for (const [part = ''] of line.matchAll(/(?:\\[^]|[^\\,])+/g)) {
    if (part.trim() === '') continue;
    const [, key = '', value = ''] = /^((?:\\[^]|[^\\=])+)=([^]*)$/.exec(part) ?? [];
    const name = plainTag(key);
    if (name === '' || tags.some(([known]) => known === name)) return undefined;
    tags.push([name, plainTag(value)]);
  }
  return Object.fromEntries(tags);
}

/** Without what stands around it, and without backslashes. */
function plainTag(text: string): string {
  const inner = text.replace(/^\s+/, '').replace(/((?:\\[^]|[^\\])*?)\s*$/, '$1');
  return inner.replace(/\\([^])/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

const quotedTag = (text: string): string =>
  text
    .replace(/[\\,=]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/^\s|\s$/g, '\\$&');

/** The way back: what it writes is read as the same tags. */
export function tagLine(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${quotedTag(key)}=${quotedTag(value)}`)
    .join(', ');
}

export const tags: Check = (value) =>
  parseTags(value)
    ? undefined
    : error(
        t(
          'Tags are written as name=value, each name once, with commas between them; a comma that belongs to a value has a backslash before it.',
        ),
      );
