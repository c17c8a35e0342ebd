import assert from 'node:assert/strict';
import { sandbox } from '../support/sandbox.ts';
import { useSession } from './session.ts';

describe('the view when something is wrong', () => {
  const session = useSession();
  afterEach(async () => (await sandbox()).clearFaults());

  it('shows a refusal in place with the missing role, and tries again by one click', async () => {
    const box = await sandbox();
    const fault = { kind: 'status', status: 403, code: 'AuthorizationPermissionMismatch' } as const;
    await box.addFault({ host: '\\.blob\\.', action: fault });
    const { tree, page, screenshots } = session();
    await tree.expand('vision-research', 'team_identity');
    const failed = page.locator('.monaco-list-row', { hasText: 'Storage Blob Data' }).first();
    await failed.waitFor();
    await screenshots('failure');
    assert.deepEqual(await tree.menuEntries('Access denied'), [
      'Copy Details',
      'Open in Azure Portal',
      'Retry',
      'Show Log',
    ]);
    await box.clearFaults();
    await failed.hover();
    await failed.getByRole('button', { name: 'Retry' }).click();
    await failed.waitFor({ state: 'detached' });
    await tree.collapse('team_identity');
  });

  it('says in a message which permission is missing, and copies what support asks for', async () => {
    const box = await sandbox();
    const { tree, notification, screenshots } = session();
    const message =
      "The client 'ada' does not have authorization to perform action 'Microsoft.MachineLearningServices/workspaces/datastores/write' over scope '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/vision-research'.";
    const fault = { kind: 'status', status: 403, code: 'AuthorizationFailed', message } as const;
    await box.addFault({ path: '/datastore/v1\\.0/.*/default/', action: fault });
    await tree.expand('vision-research');
    await tree.menu('images', 'Set as Default');
    const refused = notification(
      /lacks the permission Microsoft\.MachineLearningServices\S+\/write\. Ask an owner/,
    );
    await refused.getByRole('button', { name: 'Show Log' }).waitFor();
    await screenshots('refused');
    await refused.getByRole('button', { name: 'Copy Details' }).click();
    // The message is gone before the clipboard is written.
    const copied = await session().copied(/Request id: /);
    for (const line of [
      /AzureML Data Scientist on workspace “vision-research”/,
      /^Code: AuthorizationFailed$/m,
    ])
      assert.match(copied, line);
    assert.match(copied, /^Resource: \/subscriptions\/\S+\/workspaces\/vision-research$/m);
    assert.match(copied, /^Request id: \S+$/m);
  });

  it('shows awkward names as they are', async () => {
    const { tree, screenshots } = session();
    await tree.expand('awkward_names');
    await tree.reveal('日本語');
    await screenshots('awkward-names');
    await tree.collapse('awkward_names');
  });

  it('shows a long folder page by page', async () => {
    const { tree, screenshots } = session();
    await tree.expand('big_folder', 'many');
    await (await tree.reveal('Load more…')).click();
    await tree.reveal('sample_00210.json');
    await screenshots('long-folder');
  });

  it('says what to do when nobody is signed in', async () => {
    const { changeSettings, page, screenshots } = session();
    const own = { cloud: 'azuremlDatastores.cloud', authentication: 'azuremlDatastores.authentication' };
    changeSettings({ [own.cloud]: 'AzureCloud', [own.authentication]: 'vscode' });
    await page.getByRole('button', { name: 'Sign In to Azure…' }).waitFor();
    await screenshots('signed-out');
    changeSettings({ [own.cloud]: 'custom', [own.authentication]: 'environment' });
    await session().tree.row('vision-research').waitFor();
  });

  it('says what to do when Azure cannot be reached', async () => {
    const box = await sandbox();
    await box.addFault({ host: '^management\\.', action: { kind: 'status', status: 500 } });
    const { palette, page, screenshots, tree } = session();
    await palette('Azure ML Datastores: Refresh');
    await page.getByText('Azure cannot be reached from here').waitFor();
    await screenshots('unreachable');
    await box.clearFaults();
    await page.getByRole('button', { name: 'Try Again' }).click();
    await tree.row('vision-research').waitFor();
  });
});
