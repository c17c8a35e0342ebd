import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LensTarget } from '../../src/contributions.ts';
import { cursor, lenses, lensTitles, targetOf, useCodeFolder, ws } from './code.ts';
import { nodeAt, run } from './support.ts';

describe('Python files', () => {
  const { open, write } = useCodeFolder('codeLenses');

  describe('have lenses', () => {
    it('above workspaces, datastores and paths, three to a line at most', async () => {
      const editor = await open(
        'from azureml.core import Workspace\n\nws = Workspace.from_config()\nds = ws.get_default_datastore()\npath = ds.path("train")\n',
      );
      const own = ['Insert DataReference…', 'Insert ScriptRunConfig…', 'More…'];
      assert.deepEqual(
        await lensTitles(editor),
        [2, 3, 4].flatMap((line) => own.map((title) => `${line}: ${title}`)),
      );
    });

    it('in the words of SDK v2 where a file is written for it', async () => {
      const editor = await open(
        'from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n\nml_client = MLClient.from_config(DefaultAzureCredential())\n',
      );
      assert.deepEqual(await lensTitles(editor), ['3: Insert Input…', '3: Insert Command Job…', '3: More…']);
    });

    it('but not in a file that imports neither SDK, and of the kinds that are chosen', async () => {
      const settings = vscode.workspace.getConfiguration('azuremlDatastores');
      assert.deepEqual(await lensTitles(await open('ws = Workspace.from_config()\n')), []);
      await settings.update('codeLens.kinds', ['reveal'], vscode.ConfigurationTarget.Global);
      const editor = await open('from azureml.core import Workspace\nws = Workspace.from_config()\n');
      assert.deepEqual(await lensTitles(editor), ['1: Reveal in Tree', '1: More…']);
      await settings.update('codeLens.kinds', undefined, vscode.ConfigurationTarget.Global);
    });
  });

  describe('of a notebook', () => {
    it('have lenses too, and use the names of the cells above', async () => {
      const cell = (text: string) => ({
        ...{ cell_type: 'code', metadata: {}, outputs: [], execution_count: null },
        source: text,
      });
      const notebook = {
        cells: [
          cell(
            '%pip install azureml-core\nfrom azureml.core import Workspace\nwork = Workspace.from_config()',
          ),
          cell('store = work.get_default_datastore()'),
        ],
        metadata: { language_info: { name: 'python' } },
        ...{ nbformat: 4, nbformat_minor: 5 },
      };
      const uri = await write('cells.ipynb', JSON.stringify(notebook));
      const opened = await vscode.workspace.openNotebookDocument(uri);
      await vscode.window.showNotebookDocument(opened);
      const { document } = opened.cellAt(1);
      const found = await lenses(document);
      assert.equal(found.length, 3);
      const [target] = (found[0]?.command?.arguments ?? []) as [LensTarget];
      await run('azuremlDatastores.insertScriptRunConfig', target, 'v1.scriptRunConfig.arguments');
      assert.match(
        document.getText(),
        /^from azureml\.core import ScriptRunConfig\n\nstore = work\.get_default_datastore\(\)\n[^]*store\.path/,
      );
      assert.ok(!document.getText().includes('Workspace.from_config'));
    });
  });

  describe('take snippets', () => {
    it('behind the statement, with the names and quotes that are there, and one undo takes all back', async () => {
      const text =
        "from azureml.core import Workspace\n\n\ndef train():\n    work = Workspace.from_config()\n    store = work.get_default_datastore()\n    print('ready')\n";
      const editor = await open(text);
      await run('azuremlDatastores.insertDataReference', targetOf(editor, 5), 'v1.dataReference.mount');
      assert.equal(
        editor.document.getText(),
        text.replace(
          "    print('ready')",
          "    data_ref = store.path('/', data_reference_name='workspaceblobstore').as_mount()\n    print('ready')",
        ),
      );
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), text);
    });

    it('with the variables of the workspace that is meant, not of another', async () => {
      const editor = await open(
        [
          'from azureml.core import Datastore, Workspace',
          '',
          'other = Workspace.get("another", subscription_id="s", resource_group="g")',
          'mine = Workspace.from_config()',
          'theirs = Workspace.get("third", subscription_id="s", resource_group="g")',
          'ds = Datastore.get(mine, "images")',
          '',
        ].join('\n'),
      );
      await run(
        'azuremlDatastores.insertScriptRunConfig',
        targetOf(editor, 5),
        'v1.scriptRunConfig.arguments',
      );
      const text = editor.document.getText();
      assert.match(text, /data_ref = ds\.path\("\/"/);
      assert.match(text, /compute_target = mine\.compute_targets/);
    });

    it('behind a whole statement, and inside a block that begins', async () => {
      const text =
        'from azureml.core import Workspace\n\n\ndef main():\n    ws = Workspace.from_config()\n    print(\n        ws,\n    )\n\n\nmain()\n';
      const documented = text.replace('():\n', '():\n    """Trains\n    it."""\n');
      for (const [line, before, given = text] of [
        [3, '    it."""\n    ws2 = ', documented],
        [
          3,
          'def main():\n    ws2 = Workspace.from_config()\n    ds = ws2.get_default_datastore()\n    ws = ',
        ],
        [6, '    )\n    ds = ws.get_default_datastore()\n\n\nmain()'],
      ] as const) {
        const editor = await open(given);
        const at = new vscode.Position(line, 6);
        editor.selection = new vscode.Selection(at, at);
        await run('azuremlDatastores.insertSnippet', undefined, 'v1.datastore.default');
        assert.ok(editor.document.getText().includes(before), editor.document.getText());
      }
    });

    it('with imports where they are seen, and under another name where the file has its own', async () => {
      const editor = await open(
        [
          'from azureml.core import Workspace',
          'from torch.utils.data import Dataset',
          '',
          '',
          'def other():',
          '    from azureml.core import ScriptRunConfig',
          '    return ScriptRunConfig',
          '',
          '',
          'ws = Workspace.from_config()',
          '',
        ].join('\n'),
      );
      await run(
        'azuremlDatastores.insertScriptRunConfig',
        targetOf(editor, 9),
        'v1.scriptRunConfig.dataset.mount',
      );
      const text = editor.document.getText();
      assert.match(text, /^from azureml\.core import Dataset as AzureMLDataset, ScriptRunConfig$/m);
      assert.match(text, /= AzureMLDataset\.File\.from_files\(/);
    });

    it('with the imports that are missing', async () => {
      const editor = await open(
        'from azureml.core import Workspace\n\nws = Workspace.from_config()\nds = ws.get_default_datastore()\n',
      );
      await run(
        'azuremlDatastores.insertScriptRunConfig',
        targetOf(editor, 3),
        'v1.scriptRunConfig.arguments',
      );
      const text = editor.document.getText();
      assert.match(text, /^from azureml.core import Workspace\nfrom azureml.core import ScriptRunConfig\n/);
      assert.match(
        text,
        /config.run_config.data_references\[data_ref.data_reference_name\] = data_ref.to_config\(\)/,
      );
      assert.equal(text.match(/Workspace\.from_config/g)?.length, 1);
      await vscode.commands.executeCommand('undo');
      assert.ok(!editor.document.getText().includes('ScriptRunConfig'));
    });
  });

  describe('take code about a row of the view', () => {
    it('for the SDK that the file uses, with the row’s datastore and path', async () => {
      const editor = await open(
        `from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n\nclient = MLClient.from_config(DefaultAzureCredential())\n${cursor}`,
      );
      await run('azuremlDatastores.insertSnippet', await nodeAt(ws, 'images', 'train'), 'v2.input.mount');
      const text = editor.document.getText();
      assert.match(text, /path="azureml:\/\/datastores\/images\/paths\/train\/"/);
      assert.match(text, /^from azure\.ai\.ml import [^]*\bInput\b/m);
      assert.ok(text.startsWith('from azure.ai.ml import MLClient\n'));
    });

    it('in YAML, and in the clipboard where no file can take it', async () => {
      const node = await nodeAt(ws, 'images', 'train');
      const editor = await open(`inputs:\n  ${cursor}`, 'yml');
      await run('azuremlDatastores.insertSnippet', node, 'cli.job.inputs');
      assert.match(editor.document.getText(), /azureml:\/\/datastores\/images\/paths\/train\//);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await run('azuremlDatastores.insertSnippet', node, 'v1.dataReference.download');
      const copied = await vscode.env.clipboard.readText();
      assert.match(copied, /^from azureml\.core import [^]*as_download\(\)/);
    });

    it('unless the datastore cannot have it, and then says why', async () => {
      await open(`from azureml.core import Workspace\n${cursor}`);
      const node = await nodeAt(ws, 'workspacefilestore');
      await assert.rejects(
        async () => run('azuremlDatastores.insertSnippet', node, 'v1.dataReference.mount'),
        /workspacefilestore/,
      );
    });
  });
});
