import assert from 'node:assert/strict';
import { assemble, standalone } from '../../../src/snippets/assemble.ts';
import { assign, call, keyword, layout, list, member, type Expr } from '../../../src/snippets/layout.ts';
import { text } from '../../../src/snippets/pieces.ts';
import { importLines } from '../../../src/snippets/python.ts';
import { plainText } from '../../../src/snippets/render.ts';
import type { SnippetTarget } from '../../../src/snippets/snippet.ts';
import { inFile, snippet, style, target, workspace } from './targets.ts';

const whole = (id: string, given: SnippetTarget = target()) => standalone(snippet(id), given).text;
const body = (id: string, given: SnippetTarget) =>
  plainText(assemble(snippet(id), given), snippet(id).language, given.code);

describe('a snippet by itself', () => {
  it('gets datastores', () => {
    assert.equal(
      whole('v1.datastore.get'),
      `from azureml.core import Datastore, Workspace

ws = Workspace.from_config()
ds = Datastore.get(ws, "images")`,
    );
    assert.equal(
      whole('v2.datastore.get', target({ workspace })),
      `from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ml_client = MLClient(
    credential=DefaultAzureCredential(),
    subscription_id="0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a",
    resource_group_name="research (eu)",
    workspace_name="ml-team",
)
datastore = ml_client.datastores.get("images")`,
    );
  });

  it('names the workspace where config.json does not', () => {
    assert.equal(
      whole('v1.datastore.list', target({ workspace })),
      `from azureml.core import Workspace

ws = Workspace.get(
    name="ml-team",
    subscription_id="0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a",
    resource_group="research (eu)",
)
for name, ds in ws.datastores.items():
    print(name, ds.datastore_type)`,
    );
  });

  it('takes the workspace from config.json and still names it in a URI', () => {
    const given = target({ workspace, fromConfig: true });
    assert.match(whole('v1.datastore.list', given), /^ws = Workspace\.from_config\(\)$/m);
    assert.match(whole('v2.datastore.list', given), /= MLClient\.from_config\(credential=/);
    assert.match(whole('v2.fsspec.read', given), /workspaces\/ml-team\/datastores\/images"/);
  });

  it('makes a run of a mounted reference', () => {
    assert.equal(
      whole('v1.scriptRunConfig.arguments', target({ compute: 'gpu' })),
      `from azureml.core import Datastore, ScriptRunConfig, Workspace

ws = Workspace.from_config()
ds = Datastore.get(ws, "images")
data_ref = ds.path("line-2/", data_reference_name="line_2").as_mount()
compute_target = ws.compute_targets["gpu"]
config = ScriptRunConfig(
    source_directory="./src",
    script="train.py",
    arguments=[str(data_ref)],
    compute_target=compute_target,
)
config.run_config.data_references[data_ref.data_reference_name] = data_ref.to_config()`,
    );
  });

  it('makes a run with a place on the compute', () => {
    assert.equal(
      whole('v1.scriptRunConfig.pathOnCompute', target({ datastore: undefined, path: '' })),
      `from azureml.core import ScriptRunConfig, Workspace

ws = Workspace.from_config()
ds = ws.get_default_datastore()
data_ref = ds.path("/", data_reference_name="data").as_mount()
data_ref.path_on_compute = "/tmp/data"
compute_target = ws.compute_targets["cpu-cluster"]
config = ScriptRunConfig(
    source_directory="./src",
    script="train.py",
    compute_target=compute_target,
)
config.run_config.data_references[data_ref.data_reference_name] = data_ref.to_config()`,
    );
  });

  it('makes a run of a Dataset', () => {
    assert.equal(
      whole('v1.scriptRunConfig.dataset.download'),
      `from azureml.core import Dataset, Datastore, ScriptRunConfig, Workspace

ws = Workspace.from_config()
ds = Datastore.get(ws, "images")
dataset = Dataset.File.from_files(path=(ds, "line-2/**"))
compute_target = ws.compute_targets["cpu-cluster"]
config = ScriptRunConfig(
    source_directory="./src",
    script="train.py",
    arguments=[dataset.as_download()],
    compute_target=compute_target,
)`,
    );
  });

  it('uploads into the folder of a file, and to the root', () => {
    assert.match(whole('v1.dataset.upload', target({ path: 'a/b.csv' })), /target=\(ds, "a\/"\)/);
    assert.match(whole('v1.dataset.upload', target({ path: 'b.csv' })), /target=ds,/);
    assert.match(whole('v1.upload.folder', target({ path: 'a/b.csv' })), /target_path="a\/"/);
    assert.match(whole('v1.upload.files', target({ path: '' })), /target_path="\/"/);
    assert.match(whole('v2.upload.folder', target({ path: '' })), /rpath="\/", recursive=True/);
    assert.match(whole('v2.download', target({ path: 'b.csv' })), /rpath="b.csv",[^]*recursive=False/);
  });

  it('downloads a file share’s reference, as it cannot be mounted', () => {
    const share = target({ datastore: { name: 'notes', type: 'AzureFile' } });
    assert.match(whole('v1.scriptRunConfig.arguments', share), /\.as_download\(\)$/m);
  });

  it('makes a command job', () => {
    assert.equal(
      whole('v2.job.command', target({ path: 'tables/a.csv' })),
      `from azure.ai.ml import Input, command
from azure.ai.ml.constants import AssetTypes, InputOutputModes

job = command(
    code="./src",
    command="python train.py --data \${{inputs.data}}",
    inputs={
        "data": Input(
            type=AssetTypes.URI_FILE,
            path="azureml://datastores/images/paths/tables/a.csv",
            mode=InputOutputModes.RO_MOUNT,
        ),
    },
    environment="my-environment@latest",
    compute="cpu-cluster",
)`,
    );
  });

  it('reads the environment variable that the reference of the same path sets', () => {
    const given = target({ path: 'a/3 b-ü.tar/' });
    assert.match(whole('v1.dataReference.mount', given), /data_reference_name="data_3_b"/);
    assert.match(whole('v1.training.environment', given), /environ\["AZUREML_DATAREFERENCE_data_3_b"\]/);
  });

  it('says where the command line finds the workspace', () => {
    assert.equal(whole('cli.datastore.show'), 'az ml datastore show --name images');
    assert.equal(
      whole('cli.datastore.list', target({ workspace })),
      "az ml datastore list --subscription 0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a --resource-group 'research (eu)' --workspace-name ml-team",
    );
  });

  it('is JSON where the REST API takes it', () => {
    assert.equal(
      whole('cli.rest.input'),
      '{\n  "jobInputType": "uri_folder",\n  "uri": "azureml://datastores/images/paths/line-2/"\n}',
    );
  });
});

describe('a snippet in a file', () => {
  it('uses what the file has', () => {
    const known = { workspace: 'w', datastore: 'images', compute: 'gpu' };
    assert.equal(
      body('v1.scriptRunConfig.arguments', inFile(known)),
      `data_ref = images.path("line-2/", data_reference_name="line_2").as_mount()
config = ScriptRunConfig(
    source_directory="./src",
    script="train.py",
    arguments=[str(data_ref)],
    compute_target=gpu,
)
config.run_config.data_references[data_ref.data_reference_name] = data_ref.to_config()`,
    );
    assert.equal(
      body('v2.datastore.default', inFile({ mlClient: 'c' })),
      'datastore = c.datastores.get_default()',
    );
    assert.equal(body('v1.datastore.unregister', inFile({ datastore: 'd' })), 'd.unregister()');
    const runConfig = inFile({ runConfig: 'rc' });
    assert.equal(
      body('v1.runConfig.sourceDirectoryDataStore', runConfig),
      'rc.source_directory_data_store = "workspaceblobstore"',
    );
  });

  it('imports only what it uses itself', () => {
    const { imports } = assemble(snippet('v1.dataReference.mount'), inFile({ datastore: 'ds' }));
    assert.deepEqual(imports, []);
    const needed = assemble(snippet('v1.dataReference.mount'), inFile({ workspace: 'ws' })).imports;
    assert.deepEqual(needed, [{ module: 'azureml.core', name: 'Datastore' }]);
  });

  it('hands on the reference that is there', () => {
    const known = { dataReference: 'pictures', compute: 'gpu' };
    const lines = body('v1.scriptRunConfig.pathOnCompute', inFile(known)).split('\n');
    assert.equal(lines[0], 'pictures.path_on_compute = "/tmp/data"');
    assert.equal(
      lines.at(-1),
      'config.run_config.data_references[pictures.data_reference_name] = pictures.to_config()',
    );
    const dataset = body('v1.scriptRunConfig.dataset.mount', inFile({ dataset: 'files', compute: 'gpu' }));
    assert.match(dataset, /^config = .*arguments=\[files\.as_mount\(\)\]/s);
  });

  it('gives new names that clash with nothing', () => {
    const taken = ['ws', 'ds', 'data_ref', 'data_ref2', 'config'];
    assert.equal(
      body('v1.dataReference.download', inFile({}, taken)),
      `ws2 = Workspace.from_config()
ds2 = Datastore.get(ws2, "images")
data_ref3 = ds2.path("line-2/", data_reference_name="line_2").as_download()`,
    );
    assert.match(body('v1.experiment.submit', inFile({}, taken)), /^config2 = .*\.submit\(config2\)$/ms);
  });

  it('breaks lines as Black does', () => {
    const long = 'long/'.repeat(16);
    assert.equal(
      body('v1.dataReference.download.pathOnCompute', inFile({ datastore: 'ds' }, [], { path: long })),
      `data_ref = ds.path(
    "${long}",
    data_reference_name="long",
).as_download(
    path_on_compute="/tmp/data",
)`,
    );
  });

  it('has the indentation of the file', () => {
    const code = { ...style, indent: '\t', known: { workspace: 'ws' } };
    assert.equal(
      body('v1.datastore.list', target({ code })),
      'for name, ds in ws.datastores.items():\n\tprint(name, ds.datastore_type)',
    );
  });
});

describe('a statement', () => {
  const written = (statement: Expr) =>
    plainText({ imports: [], pieces: layout(statement, style) }, 'python', style);
  const x = (length: number) => text('x'.repeat(length));

  it('fills a line of 88 columns', () => {
    assert.equal(written(assign('a', call('f', x(79)))).length, 88);
    assert.equal(written(assign('a', call('f', x(80)))), `a = f(\n    "${'x'.repeat(80)}",\n)`);
  });

  it('has no comma behind an index', () => {
    assert.equal(written(assign('a', member('b', x(90)))), `a = b[\n    "${'x'.repeat(90)}"\n]`);
  });

  it('breaks brackets in brackets, deeper where it begins deeper', () => {
    const statement = ['\t', ...call('f', keyword('a', list(x(40), x(40))), 'b')];
    const line = `            "${'x'.repeat(40)}",\n`;
    assert.equal(written(statement), `    f(\n        a=[\n${line}${line}        ],\n        b,\n    )`);
  });
});

describe('imports', () => {
  it('stand sorted, Python’s own first, each module once', () => {
    const core = 'azureml.core';
    const imports = [
      ...[{ module: core, name: 'Workspace' }, { module: 'os' }, { module: core, name: 'Dataset' }],
      ...[{ module: 'pandas', as: 'pd' }, { module: core, name: 'Workspace' }, { module: 'argparse' }],
      ...[{ module: 'a', name: 'b', as: 'c' }],
    ];
    assert.deepEqual(importLines(imports), [
      ...['import argparse', 'import os', ''],
      ...['from a import b as c', 'from azureml.core import Dataset, Workspace', 'import pandas as pd'],
    ]);
  });
});
