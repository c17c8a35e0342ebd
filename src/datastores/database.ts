import { t } from '@vscode/l10n';
import { placeFields, placeNames, subscription } from './azureStorage.ts';
import { databaseName, hostEnd, port, serverName, type PickerName } from './checks.ts';
import type { ClientNames } from './clients.ts';
import type {
  CloudNames,
  CredentialType,
  DatabaseHosts,
  DatastoreKind,
  Field,
  RegisterOption,
} from './datastore.ts';

/** What the three databases share: a server and a database, known to the v1 API only, never browsed. */
export function databaseKind(own: {
  type: string;
  /** Its section in the v1 DTO. */
  section: string;
  server: keyof DatabaseHosts;
  pickers: readonly [servers: PickerName, databases: PickerName];
  port: string;
  /** An example of what its hosts end with. */
  endpoint: string;
  /** `enableSsl` where it can be chosen. */
  more?: readonly Field[];
  credentials: readonly CredentialType[];
  resourceUrl?: string;
  options: readonly RegisterOption[];
  note?: () => string;
  clients: ClientNames;
  readonly label: () => string;
}): DatastoreKind {
  const { type, section, label, credentials, options, clients, note, resourceUrl } = own;
  const [servers, databases] = own.pickers;
  const hostOf = (cloud: CloudNames) => cloud.databases?.[own.server] ?? '';
  const asked: readonly Field[] = [
    subscription,
    { id: 'serverName', label: () => t('Server'), asked: 'required', picks: servers, check: serverName },
    {
      id: 'databaseName',
      label: () => t('Database'),
      asked: 'required',
      picks: databases,
      check: databaseName,
    },
    {
      id: 'portNumber',
      label: () => t('Port'),
      asked: 'optional',
      ownMeaning: true,
      preset: () => own.port,
      check: port,
    },
    ...(own.more ?? []),
    {
      id: 'endpoint',
      label: () => t('Endpoint'),
      asked: 'advanced',
      ownMeaning: true,
      preset: hostOf,
      check: hostEnd(own.endpoint),
    },
  ];
  return {
    ...{ type, label, credentials, options, clients },
    ...(note && { note }),
    ...(resourceUrl && { resourceUrl }),
    fields: [...asked, ...placeFields],
    v1: {
      section,
      credential: 'database',
      names: {
        ...{ serverName: 'serverName', databaseName: 'databaseName', portNumber: 'portNumber' },
        ...{ endpoint: 'endpoint', ...placeNames },
        ...(own.more ? { enableSsl: { key: 'enableSSL', as: 'boolean' } } : {}),
      },
    },
    ...(options.includes('grantAccess') && {
      access: { type: 'Microsoft.Sql/servers', field: 'serverName', gives: 'users' as const },
    }),
    summary: (values) => `${values['serverName'] ?? '?'}/${values['databaseName'] ?? '?'}`,
    server: (values, cloud) => ({
      host: `${values['serverName'] ?? ''}.${values['endpoint'] || hostOf(cloud)}`,
      port: Number(values['portNumber'] || own.port),
    }),
  };
}
