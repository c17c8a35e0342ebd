import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { PickerName } from '../datastores/checks.ts';
import type { FieldValues, WireObject } from '../datastores/datastore.ts';
import { section, text } from '../datastores/wire.ts';
import type { Cloud } from './cloud.ts';
import { asFailure } from './failures.ts';
import type { Call, Rest } from './rest.ts';
import { subscriptionsVersion, type Workspace } from './workspaces.ts';

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
}

/** What matters of a storage account when a datastore is registered on it. */
export interface AccountFacts {
  readonly hierarchical: boolean;
  readonly sharedKeys: boolean;
  /** Whether it can be reached from chosen networks only. */
  readonly restricted: boolean;
}

/** What Azure Resource Manager lists beside datastores, for those who would rather pick than type. */
export interface Neighbours {
  /**
   * What the field's value may be, given the values of others. `invalidInput` while one is missing that says where to
   * look; `permissionDenied` where it may not be listed: the value can be typed all the same.
   */
  list(picker: PickerName, values: FieldValues, workspace: Workspace, call?: Call): Promise<readonly Pick[]>;
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

interface Source {
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

const sources: Readonly<Record<Exclude<PickerName, 'subscriptions'>, Source>> = {
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

export function createNeighbours(cloud: Cloud, rest: Rest): Neighbours {
  async function all(url: string, what: string, call: Call, pick: Source['pick']): Promise<readonly Pick[]> {
    const found: Pick[] = [];
    try {
      for await (const page of rest.list(url, what, call))
        found.push(...page.map(pick).filter((one) => one !== undefined));
    } catch (error) {
      throw asFailure(error, { method: 'GET', what });
    }
    return found.sort((a, b) => (a.label ?? a.value).localeCompare(b.label ?? b.value));
  }

  /** The ARM id of the resource that a value names: its group is known if it was picked, else looked for. */
  async function parentId(
    { field, type }: NonNullable<Source['parent']>,
    values: FieldValues,
    subscriptionId: string,
    call: Call,
  ): Promise<string> {
    const name = values[field] ?? '';
    const scope = `/subscriptions/${encodeURIComponent(subscriptionId)}`;
    const group = values['resourceGroup'] ?? '';
    if (group !== '')
      return `${scope}/resourceGroups/${encodeURIComponent(group)}/providers/${type}/${encodeURIComponent(name)}`;
    const source = Object.values(sources).find(({ path }) => path === `/providers/${type}`);
    if (!source) throw new TypeError(`nothing lists ${type}`);
    const url = `${cloud.resourceManager}${scope}${source.path}?api-version=${source.version}`;
    const found = (await all(url, source.what(subscriptionId), call, source.pick)).find(
      ({ value }) => value.toLowerCase() === name.toLowerCase(),
    );
    const id = found?.fills['resourceGroup'];
    if (id === undefined) throw notThere(name, subscriptionId);
    return `${scope}/resourceGroups/${encodeURIComponent(id)}/providers/${type}/${encodeURIComponent(name)}`;
  }

  return {
    async list(picker, values, workspace, given = {}) {
      const call = { ...given, via: workspace.via };
      if (picker === 'subscriptions') {
        const url = `${cloud.resourceManager}/subscriptions?api-version=${subscriptionsVersion}`;
        return all(url, t('your subscriptions'), call, subscriptionPick);
      }
      const { path, version, what, parent, pick } = sources[picker];
      const subscriptionId = values['subscriptionId'] || workspace.subscriptionId;
      const name = parent ? (values[parent.field] ?? '') : subscriptionId;
      if (name === '') throw new Failure('invalidInput', chooseFirst(parent?.field));
      const scope = parent
        ? await parentId(parent, values, subscriptionId, call)
        : `/subscriptions/${encodeURIComponent(subscriptionId)}`;
      return all(`${cloud.resourceManager}${scope}${path}?api-version=${version}`, what(name), call, pick);
    },
  };
}

function subscriptionPick(resource: WireObject): Pick {
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
  };
}

function placeOf(resource: WireObject): FieldValues {
  const [, subscriptionId = '', resourceGroup = ''] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\//i.exec(text(resource, 'id')) ?? [];
  return { subscriptionId, resourceGroup };
}

function chooseFirst(field: string | undefined): string {
  return field === 'serverName'
    ? t('Choose a server first, or type the name.')
    : t('Choose a storage account first, or type the name.');
}

function notThere(name: string, subscriptionId: string): Failure {
  const message = t(
    'Subscription {1} shows no “{0}”, so what is in it cannot be listed. Choose the subscription it is in, or type the name.',
    name,
    subscriptionId,
  );
  return new Failure('notFound', message);
}
