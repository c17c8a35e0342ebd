import type { Row } from '../contract/registrationRows.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What stands for a secret in what the SDKs are seen to say. */
export const hidden = '(secret)';

const resources: Readonly<Record<string, string>> = {
  AzureDataLake: 'https://datalake.azure.net/',
  AzureSqlDatabase: 'https://database.windows.net/',
};

/** The service’s words in which SDK v1 names a type’s fields, by our words. */
const v1Names: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AzureBlob: { accountName: 'account_name', containerName: 'container_name', protocol: 'protocol' },
  AzureFile: { accountName: 'account_name', fileShareName: 'container_name', protocol: 'protocol' },
  AzureDataLakeGen2: { accountName: 'account_name', filesystem: 'container_name', protocol: 'protocol' },
  AzureDataLake: { storeName: 'store_name' },
  AzureSqlDatabase: { serverName: 'server_name', databaseName: 'database_name' },
  AzurePostgreSql: { serverName: 'server_name', databaseName: 'database_name' },
  AzureMySql: { serverName: 'server_name', databaseName: 'database_name' },
};

const v2Names: typeof v1Names = {
  AzureBlob: v1Names['AzureBlob'] ?? {},
  AzureFile: { accountName: 'account_name', fileShareName: 'file_share_name', protocol: 'protocol' },
  AzureDataLakeGen2: { accountName: 'account_name', filesystem: 'filesystem', protocol: 'protocol' },
  AzureDataLake: { storeName: 'store_name' },
  OneLake: { oneLakeWorkspaceName: 'one_lake_workspace_name' },
};

const inStorageAccount = ['AzureBlob', 'AzureFile', 'AzureDataLakeGen2'];

/** The values under the SDK’s names, with what an account’s place is when nobody says otherwise. */
function placeOf({ type = '', ...answers }: Row['answers'], names: typeof v1Names): Fields {
  const usual = inStorageAccount.includes(type) ? { endpoint: 'core.windows.net', protocol: 'https' } : {};
  const own = Object.entries(names[type] ?? {}).flatMap(([ours, theirs]) =>
    answers[ours] === undefined ? [] : [[theirs, answers[ours]] as const],
  );
  return { ...usual, ...Object.fromEntries(own) };
}

function principalOf({ answers }: Row): Fields {
  return {
    ...{ tenant_id: answers['tenantId'], client_id: answers['clientId'] },
    authority_url: 'https://login.microsoftonline.com',
    resource_url: resources[answers['type'] ?? ''] ?? 'https://storage.azure.com/',
  };
}

function credentialInV1(row: Row): Fields {
  const { type = '', credential, userId } = row.answers;
  const typed = ['AzureBlob', 'AzureFile'].includes(type);
  switch (credential) {
    case 'accountKey':
      return { credential_type: 'AccountKey', account_key: hidden };
    case 'sas':
      return { credential_type: 'Sas', sas_token: hidden };
    case 'servicePrincipal':
      return { ...principalOf(row), client_secret: hidden };
    case 'certificate':
      return principalOf(row);
    case 'login':
      return type === 'AzureSqlDatabase'
        ? { username: userId, password: hidden }
        : { user_id: userId, user_password: hidden };
    default:
      return typed ? { credential_type: 'None' } : {};
  }
}

const ports: Readonly<Record<string, string>> = { AzurePostgreSql: '5432', AzureMySql: '3306' };

/** The members of SDK v1’s object that say something. */
export function fieldsInV1(row: Row, name: string): Fields {
  const { type = '' } = row.answers;
  // Of OneLake it knows but the word.
  if (type === 'OneLake') return { _name: name, _datastore_type: type };
  const port = ports[type];
  return {
    ...{ _name: name, _datastore_type: type, ...placeOf(row.answers, v1Names), ...credentialInV1(row) },
    ...(port === undefined ? {} : { port_number: port }),
    ...(type === 'AzurePostgreSql' ? { enforce_ssl: row.answers['enableSsl'] !== 'false' } : {}),
  };
}

function credentialInV2(row: Row): readonly [entity: string, fields: Fields] {
  switch (row.answers['credential']) {
    case 'accountKey':
      return ['AccountKeyConfiguration', { type: 'account_key', account_key: hidden }];
    case 'sas':
      return ['SasTokenConfiguration', { type: 'sas', sas_token: hidden }];
    case 'servicePrincipal':
      return [
        'ServicePrincipalConfiguration',
        { type: 'service_principal', ...principalOf(row), client_secret: hidden },
      ];
    case 'certificate':
      return ['CertificateConfiguration', { type: 'Certificate', ...principalOf(row), certificate: hidden }];
    default:
      return ['NoneCredentialConfiguration', { type: 'None' }];
  }
}

/** SDK v2’s object: undefined for the types that ARM has not. */
export function fieldsInV2(row: Row, name: string): Fields | undefined {
  const { type = '' } = row.answers;
  if (!(type in v2Names)) return undefined;
  const oneLake = type === 'OneLake' ? { endpoint: 'onelake.dfs.fabric.microsoft.com' } : {};
  return {
    fields: {
      ...{ _type: type === 'AzureDataLake' ? 'AzureDataLakeGen1' : type, name, description: 'Ours' },
      ...{ ...placeOf(row.answers, v2Names), ...oneLake },
    },
    tags: { team: 'vision', stage: 'test' },
    artifact: row.answers['artifactName'] ?? null,
    credential: credentialInV2(row),
  };
}

/** Members of the objects that hold nothing of the datastore, or nothing at all. */
const noise = [
  ...[
    '_num_workers',
    'workspace_msi_has_access',
    '_base_path',
    '_id',
    '_Resource__source_path',
    '_print_as_yaml',
  ],
  'thumbprint',
];
const noGuid = '00000000-0000-0000-0000-000000000000';

/** What was seen, without the noise, and in the public cloud’s names. */
export function cleaned(seen: unknown): unknown {
  if (Array.isArray(seen)) return seen.map(cleaned);
  if (typeof seen === 'string') return seen.replaceAll('.localhost', '');
  if (typeof seen !== 'object' || seen === null) return seen;
  const kept = Object.entries(seen).filter(
    ([name, value]) => !noise.includes(name) && value !== noGuid && (value !== null || name === 'artifact'),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, cleaned(value)]));
}
