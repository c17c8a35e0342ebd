import { t } from '@vscode/l10n';
import { azureClouds } from '../azureml/cloud.ts';
import type { CloudNames, DatastoreDraft, DatastoreKind, RegisterOption } from '../datastores/datastore.ts';
import { assign, call, dict, keyword, layout, type Expr, type Item } from '../snippets/layout.ts';
import { text } from '../snippets/pieces.ts';
import { pythonImport } from '../snippets/python.ts';
import { comment, python, pythonLiteral, shell } from '../snippets/quote.ts';
import { plainText, usualStyle } from '../snippets/render.ts';
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
  const unsaid = [
    ...(description === '' ? [] : [t('Description')]),
    ...(Object.keys(tags).length === 0 ? [] : [t('Tags')]),
    ...leftOut(kind, kind.clients.v1?.names ?? {}, values, cloud),
  ];
  return [
    'from azureml.core import Datastore, Workspace',
    '',
    line(
      assign(
        'ws',
        call(
          'Workspace.get',
          keyword('name', text(workspace.name)),
          keyword('subscription_id', text(workspace.subscriptionId)),
          keyword('resource_group', text(workspace.resourceGroup)),
        ),
      ),
    ),
    '',
    ...noPlaceFor('v1', unsaid),
    line(assign('datastore', v1Call(draft, options, cloud, asItIs))),
    ...(options.setDefault === true ? [python`ws.set_default_datastore(${name})`] : []),
  ].join('\n');
}

const v1Flags = [
  ['overwrite', 'overwrite'],
  ['create', 'create_if_not_exists'],
  ['skipValidation', 'skip_validation'],
  ['grantAccess', 'grant_workspace_access'],
] as const;

const line = (statement: Expr): string =>
  plainText({ imports: [], pieces: layout(statement, usualStyle) }, 'python', usualStyle);

/** How an argument is written; secrets come as placeholders. */
export type WriteArgument = (name: string, value: string | number | boolean) => Item;

const asItIs: WriteArgument = (_, value) => (typeof value === 'string' ? text(value) : pythonLiteral(value));

/** SDK v1's call that registers a datastore in the workspace `ws`. */
export function v1Call(
  draft: DatastoreDraft,
  options: SnippetOptions,
  cloud: CloudNames,
  write: WriteArgument,
  ws = 'ws',
): Expr {
  const args = v1Arguments(draft, options, cloud).map(({ name, value }) => keyword(name, write(name, value)));
  return call(`Datastore.${draft.kind.clients.v1?.method ?? ''}`, keyword('workspace', ws), ...args);
}

interface V1Argument {
  readonly name: string;
  readonly value: string | number | boolean;
}

/** All but the workspace: what is needed comes first, and what is special last. */
function v1Arguments(
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
  const { made, classes, leftOut } = v2Call(draft, cloud, asItIs);
  return [
    'from azure.ai.ml import MLClient',
    pythonImport('azure.ai.ml.entities', classes),
    'from azure.identity import DefaultAzureCredential',
    '',
    line(assign('ml_client', mlClient(wanted))),
    '',
    ...noPlaceFor('v2', leftOut),
    ...besides('v2', wanted),
    line(assign('datastore', made)),
    'ml_client.datastores.create_or_update(datastore)',
  ].join('\n');
}

/** SDK v2's object of a datastore, and the classes of `azure.ai.ml.entities` that it takes. */
export function v2Call(
  draft: DatastoreDraft,
  cloud: CloudNames,
  write: WriteArgument,
): { readonly made: Expr; readonly classes: readonly string[]; readonly leftOut: readonly string[] } {
  const { entity = '', entities = {} } = draft.kind.clients.v2 ?? {};
  const { fields, credentials, leftOut } = v2Draft(draft, cloud);
  const argument = ([key, value]: V2Member): Expr => {
    if (typeof value === 'string') return keyword(key, write(key, value));
    if (key === 'tags')
      return keyword(
        key,
        dict(...Object.entries(draft.tags).map(([tag, value]) => [text(tag), text(value)] as const)),
      );
    return keyword(key, call(entities[key] ?? '', ...value.map(argument)));
  };
  const args = [argument(['name', draft.name]), ...fields.map(argument)];
  if (credentials)
    args.push(keyword('credentials', call(credentials.entity, ...credentials.members.map(argument))));
  const classes = [entity, ...Object.values(entities), ...(credentials ? [credentials.entity] : [])];
  return { made: call(entity, ...args), classes, leftOut };
}

/** Other clouds than Azure's own have to be named: https://learn.microsoft.com/python/api/azure-ai-ml/azure.ai.ml.mlclient */
function mlClient({ workspace, cloud }: Wanted): Expr {
  const { name = '' } = Object.values(azureClouds).find(({ login }) => login === cloud.login) ?? {};
  const isPublic = name === azureClouds.AzureCloud.name;
  const authority = isPublic ? [] : [keyword('authority', text(cloud.login))];
  return call(
    'MLClient',
    keyword('credential', call('DefaultAzureCredential', ...authority)),
    keyword('subscription_id', text(workspace.subscriptionId)),
    keyword('resource_group_name', text(workspace.resourceGroup)),
    keyword('workspace_name', text(workspace.name)),
    ...(isPublic || name === '' ? [] : [keyword('cloud', text(name))]),
  );
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
