import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { sandbox } from '../support/sandbox.ts';
import { actionsAt, apply, cursor, hoverText, problems, told, useCodeFolder } from './code.ts';
import { run } from './support.ts';

describe('Python files', () => {
  const { open } = useCodeFolder('codeChecks');
  afterEach(async () => (await sandbox()).clearFaults());

  describe('are checked', () => {
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

    const fixesOf = (editor: vscode.TextEditor, code: string) =>
      actionsAt(editor, severe(editor, code)[0]?.range ?? assert.fail(code));

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
      // What was found in the text before is not mended in this one.
      await told(editor, 1);
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
      await apply(await actionsAt(editor, hint.range), /Use SDK v2: client\.datastores\.get_default\(\)/);
      assert.match(editor.document.getText(), /^ds = client\.datastores\.get_default\(\)$/m);
    });

    it('unless that is switched off', async () => {
      const settings = vscode.workspace.getConfiguration('azuremlDatastores');
      const editor = await open(
        'from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\nds = Datastore.get(ws, "nobody")\n',
      );
      await told(editor, 1);
      await settings.update('diagnostics', false, vscode.ConfigurationTarget.Global);
      await told(editor, 0);
      await settings.update('diagnostics', undefined, vscode.ConfigurationTarget.Global);
    });

    it('but not for a database while the service that alone knows it is silent', async () => {
      const box = await sandbox();
      await box.addFault({ path: '/datastore/v1\\.0/', action: { kind: 'status', status: 500 } });
      await run('azuremlDatastores.refreshAll');
      const editor = await open(
        'from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\nds = Datastore.get(ws, "sales_sql")\nDatastore.get(ws, "workspacefilestore").path("x").as_mount()\n',
      );
      // One that can be found all the same tells when all have been looked at.
      assert.match((await told(editor, 2)).join(), /mounts no file shares/);
      assert.deepEqual(severe(editor, 'unknownDatastore'), []);
      await box.clearFaults();
      await run('azuremlDatastores.refreshAll');
    });

    it('but not for a path that a variable hands to an upload, or a workspace that the code alone knows', async () => {
      const editor = await open(
        [
          'from azureml.core import Datastore, Workspace',
          'ws = Workspace.from_config()',
          'out = Datastore.get(ws, "images").path("results")',
          'ref = out.as_upload()',
          'other = Workspace.get(name="another", subscription_id=SUBSCRIPTION)',
          'Datastore.get(other, "nobody")',
          'Datastore.get(ws, "nobody")',
          '',
        ].join('\n'),
      );
      await told(editor, 1);
      assert.deepEqual(
        problems(editor).map(({ range }) => range.start.line),
        [6],
      );
    });

    it('and say nothing while the service fails', async () => {
      const box = await sandbox();
      await run('azuremlDatastores.refreshAll');
      await box.addFault({ host: '^management\\.', action: { kind: 'status', status: 500 } });
      const editor = await open(
        `from azureml.core import Datastore, Workspace\nws = Workspace.from_config()\nds = Datastore.get(ws, "nob${cursor}ody")\n`,
      );
      assert.deepEqual(await hoverText(editor), '');
      assert.deepEqual(problems(editor), []);
      await box.clearFaults();
      await run('azuremlDatastores.refreshAll');
    });
  });
});
