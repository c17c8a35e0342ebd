import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { cannot } from './cannot.ts';
import { datastores, furnish } from './places.ts';
import { runPieces, type Outcome, type Piece } from './python.ts';

const v1 = 'from azureml.core import Workspace\nws = Workspace.from_config()\n';
const v2 =
  'from azure.ai.ml import MLClient, load_datastore\nfrom azure.identity import DefaultAzureCredential\nml_client = MLClient.from_config(DefaultAzureCredential())\n';

const unknownType: readonly Piece[] = [
  { key: 'v1 lists', text: `${v1}list(ws.datastores)` },
  { key: 'v2 lists', text: `${v2}list(ml_client.datastores.list())` },
];

function others(box: Sandbox): readonly Piece[] {
  const { subscriptionId, resourceGroup, name } = box.workspaces[0]!;
  const at = `azureml://subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/workspaces/${name}/datastores`;
  const download = (datastore: string, path: string) =>
    `from azureml.fsspec import AzureMachineLearningFileSystem\nfs = AzureMachineLearningFileSystem("${at}/${datastore}")\nfs.download(rpath="${path}", lpath="./down", recursive=True)`;
  const gen1 = 'name: g\\ntype: azure_data_lake_gen1\\nstore_name: s\\ntags:\\n  team: vision\\n';
  const glob = (pattern: string): Piece => ({
    key: `finds ${pattern}`,
    text: `${v1}from azureml.core import Dataset, Datastore\nds = Datastore.get(ws, "${datastores.share.name}")\nfound = Dataset.File.from_files((ds, "${pattern}")).to_path()`,
    look: { found: 'sorted(found)' },
  });
  return [
    glob('line-2/**/*.csv'),
    glob('line-2/**.csv'),
    { key: 'downloads a share’s folder', text: download(datastores.share.name, 'line-2') },
    { key: 'downloads a share’s folder with a slash', text: download(datastores.share.name, 'line-2/') },
    { key: 'downloads a whole container', text: download(datastores.blob.name, '/') },
    { key: 'loads Gen1 with tags', text: `import io\n${v2}load_datastore(io.StringIO("${gen1}"))` },
  ];
}

/** Fails when an SDK has become better: then its row, and what our code does because of it, can go. */
describe('what the SDKs cannot do', () => {
  let box: Sandbox;
  const outcomes = new Map<string, Outcome>();
  const keep = (ran: ReadonlyMap<string, Outcome>) =>
    ran.forEach((outcome, key) => outcomes.set(key, outcome));

  before(async () => {
    box = await sandbox();
    keep(await runPieces(box, unknownType));
    await furnish(box);
    keep(await runPieces(box, others(box)));
  });
  after(async () => {
    const rows = cannot.map(
      ({ sdk, what, reason }) => `${sdk.padEnd(7)} cannot ${what}\n${' '.repeat(15)}(${reason})`,
    );
    writeFileSync(join(process.env['ARTIFACTS'] ?? '.', 'cannot.txt'), `${rows.join('\n')}\n`);
    await box.reset();
  });

  const errorOf = (key: string) => outcomes.get(key)?.error ?? 'it could';

  it('is to list a datastore of a type they do not know', () => {
    assert.match(errorOf('v1 lists'), /^AttributeError/);
    assert.match(errorOf('v2 lists'), /^AttributeError/);
  });

  it('is to download a whole datastore, or a share’s folder with a slash', () => {
    assert.equal(outcomes.get('downloads a share’s folder')?.error, undefined);
    assert.match(errorOf('downloads a share’s folder with a slash'), /^TypeError/);
    assert.match(errorOf('downloads a whole container'), /^TypeError/);
  });

  it('is to find by **/*.csv what lies in a share’s folder itself', () => {
    const found = (pattern: string) => outcomes.get(`finds ${pattern}`)?.seen['found'];
    assert.deepEqual(found('line-2/**/*.csv'), ['/more/sample.csv']);
    assert.deepEqual(found('line-2/**.csv'), ['/more/sample.csv', '/sample.csv']);
  });

  it('is to take tags for Gen1 from YAML', () => {
    assert.match(errorOf('loads Gen1 with tags'), /Not a valid mapping type/);
  });
});
