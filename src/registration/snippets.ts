import { t } from '@vscode/l10n';
import { azureClouds } from '../azureml/cloud.ts';
import type { CloudNames, DatastoreDraft, DatastoreKind, RegisterOption } from '../datastores/datastore.ts';
import { pythonCall, pythonDict, pythonImport, type PythonCall } from '../snippets/python.ts';
import { comment, python, pythonLiteral, shell } from '../snippets/quote.ts';
import type { SnippetText, SnippetWorkspace } from '../snippets/snippet.ts';
import { yamlLines, type YamlEntry } from '../snippets/yaml.ts';
import {
  argumentsOf,
  clientNames,
  credentialArguments,
  leftOut,
  namesOfCredential,
  placeholder,
  refusal,
  v2Draft,
  type Argument,
  type Client,
  type V2Member,
} from './clients.ts';

export type SnippetOptions = Readonly<Partial<Record<RegisterOption | 'setDefault', boolean | undefined>>>;

interface Wanted {
  readonly draft: DatastoreDraft;
  readonly options: SnippetOptions;
  readonly workspace: SnippetWorkspace;
  readonly cloud: CloudNames;
}

/** The same registration as people write it themselves: SDK v1, SDK v2, and a file for the command line. */
export function registrationSnippets(
  draft: DatastoreDraft,
  options: SnippetOptions,
  workspace: SnippetWorkspace,
  cloud: CloudNames,
): readonly SnippetText[] {
  const wanted: Wanted = { draft, options, workspace, cloud };
  const text = (client: Client, write: (wanted: Wanted) => string) => {
    const refused = refusal(client, draft);
    return refused === undefined ? write(wanted) : comment(refused);
  };
  return [
    { title: 'Python SDK v1', language: 'python', text: text('v1', sdkV1) },
    { title: 'Python SDK v2', language: 'python', text: text('v2', sdkV2) },
    { title: 'CLI v2 (YAML)', language: 'yaml', text: text('cli', cliV2) },
  ];
}

function sdkV1(wanted: Wanted): string {
  const { draft, options, workspace, cloud } = wanted;
  const { name, kind, values, description, tags } = draft;
  const found: PythonCall = {
    callee: 'Workspace.get',
    args: [
      ['name', pythonLiteral(workspace.name)],
      ['subscription_id', pythonLiteral(workspace.subscriptionId)],
      ['resource_group', pythonLiteral(workspace.resourceGroup)],
    ],
  };
  const unsaid = [
    ...(description === '' ? [] : [t('Description')]),
    ...(Object.keys(tags).length === 0 ? [] : [t('Tags')]),
    ...leftOut(kind, kind.clients.v1?.names ?? {}, values, cloud),
  ];
  return [
    'from azureml.core import Datastore, Workspace',
    '',
    assigned('ws', found),
    '',
    ...noPlaceFor('v1', unsaid),
    assigned('datastore', registerCall(wanted)),
    ...(options.setDefault === true ? [python`ws.set_default_datastore(${name})`] : []),
  ].join('\n');
}

const v1Flags = [
  ['overwrite', 'overwrite'],
  ['create', 'create_if_not_exists'],
  ['skipValidation', 'skip_validation'],
  ['grantAccess', 'grant_workspace_access'],
] as const;

/** An argument of SDK v1's call; secrets are placeholders. */
export interface V1Argument {
  readonly name: string;
  readonly value: string | number | boolean;
}

const registerCall = ({ draft, options, cloud }: Wanted): PythonCall => ({
  callee: `Datastore.${draft.kind.clients.v1?.method ?? ''}`,
  args: [
    ['workspace', 'ws'],
    ...v1Arguments(draft, options, cloud).map(({ name, value }) => [name, pythonLiteral(value)] as const),
  ],
});

/** All but the workspace: what is needed comes first, and what is special last. */
export function v1Arguments(
  draft: DatastoreDraft,
  options: SnippetOptions,
  cloud: CloudNames,
): readonly V1Argument[] {
  const { kind, values } = draft;
  const own = argumentsOf(kind.fields, kind.clients.v1?.names ?? {}, values, cloud);
  const written = ({ id, name, value }: Argument) => ({ name, value: v1Value(kind, id, value) });
  return [
    { name: 'datastore_name', value: draft.name },
    ...own.filter(({ required }) => required).map(written),
    ...v1Credential(draft, cloud),
    ...own.filter(({ required }) => !required).map(written),
    ...v1Flags
      .filter(([option]) => options[option] === true && kind.options.includes(option))
      .map(([, name]) => ({ name, value: true })),
  ];
}

const assigned = (name: string, call: PythonCall): string =>
  `${name} = ${pythonCall(call, name.length + ' = '.length)}`;

/** Numbers and flags are such where the v1 service wants them to be. */
function v1Value(kind: DatastoreKind, id: string, value: string): V1Argument['value'] {
  const name = kind.v1?.names[id];
  if (typeof name !== 'object') return value;
  if (name.as === 'boolean') return value === 'true';
  return /^\d{1,15}$/.test(value) ? Number(value) : value;
}

