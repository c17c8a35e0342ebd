import { t } from '@vscode/l10n';
import type { PickerName } from '../datastores/checks.ts';
import type { FieldValues, WireObject } from '../datastores/datastore.ts';
import { section, text } from '../datastores/wire.ts';

/** Something that a field can be picked from. */
export interface Pick {
  readonly value: string;
  /** How people call it, where that is not the value. */
  readonly label?: string;
  /** What tells it from others: `eastus · Data Lake Gen2 · private network`. */
  readonly detail: string;
  /** Other fields that follow from it. */
  readonly fills: FieldValues;
  readonly account?: AccountFacts;
  /** It is a server that does not run. */
  readonly stopped?: true;
}

/** What matters of a storage account when a datastore is registered on it. */
export interface AccountFacts {
  readonly hierarchical: boolean;
  readonly sharedKeys: boolean;
  /** Whether it can be reached from chosen networks only. */
  readonly restricted: boolean;
}

/** The newest stable versions that the reference confirms; ARCHITECTURE.md has the table with their sources. */
const versions = {
  storage: '2025-08-01',
  sql: '2023-08-01',
  postgreSql: '2025-08-01',
  mySql: '2023-12-30',
} as const;

/** Databases that the servers keep for themselves. */
const systemDatabases =
  /^(?:master|azure_maintenance|azure_sys|mysql|sys|information_schema|performance_schema)$/;

/** Where a list comes from, and what is read of its members. */
export interface Source {
  /** Below the subscription, or below what {@link Source.parent} names. */
  readonly path: string;
  readonly version: string;
  readonly what: (name: string) => string;
  /** The field whose value names the resource in which it is, and that resource's type. */
  readonly parent?: { readonly field: string; readonly type: string };
  readonly pick: (resource: WireObject) => Pick | undefined;
}

const rootsOf = (path: string, what: Source['what']): Source => ({
  path,
  version: versions.storage,
  what,
  parent: { field: 'accountName', type: 'Microsoft.Storage/storageAccounts' },
  pick: (resource) => ({ value: text(resource, 'name'), detail: '', fills: {} }),
});

const serversOf = (type: string, version: string, what: Source['what']): Source => ({
  path: `/providers/${type}`,
  version,
  what,
  pick: serverPick,
});

const databasesOf = (type: string, version: string, what: Source['what']): Source => ({
  path: '/databases',
  version,
  what,
  parent: { field: 'serverName', type },
  pick(resource) {
    // Of a SQL server's databases the name is the last part of what older versions answer.
    const value = text(resource, 'name').split('/').at(-1) ?? '';
    if (systemDatabases.test(value)) return undefined;
    const properties = section(resource, 'properties');
    return { value, detail: text(properties, 'status') || text(properties, 'charset'), fills: {} };
  },
});

const servers = {
  sql: 'Microsoft.Sql/servers',
  postgreSql: 'Microsoft.DBforPostgreSQL/flexibleServers',
  mySql: 'Microsoft.DBforMySQL/flexibleServers',
} as const;

export const sources: Readonly<Record<Exclude<PickerName, 'subscriptions'>, Source>> = {
  storageAccounts: {
    path: '/providers/Microsoft.Storage/storageAccounts',
    version: versions.storage,
    what: (name) => t('the storage accounts of subscription {0}', name),
    pick: accountPick,
  },
  containers: rootsOf('/blobServices/default/containers', (name) =>
    t('the containers of storage account “{0}”', name),
  ),
  filesystems: rootsOf('/blobServices/default/containers', (name) =>
    t('the filesystems of storage account “{0}”', name),
  ),
  fileShares: rootsOf('/fileServices/default/shares', (name) =>
    t('the file shares of storage account “{0}”', name),
  ),
  sqlServers: serversOf(servers.sql, versions.sql, (name) => t('the SQL servers of subscription {0}', name)),
  sqlDatabases: databasesOf(servers.sql, versions.sql, (name) => t('the databases of server “{0}”', name)),
  postgreSqlServers: serversOf(servers.postgreSql, versions.postgreSql, (name) =>
    t('the PostgreSQL servers of subscription {0}', name),
  ),
  postgreSqlDatabases: databasesOf(servers.postgreSql, versions.postgreSql, (name) =>
    t('the databases of server “{0}”', name),
  ),
  mySqlServers: serversOf(servers.mySql, versions.mySql, (name) =>
    t('the MySQL servers of subscription {0}', name),
  ),
  mySqlDatabases: databasesOf(servers.mySql, versions.mySql, (name) =>
    t('the databases of server “{0}”', name),
  ),
};

export function subscriptionPick(resource: WireObject): Pick {
  const value = text(resource, 'subscriptionId');
  return { value, label: text(resource, 'displayName') || value, detail: value, fills: {} };
}

/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list */
function accountPick(resource: WireObject): Pick {
  const properties = section(resource, 'properties');
  const rules = section(properties, 'networkAcls');
  const account: AccountFacts = {
    hierarchical: properties['isHnsEnabled'] === true,
    // Absent: allowed.
    sharedKeys: properties['allowSharedKeyAccess'] !== false,
    restricted:
      text(rules, 'defaultAction') === 'Deny' || text(properties, 'publicNetworkAccess') === 'Disabled',
  };
  const detail = [
    text(resource, 'location'),
    ...(account.hierarchical ? [t('Data Lake Gen2')] : []),
    ...(account.restricted ? [t('private network')] : []),
    ...(account.sharedKeys ? [] : [t('keys disabled')]),
  ].join(' · ');
  return { value: text(resource, 'name'), detail, fills: placeOf(resource), account };
}

function serverPick(resource: WireObject): Pick {
  const value = text(resource, 'name');
  const properties = section(resource, 'properties');
  const host = text(properties, 'fullyQualifiedDomainName');
  const endpoint = host.startsWith(`${value}.`) ? { endpoint: host.slice(value.length + 1) } : {};
  return {
    value,
    detail: [text(resource, 'location'), text(properties, 'state')].filter(Boolean).join(' · '),
    fills: { ...placeOf(resource), ...endpoint },
    ...(text(properties, 'state') === 'Stopped' && { stopped: true as const }),
  };
}

function placeOf(resource: WireObject): FieldValues {
  const [, subscriptionId = '', resourceGroup = ''] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\//i.exec(text(resource, 'id')) ?? [];
  return { subscriptionId, resourceGroup };
}
