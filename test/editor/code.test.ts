import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { LensTarget } from '../../src/contributions.ts';
import { sandbox } from '../support/sandbox.ts';
import { nodeAt, run, uri } from './support.ts';

const ws = 'vision-research';
/** The mark of the cursor in the texts below. */
const cursor = '│';

describe('Python files', () => {
  const folder = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail(), 'code');
  before(async () => {
    const found = (await sandbox()).workspaces.find(({ name }) => name === ws) ?? assert.fail();
    await write(
      'config.json',
      JSON.stringify({
        subscription_id: found.subscriptionId,
        resource_group: found.resourceGroup,
        workspace_name: ws,
      }),
    );
  });
  afterEach(async () => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(() => rm(folder, { recursive: true, force: true }));

  async function write(name: string, text: string): Promise<vscode.Uri> {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return vscode.Uri.file(path);
  }

  let files = 0;
  /** Opens a text; the cursor's mark is taken out. */
  async function open(text: string, ending = 'py'): Promise<vscode.TextEditor> {
    const at = text.indexOf(cursor);
    const uri = await write(`file${++files}.${ending}`, text.replace(cursor, ''));
    const editor = await vscode.window.showTextDocument(uri);
    if (at >= 0) {
      const position = editor.document.positionAt(at);
      editor.selection = new vscode.Selection(position, position);
    }
    return editor;
  }

  async function lenses({ document }: vscode.TextEditor): Promise<readonly vscode.CodeLens[]> {
    return vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 100);
  }
  const titles = async (editor: vscode.TextEditor) =>
    (await lenses(editor)).map(({ command, range }) => `${range.start.line}: ${command?.title ?? 'nothing'}`);
  const targetOf = ({ document }: vscode.TextEditor, line: number): LensTarget => ({
    document: document.uri.toString(),
    line,
  });

  async function completions({ document, selection }: vscode.TextEditor): Promise<vscode.CompletionList> {
    return vscode.commands.executeCommand(
      'vscode.executeCompletionItemProvider',
      document.uri,
      selection.active,
    );
  }
  const labels = ({ items }: vscode.CompletionList) =>
    items
      // Words of the open files are VS Code's own.
      .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
      .map(({ label }) => (typeof label === 'string' ? label : label.label));

  async function hoverText({ document, selection }: vscode.TextEditor): Promise<string> {
    const hovers: vscode.Hover[] = await vscode.commands.executeCommand(
      'vscode.executeHoverProvider',
      document.uri,
      selection.active,
    );
    return hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
      .join('\n');
  }

  describe('have lenses', () => {
    it('above workspaces, datastores and paths, three to a line at most', async () => {
      const editor = await open(
        'from azureml.core import Workspace\n\nws = Workspace.from_config()\nds = ws.get_default_datastore()\npath = ds.path("train")\n',
      );
      const own = ['Insert DataReference…', 'Insert ScriptRunConfig…', 'More…'];
      assert.deepEqual(
        await titles(editor),
        [2, 3, 4].flatMap((line) => own.map((title) => `${line}: ${title}`)),
      );
    });

    it('in the words of SDK v2 where a file is written for it', async () => {
      const editor = await open(
        'from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\n\nml_client = MLClient.from_config(DefaultAzureCredential())\n',
      );
      assert.deepEqual(await titles(editor), ['3: Insert Input…', '3: Insert Command Job…', '3: More…']);
    });

    it('but not in a file that imports neither SDK, and of the kinds that are chosen', async () => {
      const settings = vscode.workspace.getConfiguration('azuremlDatastores');
      assert.deepEqual(await titles(await open('ws = Workspace.from_config()\n')), []);
      await settings.update('codeLens.kinds', ['reveal'], vscode.ConfigurationTarget.Global);
      const editor = await open('from azureml.core import Workspace\nws = Workspace.from_config()\n');
      assert.deepEqual(await titles(editor), ['1: Reveal in Tree', '1: More…']);
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
      const found: vscode.CodeLens[] = await vscode.commands.executeCommand(
        'vscode.executeCodeLensProvider',
        document.uri,
        100,
      );
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

  describe('complete', () => {
    it('names of datastores, the default first', async () => {
      const editor = await open(
        `from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\nds = Datastore.get(ws, "${cursor}")\n`,
      );
      const found = labels(await completions(editor));
      assert.equal(found[0], 'workspaceblobstore');
      assert.ok(found.includes('images') && found.includes('sales_sql'), found.join());
    });

    it('folders and files of the datastore that is meant', async () => {
      const editor = await open(
        `from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\npath = Datastore.get(ws, "images").path("${cursor}")\n`,
      );
      assert.ok(labels(await completions(editor)).includes('train'));
    });

    it('datastore URIs in Python and in YAML', async () => {
      for (const ending of ['py', 'yml']) {
        const editor = await open(`path: "azureml://datastores/images/paths/tr${cursor}"\n`, ending);
        assert.ok(labels(await completions(editor)).includes('train'), ending);
      }
    });

    it('names with quotes and backslashes as Python writes them', async () => {
      for (const quote of ['"', "'"]) {
        const editor = await open(
          `from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\npath = Datastore.get(ws, 'awkward_names').path(${quote}${cursor}${quote})\n`,
        );
        const { items } = await completions(editor);
        const written = items.map(({ insertText }) => (typeof insertText === 'string' ? insertText : ''));
        assert.ok(written.length > 5);
        for (const text of written) {
          assert.ok(!new RegExp(`(?<!\\\\)(?:\\\\\\\\)*${quote}`).test(text), text);
          // eslint-disable-next-line no-control-regex -- what would end the line
          assert.ok(!/[\u0000-\u001f]/.test(text), JSON.stringify(text));
        }
      }
    });

    it('nothing where nobody knows the workspace, and nothing of an unknown datastore', async () => {
      const editor = await open(
        `from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\npath = Datastore.get(ws, "nobody").path("${cursor}")\n`,
      );
      assert.deepEqual(
        labels(await completions(editor)).filter((label) => label === 'train'),
        [],
      );
    });

    it('snippets by their prefixes', async () => {
      const editor = await open(
        `from azureml.core import Workspace\nws = Workspace.from_config()\naml-data${cursor}\n`,
      );
      const { items } = await completions(editor);
      const item = items.find(({ filterText }) => filterText === 'aml-datareference-mount');
      assert.ok(item?.insertText instanceof vscode.SnippetString);
    });
  });

  describe('tell on hovering', () => {
    it('what a datastore is', async () => {
      const editor = await open(
        `from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\nds = Datastore.get(ws, "ima${cursor}ges")\n`,
      );
      const text = await hoverText(editor);
      for (const part of [
        /Azure&nbsp;Blob&nbsp;container/,
        /contosodata/,
        /command:azuremlDatastores\.revealInTree/,
      ])
        assert.match(text, part);
    });
  });

  describe('have links', () => {
    it('of datastore URIs, into the view', async () => {
      for (const ending of ['py', 'yml', 'json']) {
        const editor = await open(`{"path": "azureml://datastores/images/paths/train/"}\n`, ending);
        const links: vscode.DocumentLink[] = await vscode.commands.executeCommand(
          'vscode.executeLinkProvider',
          editor.document.uri,
        );
        const own = links.filter(({ target }) => target?.path === 'azuremlDatastores.revealInTree');
        assert.equal(own.length, 1, ending);
        const [link] = own;
        assert.equal(editor.document.getText(link?.range), 'azureml://datastores/images/paths/train/');
      }
    });

    it('which select the folder in the view', async () => {
      await run('azuremlDatastores.revealInTree', await uri(ws, 'images', 'train/'));
    });
  });

  describe('are checked', () => {
    const messages = ({ document }: vscode.TextEditor) =>
      vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ severity }) => severity !== vscode.DiagnosticSeverity.Hint)
        .map(({ message }) => message);

    /** Waits until so many problems are told. */
    function told(editor: vscode.TextEditor, count: number): Promise<readonly string[]> {
      return new Promise((resolve) => {
        const look = () => {
          if (messages(editor).length < count) return;
          listener.dispose();
          resolve(messages(editor));
        };
        const listener = vscode.languages.onDidChangeDiagnostics(look);
        look();
      });
    }

    it('for datastores and paths that are not there', async () => {
      const editor = await open(
        'from azureml.core import Dataset, Datastore, Workspace\nws = Workspace.from_config()\nds = Datastore.get(ws, "imags")\nfiles = Dataset.File.from_files((Datastore.get(ws, "images"), "no/such/folder/**"))\n',
      );
      const [first = '', second = ''] = (await told(editor, 2)).toSorted().toReversed();
      assert.match(first, /has no datastore “imags”\. Did you mean “images”\?/);
      assert.match(second, /Datastore “images” of workspace “vision-research” has no “no\/such\/folder\/”/);
    });

    const severe = (editor: vscode.TextEditor, code: string) =>
      vscode.languages.getDiagnostics(editor.document.uri).filter((one) => one.code === code);

    async function fixesOf(editor: vscode.TextEditor, code: string): Promise<readonly vscode.CodeAction[]> {
      const [problem] = severe(editor, code);
      assert.ok(problem, code);
      return vscode.commands.executeCommand(
        'vscode.executeCodeActionProvider',
        editor.document.uri,
        problem.range,
      );
    }

    async function apply(actions: readonly vscode.CodeAction[], title: RegExp): Promise<void> {
      const action = actions.find((one) => title.test(one.title));
      assert.ok(action?.edit, actions.map((one) => one.title).join());
      assert.ok(await vscode.workspace.applyEdit(action.edit));
    }

    it('with a fix for a slip of the pen, for a secret and for calls that SDK v2 has', async () => {
      const editor = await open(
        [
          'from azure.ai.ml import MLClient',
          'from azure.identity import DefaultAzureCredential',
          'from azureml.core import Datastore, Workspace',
          '',
          'client = MLClient.from_config(DefaultAzureCredential())',
          'ws = Workspace.from_config()',
          "ds = Datastore.get(ws, 'imagse')",
          "Datastore.register_azure_postgre_sql(ws, 'events', 'contoso', 'events', 'reader', user_password='Winter-2026')",
          '',
        ].join('\n'),
      );
      await told(editor, 2);
      await apply(await fixesOf(editor, 'unknownDatastore'), /Change to “images”/);
      assert.match(editor.document.getText(), /Datastore\.get\(ws, 'images'\)/);
      await apply(await fixesOf(editor, 'secretInCode'), /Read It from the Environment/);
      const text = editor.document.getText();
      assert.match(text, /user_password=os\.environ\['USER_PASSWORD'\]/);
      assert.match(text, /^import os$/m);
      assert.ok(!text.includes('Winter-2026'));
    });

    it('for the mount of a file share and for Data Lake Gen1, as SDK v1 refuses them', async () => {
      const editor = await open(
        'from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\nDatastore.get(ws, "workspacefilestore").path("x").as_mount()\nDatastore.get(ws, "legacy_lake")\n',
      );
      await told(editor, 3);
      const [mount] = severe(editor, 'mountOfShare');
      assert.equal(mount?.severity, vscode.DiagnosticSeverity.Error);
      assert.match(mount.message, /mounts no file shares, and “workspacefilestore” is one/);
      assert.match(severe(editor, 'retiredType')[0]?.message ?? '', /retired on 2024-02-29/);
    });

    it('by hints that name what SDK v2 has, and exchange a call where that is all it takes', async () => {
      const editor = await open(
        'from azure.ai.ml import MLClient\nfrom azure.identity import DefaultAzureCredential\nfrom azureml.core import Workspace\nclient = MLClient.from_config(DefaultAzureCredential())\nws = Workspace.from_config()\nds = ws.get_default_datastore()\nx = "azureml://datastores/nobody/paths/a"\n',
      );
      await told(editor, 1);
      const [hint] = severe(editor, 'sdkV1').filter(({ range }) => range.start.line === 5);
      assert.equal(hint?.severity, vscode.DiagnosticSeverity.Hint);
      const actions: vscode.CodeAction[] = await vscode.commands.executeCommand(
        'vscode.executeCodeActionProvider',
        editor.document.uri,
        hint.range,
      );
      await apply(actions, /Use SDK v2: client\.datastores\.get_default\(\)/);
      assert.match(editor.document.getText(), /^ds = client\.datastores\.get_default\(\)$/m);
    });

    it('unless that is switched off', async () => {
      const settings = vscode.workspace.getConfiguration('azuremlDatastores');
      const editor = await open(
        'from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\nds = Datastore.get(ws, "nobody")\n',
      );
      await told(editor, 1);
      const gone = new Promise<void>((resolve) => {
        const listener = vscode.languages.onDidChangeDiagnostics(() => {
          if (messages(editor).length > 0) return;
          listener.dispose();
          resolve();
        });
      });
      await settings.update('diagnostics', false, vscode.ConfigurationTarget.Global);
      await gone;
      await settings.update('diagnostics', undefined, vscode.ConfigurationTarget.Global);
    });

    it('and say nothing while the service fails', async () => {
      const box = await sandbox();
      await run('azuremlDatastores.refreshAll');
      await box.addFault({ host: '^management\\.', action: { kind: 'status', status: 500 } });
      const editor = await open(
        `from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\nds = Datastore.get(ws, "nob${cursor}ody")\n`,
      );
      assert.deepEqual(await hoverText(editor), '');
      assert.deepEqual(messages(editor), []);
      await box.clearFaults();
      await run('azuremlDatastores.refreshAll');
    });
  });

  it('open files of datastores to read, from memory', async () => {
    await run('azuremlDatastores.openFile', await uri(ws, 'images', 'annotations.json'));
    const { document } = vscode.window.activeTextEditor ?? assert.fail();
    assert.equal(document.uri.scheme, 'azureml-file');
    assert.equal(document.languageId, 'json');
    assert.ok(document.getText().length > 1000);
  });
});