function v1Credential(draft: DatastoreDraft, cloud: CloudNames): readonly V1Argument[] {
  const { kind, credential } = draft;
  const secret = placeholder(credential.type);
  if (credential.type === 'none') return [];
  if (credential.type === 'login') {
    const [user, password] = kind.clients.v1?.login ?? ['username', 'password'];
    return [
      { name: user, value: credential.userId ?? '' },
      { name: password, value: secret },
    ];
  }
  const names = namesOfCredential(credential.type)?.v1 ?? {};
  return credentialArguments(draft, names, secret, cloud);
}

/** What a client's call says nothing of, so that nobody believes that it does. */
export const noPlaceFor = (client: Client, labels: readonly string[]): readonly string[] =>
  labels.length === 0
    ? []
    : [comment(t('{0} has no place for: {1}.', clientNames[client], labels.join(', ')))];

/** What has to be done besides, as neither SDK v2 nor its command line does it. */
function besides(client: Client, { draft, options }: Wanted): readonly string[] {
  const name = clientNames[client];
  const asked = (option: RegisterOption) => options[option] === true && draft.kind.options.includes(option);
  const sentences: string[] = [];
  if (asked('create')) sentences.push(t('{0} creates no container or file share: create it first.', name));
  if (asked('grantAccess'))
    sentences.push(
      t('{0} gives no access: give the workspace’s managed identity a role on the storage.', name),
    );
  if (options.setDefault === true)
    sentences.push(t('{0} cannot set the default datastore: use SDK v1 or the studio.', name));
  return sentences.map(comment);
}

function sdkV2(wanted: Wanted): string {
  const { draft, cloud } = wanted;
  const { entity = '', entities = {} } = draft.kind.clients.v2 ?? {};
  const { fields, credentials, leftOut } = v2Draft(draft, cloud);
  const called = ([key, value]: V2Member): PythonCall['args'][number] => {
    if (typeof value === 'string') return [key, pythonLiteral(value)];
    if (key === 'tags') return [key, pythonDict(draft.tags)];
    return [key, { callee: entities[key] ?? '', args: value.map(called) }];
  };
  const args = [called(['name', draft.name]), ...fields.map(called)];
  if (credentials)
    args.push(['credentials', { callee: credentials.entity, args: credentials.members.map(called) }]);
  const classes = [entity, ...Object.values(entities), ...(credentials ? [credentials.entity] : [])];
  return [
    'from azure.ai.ml import MLClient',
    pythonImport('azure.ai.ml.entities', classes),
    'from azure.identity import DefaultAzureCredential',
    '',
    assigned('ml_client', mlClient(wanted)),
    '',
    ...noPlaceFor('v2', leftOut),
    ...besides('v2', wanted),
    assigned('datastore', { callee: entity, args }),
    'ml_client.datastores.create_or_update(datastore)',
  ].join('\n');
}

/** Other clouds than Azure's own have to be named: https://learn.microsoft.com/python/api/azure-ai-ml/azure.ai.ml.mlclient */
function mlClient({ workspace, cloud }: Wanted): PythonCall {
  const { name = '' } = Object.values(azureClouds).find(({ login }) => login === cloud.login) ?? {};
  const isPublic = name === azureClouds.AzureCloud.name;
  const authority: PythonCall['args'] = isPublic ? [] : [['authority', pythonLiteral(cloud.login)]];
  return {
    callee: 'MLClient',
    args: [
      ['credential', { callee: 'DefaultAzureCredential', args: authority }],
      ['subscription_id', pythonLiteral(workspace.subscriptionId)],
      ['resource_group_name', pythonLiteral(workspace.resourceGroup)],
      ['workspace_name', pythonLiteral(workspace.name)],
      ...(isPublic || name === '' ? [] : [['cloud', pythonLiteral(name)] as const]),
    ],
  };
}

function cliV2(wanted: Wanted): string {
  const { draft, workspace, cloud } = wanted;
  const { fields, credentials, leftOut } = v2Draft(draft, cloud);
  const { name, resourceGroup, subscriptionId } = workspace;
  const place = shell`--subscription ${subscriptionId} --resource-group ${resourceGroup} --workspace-name ${name}`;
  return [
    comment(`az ml datastore create --file datastore.yml ${place}`),
    ...noPlaceFor('cli', leftOut),
    ...besides('cli', wanted),
    ...datastoreFile(draft, fields, credentials?.members),
  ].join('\n');
}

/** The lines of a file for `az ml datastore create`. */
export const datastoreFile = (
  draft: DatastoreDraft,
  fields: readonly YamlEntry[],
  credentials: readonly YamlEntry[] | undefined,
): readonly string[] => yamlLines(datastoreEntries(draft, fields, credentials));

export function datastoreEntries<Entry extends YamlEntry>(
  { name, kind }: DatastoreDraft,
  fields: readonly Entry[],
  credentials: readonly Entry[] | undefined,
): readonly (Entry | readonly [key: string, value: string | readonly Entry[]])[] {
  const { schema = '', type = '' } = kind.clients.v2 ?? {};
  return [
    ...Object.entries({ $schema: schema, name, type }),
    ...fields,
    ...(credentials ? [['credentials', credentials] as const] : []),
  ];
}
