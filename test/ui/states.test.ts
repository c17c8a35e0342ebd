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
    await box.clearFaults();
    await failed.hover();
    await failed.getByRole('button', { name: 'Retry' }).click();
    await failed.waitFor({ state: 'detached' });
    await tree.collapse('team_identity');
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
