import { sandbox } from '../support/sandbox.ts';
import { asked } from './again.ts';
import { useSession } from './session.ts';

const authentication = 'azuremlDatastores.authentication';
const sovereign = 'microsoft-sovereign-cloud.environment';
const cloud = 'azuremlDatastores.cloud';

describe('signing in through VS Code', () => {
  const session = useSession();
  afterEach(async () => (await sandbox()).clearFaults());
  before(() => session().changeSettings({ [authentication]: 'vscode' }));
  afterEach(async () => (await sandbox()).clearFaults());
  after(() =>
    session().changeSettings({ [authentication]: 'environment', [cloud]: 'custom', [sovereign]: undefined }),
  );

  it('shows the workspaces of all tenants that let the account in, and the others by name', async () => {
    const { page, answerDialog, pick, tree, screenshots } = session();
    await page.getByRole('button', { name: 'Sign In to Azure…' }).click();
    await answerDialog('Allow');
    await pick('Ada Lund <ada@contoso.example>');
    for (const { name } of (await sandbox()).workspaces) await tree.reveal(name);
    for (const label of ['tailspin-shared', 'Adventure Works', 'Northwind']) await tree.reveal(label);
    await screenshots('tenants');
  });

  it('opens a tenant that wants to see a second factor', async () => {
    const { answerDialog, dialog, tree, until } = session();
    await until(dialog, async () => (await tree.reveal('Adventure Works')).click());
    // The second question may take the place of the first at once.
    await dialog.getByRole('button', { name: 'Allow' }).click();
    await answerDialog('Approve');
    await tree.reveal('adventure-forecast');
    await tree.row('Adventure Works').waitFor({ state: 'detached' });
  });

  it('asks to confirm the sign-in where Azure wants more of it', async () => {
    const box = await sandbox();
    const { answerDialog, answerNotification, dialog, notification, tree } = session();
    await tree.expand('vision-research');
    const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString(
      'base64',
    );
    const headers = { 'www-authenticate': `Bearer error="insufficient_claims", claims="${claims}"` };
    const action = { kind: 'status', status: 401, headers } as const;
    const fault = await box.addFault({ method: 'PUT', path: '/default/', action });
    await tree.menu('team_identity', 'Set as Default');
    await answerNotification(/Azure wants Ada Lund .* to confirm the sign-in/, 'Sign In');
    await dialog.getByRole('button', { name: 'Allow' }).click();
    await answerDialog('Approve');
    await box.removeFault(fault);
    await notification(/to confirm the sign-in/).waitFor({ state: 'detached' });
    await tree.collapse('vision-research');
  });

  it('says why a tenant stays closed, and shows the rest as before', async () => {
    const { answerDialog, dialog, notification, page, tree, until } = session();
    await until(dialog, async () => (await tree.reveal('Northwind')).click());
    await answerDialog('Allow');
    await notification(/AADSTS53003/).waitFor();
    // The rows are read anew, and this one may be out of sight afterwards.
    await asked(page, 'its row says so', async () => {
      const row = await tree.reveal('Northwind');
      return (await row.getByText('refused (AADSTS53003)').count()) > 0;
    });
    await tree.reveal('adventure-forecast');
  });

  it('lets another account in beside the first', async () => {
    const { answerDialog, palette, pick, tree } = session();
    await palette('Azure ML Datastores: Sign In to Azure…');
    await answerDialog('Allow');
    await pick('Sign in to another account');
    await pick('Platform Team <platform@contoso.example>');
    // Both are at the top of a long list, in which nothing has been scrolled.
    await tree.row('team-01-ws-01').waitFor();
    await tree.row('adventure-forecast').waitFor();
  });

  it('takes away what an account saw when it is signed out in VS Code', async () => {
    const { answerDialog, page, tree } = session();
    await page.getByRole('button', { name: 'Accounts' }).click();
    await page.getByRole('menuitem', { name: /^Platform Team/ }).hover();
    await page.getByRole('menuitem', { name: 'Sign Out' }).hover();
    // A new menu ignores the mouse button for a moment: the key is heard.
    await page.keyboard.press('Enter');
    await answerDialog('Sign Out');
    await tree.row('team-01-ws-01').waitFor({ state: 'detached' });
    await tree.row('adventure-forecast').waitFor();
  });

  it('says which setting of VS Code leads to another cloud, and opens it', async () => {
    const { answerNotification, changeSettings, palette, page } = session();
    changeSettings({ [cloud]: 'AzureChinaCloud' });
    const wanted = /Set microsoft-sovereign-cloud\.environment to “ChinaCloud”/;
    await page.locator('.sidebar').getByText(wanted).waitFor();
    await palette('Azure ML Datastores: Sign In to Azure…');
    await answerNotification(wanted, 'Open Setting');
    const editor = page.locator('.settings-editor');
    await editor.getByRole('link', { name: 'Microsoft-sovereign-cloud: Environment' }).waitFor();
    await page.keyboard.press('Escape');
    await editor.waitFor({ state: 'hidden' });
  });

  it('follows that setting while nobody has chosen a cloud here', async () => {
    const { answerDialog, changeSettings, dialog, palette, page } = session();
    changeSettings({ [cloud]: undefined, [sovereign]: 'USGovernment' });
    await page.getByRole('button', { name: 'Sign In to Azure…' }).waitFor();
    await palette('Azure ML Datastores: Sign In to Azure…');
    await dialog.getByText('sign in using USGovernment').waitFor();
    await answerDialog('Cancel');
  });
});
