import { levelOf } from './levels.ts';
import { place } from './places.ts';
import type { Piece } from './python.ts';
import type { Rendered } from './rendered.ts';

/** What the user fills in, by what stands there until then. */
const filledIn: Readonly<Record<string, string>> = {
  'my-container-name': place,
  'my-file-share-name': place,
  'my-filesystem': place,
  'my-store-name': 'contosolegacy',
  'my-one-lake-workspace-name': 'contoso-fabric',
  'my-artifact-name': 'sales.Lakehouse/Files',
  'my-user': 'ml_reader',
  '<tenant id>': '11111111-1111-4111-8111-111111111111',
  '<client id>': '22222222-2222-4222-8222-222222222222',
};

/** Server and database, by the type. */
const servers: Readonly<Record<string, readonly [server: string, database: string]>> = {
  AzureSqlDatabase: ['contoso-sales', 'sales'],
  AzurePostgreSql: ['contoso-events', 'events'],
  AzureMySql: ['contoso-inventory', 'inventory'],
};

/** Those that register data: each under names of its own, since a name keeps its type. */
const assets = ['v2.data.asset', 'v2.data.local', 'v1.dataset.register'];

function fillIn({ id, text }: Rendered): string {
  const type = id.split('.')[2] ?? '';
  const [server, database] = servers[type] ?? ['', ''];
  const account = type === 'AzureDataLakeGen2' ? 'contosolake' : 'contosodata';
  const values = {
    ...filledIn,
    ...{ 'my-account-name': account, 'my-server-name': server, 'my-database-name': database },
    my_datastore: registeredName(id),
  };
  const own = assets.includes(id)
    ? text.replace(/name="(line_2|sample|sdk_\w+)"/, `name="$1_${registeredName(id)}"`)
    : text;
  return Object.entries(values).reduce((filled, [from, to]) => filled.replaceAll(from, to), own);
}

/** What a snippet that registers a datastore calls it in these tests. */
export const registeredName = (id: string): string => id.replace(/\W/g, '_').toLowerCase();

/** The arguments of the script that consumes the data. */
const argv: Readonly<Record<string, readonly string[]>> = {
  'v1.training.argv': ['./data'],
  'v1.training.argparse': ['./data'],
  'v2.training.argparse': ['--data', './data'],
};

/** Statements at the end that need a service which the sandbox has not; one, unless it is said here. */
const without: Readonly<Record<string, number>> = { 'v1.experiment.submit': 2 };

const quoted = (text: string) => JSON.stringify(text);

/** How the SDK reads YAML, and makes what it says: what `az ml … create --file` does. */
function yamlPiece({ id, text }: Rendered): string {
  const job = `command: echo\nenvironment: azureml:e@latest\ncompute: azureml:cpu-cluster\n`;
  const asset = `name: ${registeredName(id)}\ntype: uri_folder\n`;
  const [kind, whole] = id.startsWith('cli.register.')
    ? ['datastore', text]
    : id === 'cli.data.asset'
      ? ['data', text]
      : id === 'cli.datastore.path'
        ? ['data', asset + text]
        : ['job', id === 'cli.job.inputs' ? job + text : text];
  const collection = { datastore: 'datastores', data: 'data', job: 'jobs' }[kind] ?? '';
  return [
    'import io',
    `from azure.ai.ml import MLClient, load_${kind}`,
    'from azure.identity import DefaultAzureCredential',
    'ml_client = MLClient.from_config(DefaultAzureCredential())',
    `loaded = load_${kind}(io.StringIO(${quoted(whole)}))`,
    `made = ml_client.${collection}.create_or_update(loaded)`,
  ].join('\n');
}

function jsonPiece({ text }: Rendered): string {
  return [
    'import json',
    'from azure.ai.ml._restclient.arm_ml_service.models import JobInput',
    `loaded = JobInput._deserialize(json.loads(${quoted(text)}), [])`,
    'made = None',
  ].join('\n');
}

/** A snippet as Python that can be run, with the blanks filled in; none for what is for another program. */
export function pieceOf(rendered: Rendered, key = rendered.id): Piece | undefined {
  const { id, language } = rendered;
  const { level } = levelOf(id);
  if (level === 'not run') return undefined;
  const filled = { ...rendered, text: fillIn(rendered) };
  const text =
    language === 'yaml' ? yamlPiece(filled) : language === 'json' ? jsonPiece(filled) : filled.text;
  const args = argv[id];
  return {
    key,
    text,
    without: level === 'constructed' ? (without[id] ?? 1) : 0,
    ...(args ? { argv: args } : {}),
  };
}
