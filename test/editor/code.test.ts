import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { LensTarget } from '../../src/contributions.ts';
import { sandbox } from '../support/sandbox.ts';
import { run } from './support.ts';

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
    items.map(({ label }) => (typeof label === 'string' ? label : label.label));

  async function hoverText({ document, selection }: vscode.TextEditor): Promise<string> {
    const hovers: vscode.Hover[] = await vscode.commands.executeCommand(
      'vscode.executeHoverProvider',
      document.uri,
      selection.active,
    );
    return hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (typeof content === 'string' ? content : content.value))
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
  });
});
