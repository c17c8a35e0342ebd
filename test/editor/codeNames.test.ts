import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { completionLabels, completions, cursor, hoverText, useCodeFolder, ws } from './code.ts';
import { run, uri } from './support.ts';

describe('Python files', () => {
  const { open } = useCodeFolder('codeNames');

  describe('complete', () => {
    it('names of datastores, the default first', async () => {
      const editor = await open(
        `from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\nds = Datastore.get(ws, "${cursor}")\n`,
      );
      const found = await completionLabels(editor);
      assert.equal(found[0], 'workspaceblobstore');
      assert.ok(found.includes('images') && found.includes('sales_sql'), found.join());
    });

    it('folders and files of the datastore that is meant', async () => {
      const editor = await open(
        `from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\npath = Datastore.get(ws, "images").path("${cursor}")\n`,
      );
      assert.ok((await completionLabels(editor)).includes('train'));
    });

    it('datastore URIs in Python, YAML and JSON', async () => {
      for (const ending of ['py', 'yml', 'json']) {
        const editor = await open(`{ "path": "azureml://datastores/images/paths/tr${cursor}" }\n`, ending);
        assert.ok((await completionLabels(editor)).includes('train'), ending);
      }
    });

    it('names with quotes and backslashes as Python writes them', async () => {
      for (const quote of ['"', "'"]) {
        const editor = await open(
          `from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\npath = Datastore.get(ws, 'awkward_names').path(${quote}${cursor}${quote})\n`,
        );
        const items = await completions(editor);
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
        (await completionLabels(editor)).filter((label) => label === 'train'),
        [],
      );
    });

    it('snippets by their prefixes', async () => {
      const editor = await open(
        `from azureml.core import Workspace\nws = Workspace.from_config()\naml-data${cursor}\n`,
      );
      const items = await completions(editor);
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

  it('open files of datastores to read, from memory', async () => {
    await run('azuremlDatastores.openFile', await uri(ws, 'images', 'annotations.json'));
    const { document } = vscode.window.activeTextEditor ?? assert.fail();
    assert.equal(document.uri.scheme, 'azureml-file');
    assert.equal(document.languageId, 'json');
    assert.ok(document.getText().length > 1000);
  });
});
