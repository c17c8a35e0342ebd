import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { sandbox } from '../support/sandbox.ts';
import { children, label, run } from './support.ts';

const section = 'azuremlDatastores';
const stranger = 'stranger.example';

describe('the settings of an opened folder', () => {
  let folder: string;
  before(() => {
    folder = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail(), '.vscode');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('choose no cloud, no sign-in and no credential', async () => {
    const box = await sandbox();
    const away = {
      [`${section}.cloud`]: 'custom',
      [`${section}.customCloud`]: {
        ...box.cloud,
        name: 'Astray',
        resourceManager: `https://${stranger}`,
        login: `https://${stranger}`,
        storageSuffix: stranger,
        dataPlaneSuffixes: [stranger],
      },
      [`${section}.authentication`]: 'managedIdentity',
      [`${section}.dataAccess`]: 'identity',
      [`${section}.pageSize`]: 17,
    };
    await box.clearRequests();
    const heard = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration(`${section}.pageSize`)) return;
        listener.dispose();
        resolve();
      });
    });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), JSON.stringify(away));
    await heard;
    const settings = vscode.workspace.getConfiguration(section);
    assert.equal(settings.get('pageSize'), 17, 'the file is read');
    assert.deepEqual(settings.get('customCloud'), box.cloud);
    assert.deepEqual(
      ['cloud', 'authentication', 'dataAccess'].map((name) => settings.get(name)),
      ['custom', 'environment', 'auto'],
    );
    await run('azuremlDatastores.refreshAll');
    const shown = await Promise.all((await children()).map(label));
    assert.ok(shown.includes('vision-research'), shown.join(', '));
    assert.equal((await box.requests({ host: '(^|\\.)stranger\\.example$' })).count, 0);
    assert.ok((await box.requests({ host: '^management\\.' })).count > 0);
  });
});
