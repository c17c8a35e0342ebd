import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'azureml-datastores.azureml-datastores';

describe('the extension', () => {
  it('is found by VS Code and activates', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not installed`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
