import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { extensionId } from './support.ts';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('the extension', () => {
  it('is found by VS Code and activates', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension, `${extensionId} is not installed`);
    const started = performance.now();
    await extension.activate();
    const milliseconds = performance.now() - started;
    assert.equal(extension.isActive, true);
    // The bench asks for the time; no test depends on it.
    const file = process.env['ACTIVATION_FILE'];
    if (file !== undefined) await writeFile(file, String(milliseconds));
  });

  it('has registered exactly the commands that package.json lists', async () => {
    const manifest = vscode.extensions.getExtension(extensionId)?.packageJSON as Manifest;
    const listed = manifest.contributes.commands.map(({ command }) => command).sort();
    const all = await vscode.commands.getCommands(true);
    // VS Code adds commands of its own for a view and its container.
    const own = all.filter(
      (id) => id.startsWith('azuremlDatastores.') && !/^azuremlDatastores\.(datastores|transfers)\./.test(id),
    );
    assert.deepEqual(own.sort(), listed);
  });
});
