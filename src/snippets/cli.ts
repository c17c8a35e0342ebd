import { t } from '@vscode/l10n';
import { cliSnippet } from './family.ts';
import { pieces, stop, text } from './pieces.ts';
import { unknownToV2 } from './refusals.ts';
import type { Piece, Snippet, SnippetTarget } from './snippet.ts';
import { computeName, dataName, datastoreName, isFile, uriOf } from './values.ts';
import { yamlPieces, type YamlEntry } from './yaml.ts';

// The command line, its files, and an input as the REST API takes it.

const schema = (name: string): YamlEntry => [
  '$schema',
  `https://azuremlschemas.azureedge.net/latest/${name}.schema.json`,
];

const typeOf = (target: SnippetTarget): string => (isFile(target) ? 'uri_file' : 'uri_folder');

const inputs = (target: SnippetTarget): YamlEntry => {
  const data: readonly YamlEntry[] = [
    ['type', typeOf(target)],
    ['mode', 'ro_mount'],
    ['path', uriOf(target)],
  ];
  return ['inputs', [['data', data]]];
};

const job = (target: SnippetTarget): readonly YamlEntry[] => [
  schema('commandJob'),
  ['code', stop('text', './src')],
  ['command', stop('text', 'python train.py --data ${{inputs.data}}')],
  inputs(target),
  ['environment', stop('text', 'azureml:my-environment@latest')],
  ['compute', text('azureml:', computeName(target))],
];

const asset = (target: SnippetTarget): readonly YamlEntry[] => [
  schema('data'),
  ['name', stop('text', dataName(target))],
  ['type', typeOf(target)],
  ['path', uriOf(target)],
];

function file(
  id: string,
  title: () => string,
  entries: (target: SnippetTarget) => readonly YamlEntry[],
): Snippet {
  const said = { id, title, about: 'path', language: 'yaml', refusal: unknownToV2 } as const;
  return cliSnippet(said, (target) => yamlPieces(entries(target)));
}

/** Where `az` is not told, it takes its defaults. */
function place({ workspace }: SnippetTarget): readonly Piece[] {
  if (!workspace) return [];
  const fixed = (value: string) => text(value);
  return pieces` --subscription ${fixed(workspace.subscriptionId)} --resource-group ${fixed(workspace.resourceGroup)} --workspace-name ${fixed(workspace.name)}`;
}

const command = (
  id: string,
  title: () => string,
  body: (target: SnippetTarget) => readonly Piece[],
  about: 'workspace' | 'datastore' = 'workspace',
): Snippet =>
  cliSnippet(
    {
      ...{ id, title, about, language: 'shell' },
      refusal: about === 'datastore' ? unknownToV2 : () => undefined,
    },
    (target) => [...body(target), ...place(target)],
  );

const commands: readonly Snippet[] = [
  command(
    'cli.datastore.list',
    () => t('az ml: list the datastores'),
    () => ['az ml datastore list'],
  ),
  command(
    'cli.datastore.show',
    () => t('az ml: show a datastore'),
    (target) => pieces`az ml datastore show --name ${datastoreName(target)}`,
    'datastore',
  ),
  command(
    'cli.datastore.create',
    () => t('az ml: register a datastore from a file'),
    () => pieces`az ml datastore create --file ${stop('text', 'datastore.yml')}`,
  ),
  command(
    'cli.datastore.delete',
    () => t('az ml: unregister a datastore'),
    (target) => pieces`az ml datastore delete --name ${datastoreName(target, 'my_datastore')}`,
    'datastore',
  ),
  command(
    'cli.data.create',
    () => t('az ml: create a data asset from a file'),
    () => pieces`az ml data create --file ${stop('text', 'data.yml')}`,
  ),
  command(
    'cli.job.create',
    () => t('az ml: submit a job from a file'),
    () => pieces`az ml job create --file ${stop('text', 'job.yml')}`,
  ),
];

export const cli: readonly Snippet[] = [
  file(
    'cli.job.inputs',
    () => t('Inputs of a job'),
    (target) => [inputs(target)],
  ),
  file('cli.job.command', () => t('Command job file'), job),
  file('cli.data.asset', () => t('Data asset file'), asset),
  file(
    'cli.datastore.path',
    () => t('Path on a datastore'),
    (target) => [['path', uriOf(target)]],
  ),
  ...commands,
  cliSnippet(
    {
      id: 'cli.rest.input',
      title: () => t('Input of a job, as the REST API takes it'),
      about: 'path',
      language: 'json',
      refusal: unknownToV2,
    },
    (target) => pieces`{\n\t"jobInputType": ${text(typeOf(target))},\n\t"uri": ${uriOf(target)}\n}`,
  ),
];
