import { t } from '@vscode/l10n';
import { credentialForm } from '../datastores/credentials.ts';
import type {
  CredentialType,
  DatastoreCredential,
  DatastoreDraft,
  DatastoreKind,
} from '../datastores/datastore.ts';
import { datastoreKinds } from '../datastores/index.ts';
import { cliSnippet, pythonSnippet } from '../snippets/family.ts';
import { assign, call, member, type Expr } from '../snippets/layout.ts';
import { stop } from '../snippets/pieces.ts';
import { pythonLiteral } from '../snippets/quote.ts';
import type { PythonWriter } from '../snippets/pythonWriter.ts';
import type { Snippet } from '../snippets/snippet.ts';
import { yamlPieces, type YamlEntry } from '../snippets/yaml.ts';
import { publicCloud, refusal, v2Draft, type Client, type V2Member } from './clients.ts';
import { datastoreEntries, v1Call, v2Call, type WriteArgument } from './snippets.ts';

/** Where code finds what nobody should write into it, by the argument that it is for. */
const environment: Readonly<Record<string, string>> = {
  account_key: 'AZURE_STORAGE_KEY',
  sas_token: 'AZURE_STORAGE_SAS_TOKEN',
  tenant_id: 'AZURE_TENANT_ID',
  client_id: 'AZURE_CLIENT_ID',
  client_secret: 'AZURE_CLIENT_SECRET',
  certificate: 'AZURE_CLIENT_CERTIFICATE',
  password: 'DATABASE_PASSWORD',
  user_password: 'DATABASE_PASSWORD',
};

function fromEnvironment(file: PythonWriter, name: string): Expr | undefined {
  const variable = environment[name];
  if (variable === undefined) return undefined;
  file.useModule('os');
  return member('os.environ', stop('text', variable));
}

/** A draft with a word in each place that has to be filled: `my-account-name`. */
function exampleOf(client: Client, kind: DatastoreKind, type: CredentialType): DatastoreDraft {
  const names = (client === 'v1' ? kind.clients.v1 : kind.clients.v2)?.names ?? {};
  const needed = kind.fields.filter(({ asked }) => asked === 'required');
  const word = (id: string) => `my-${(names[id] ?? id).replaceAll(/[_.]/g, '-')}`;
  return {
    ...{ name: 'my_datastore', kind, description: '', tags: {} },
    credential: credentialOf(type),
    values: Object.fromEntries(needed.map(({ id }) => [id, word(id)])),
  };
}

function credentialOf(type: CredentialType): DatastoreCredential {
  const principal = { tenantId: t('<tenant id>'), clientId: t('<client id>') };
  switch (type) {
    case 'servicePrincipal':
      return { type, ...principal };
    case 'certificate':
      return { type, ...principal, thumbprint: t('<thumbprint>') };
    case 'login':
      return { type, userId: 'my-user' };
    default:
      return { type };
  }
}

const writing =
  (file: PythonWriter): WriteArgument =>
  (name, value) =>
    fromEnvironment(file, name) ?? (typeof value === 'string' ? stop('text', value) : pythonLiteral(value));

function v1Register(file: PythonWriter, draft: DatastoreDraft): readonly Expr[] {
  const ws = file.workspace();
  file.use('azureml.core', 'Datastore');
  return [assign(file.fresh('ds'), v1Call(draft, {}, publicCloud, writing(file), ws))];
}

function v2Register(file: PythonWriter, draft: DatastoreDraft): readonly Expr[] {
  const client = file.mlClient();
  const { made, classes } = v2Call(draft, publicCloud, writing(file));
  file.use('azure.ai.ml.entities', ...classes);
  const datastore = file.fresh('datastore');
  return [assign(datastore, made), call(`${client}.datastores.create_or_update`, datastore)];
}

/** The lines of a file for `az ml datastore create`. */
function cliRegister(draft: DatastoreDraft) {
  const { fields, credentials } = v2Draft(draft, publicCloud);
  const entry = ([key, value]: V2Member): YamlEntry => {
    if (typeof value !== 'string') return [key, value.map(entry)];
    return [key, key === '$schema' || key === 'type' ? value : stop('text', value)];
  };
  return yamlPieces(datastoreEntries(draft, fields, credentials?.members).map(entry));
}

/** The usual credential and, as the documents have it beside, a SAS: more would only be a longer list. */
function credentialsFor(client: Client, kind: DatastoreKind): readonly CredentialType[] {
  const taken = kind.credentials.filter((type) => refused(client, kind, type) === undefined);
  return taken.filter((type, at) => at === 0 || type === 'sas');
}

const refused = (client: Client, kind: DatastoreKind, type: CredentialType) =>
  refusal(client, exampleOf(client, kind, type));

function snippetFor(client: Client, kind: DatastoreKind, type: CredentialType): Snippet {
  const end = `register.${kind.type}${type === 'sas' ? '.sas' : ''}`;
  const title = () =>
    type === 'none'
      ? t('Register {0}', kind.label())
      : t('Register {0}: {1}', kind.label(), credentialForm(type, kind).label());
  const draft = () => exampleOf(client, kind, type);
  if (client === 'cli')
    return cliSnippet({ id: `cli.${end}`, title, about: 'workspace', language: 'yaml' }, () =>
      cliRegister(draft()),
    );
  if (client === 'v2')
    return pythonSnippet({ id: `v2.${end}`, title, about: 'workspace' }, (file) => v2Register(file, draft()));
  const none = () => refused('v2', kind, type) ?? '';
  const twin = none() === '' ? `v2.${end}` : { none };
  return pythonSnippet({ id: `v1.${end}`, title, about: 'workspace', twin }, (file) =>
    v1Register(file, draft()),
  );
}

/** Code that registers a datastore, for each type and each client that knows it. */
export const registerSnippets: readonly Snippet[] = (['v1', 'v2', 'cli'] as const).flatMap((client) =>
  datastoreKinds.flatMap((kind) =>
    credentialsFor(client, kind).map((type) => snippetFor(client, kind, type)),
  ),
);
