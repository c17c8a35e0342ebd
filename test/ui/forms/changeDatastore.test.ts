import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandbox, type Sandbox } from '../../support/sandbox.ts';
import { useSession } from '../session.ts';
import { openedWizard } from './wizard.ts';

describe('a registered datastore', () => {
  const session = useSession();
  let box: Sandbox;
  before(async () => {
    box = await sandbox();
    for (const { name } of box.workspaces) await session().tree.reveal(name);
    await session().tree.expand('vision-research');
  });
  after(async () => {
    session().changeSettings({ 'azuremlDatastores.registrationForm': undefined });
    await box.reset();
  });

  const tooltipOf = async (name: string, text: string) => {
    const { page, tree } = session();
    await (await tree.reveal(name)).hover();
    await page.locator('.monaco-hover:visible', { hasText: text }).waitFor();
    await page.keyboard.press('Escape');
  };

  it('is edited with its key as it is, and opens with it afterwards', async () => {
    const { page, tree, screenshots } = session();
    await tree.menu('images', 'Edit…');
    const wizard = await openedWizard(page, 'Edit “images”');
    await wizard.step('Where');
    await wizard.next('Credential');
    await wizard.next('Options');
    await wizard.fill('description', 'Pictures of shapes');
    await wizard.next('Review');
    await wizard.frame.getByText('Labelled pictures').waitFor();
    await screenshots('wizard-edit-review');
    await wizard.press(
      'Save',
      wizard.frame.getByText('Datastore “images” of workspace “vision-research” has been changed.'),
    );
    await wizard.leave('Close');
    await tooltipOf('images', 'Pictures of shapes');
    await tree.expand('images');
    await tree.reveal('train');
    await tree.collapse('images');
  });

  it('gets a new credential, and says at the field when that is wrong', async () => {
    const { page, tree } = session();
    await tree.menu('images', 'Update Credentials…');
    const wizard = await openedWizard(page, 'Update Credentials of “images”');
    await wizard.step('Credential');
    await wizard.fill('secret', Buffer.alloc(64, 9).toString('base64'));
    await wizard.next('Review');
    await wizard.press('Update', wizard.heading('Credential'));
    await wizard.problems('secret').getByText(/key/).first().waitFor();
    await wizard.select('credential', 'Identity: nothing is stored');
    await wizard.next('Review');
    await wizard.press('Update', wizard.frame.getByText('has been changed'));
    await wizard.leave('Close');
    await tooltipOf('images', 'None: reached with your own identity');
  });

  it('is duplicated to another workspace, where its secret is asked for again', async () => {
    const { page, pick, tree } = session();
    await tree.menu('sales_sql', 'Duplicate…');
    await pick('forecasting');
    const wizard = await openedWizard(page, 'Duplicate Datastore');
    await wizard.next('Where');
    assert.equal(await wizard.field('databaseName').locator('input').inputValue(), 'sales');
    await wizard.next('Credential');
    await wizard.press('Next', wizard.problems('secret').getByText('Password is missing.'));
    await wizard.fill('secret', 'opens-nothing');
    await wizard.next('Options', 'Review');
    await wizard.press(
      'Register',
      wizard.frame.getByText('Datastore “sales_sql” is registered in workspace “forecasting”.'),
    );
    await wizard.leave('Close');
    await tree.collapse('forecasting');
  });

  it('is exported as YAML without its secret', async () => {
    const { page, tree, screenshot } = session();
    await tree.menu('workspaceblobstore', 'Export as YAML');
    const editor = page.locator('.monaco-editor[data-uri^="untitled:"] .view-lines');
    await editor.getByText('azureBlob.schema.json').waitFor();
    await editor.getByText('account_key:').waitFor();
    await screenshot('exported-yaml');
    assert.ok(!(await editor.innerText()).includes(box.accounts.contosodata.key.slice(0, 20)));
  });

  it('comes from YAML, with a warning where the file holds a secret', async () => {
    const { answerDialog, dialog, folder, palette, choosePath, page, screenshots, tree } = session();
    const file = join(folder, 'team.yml');
    const { key } = box.accounts.contosodata;
    writeFileSync(
      file,
      [
        '$schema: https://azuremlschemas.azureedge.net/latest/azureBlob.schema.json',
        'name: from_yaml\ntype: azure_blob\naccount_name: contosodata\ncontainer_name: team',
        `description: From a file\ntags:\n  team: vision\ncredentials:\n  account_key: ${key}\n`,
      ].join('\n'),
    );
    // The untitled file of the test before is no datastore's, so a file is asked for.
    await palette('View: Close All Editors');
    await answerDialog("Don't Save");
    // What another form was left with does not get mixed into it.
    await tree.menu('forecasting', 'Register Datastore…');
    const left = await openedWizard(page);
    await left.choose('Azure file share');
    await left.next('Where');
    await left.fill('accountName', 'leftover');
    await left.press('Next', left.problems('fileShareName').getByText('is missing'));
    await page.locator('.tab', { hasText: 'Register Datastore' }).click({ button: 'middle' });
    await tree.menu('vision-research', 'Register Datastore from YAML…');
    await choosePath(file, 'Register');
    await dialog.getByText('This file holds a secret in plain text.').waitFor();
    await screenshots('yaml-secret');
    await dialog.getByRole('button', { name: 'Type It Instead' }).click();
    const wizard = await openedWizard(page);
    writeFileSync(file, '');
    assert.ok(await wizard.frame.getByRole('radio', { name: 'Azure Blob container' }).isChecked());
    await wizard.next('Where', 'Credential');
    await wizard.press('Next', wizard.problems('secret').getByText('Account key is missing.'));
    await wizard.fill('secret', key);
    await wizard.next('Options');
    assert.equal(await wizard.field('tags').locator('input').inputValue(), 'team=vision');
    await wizard.next('Review');
    await wizard.press('Register', wizard.frame.getByText('Datastore “from_yaml” is registered'));
    await wizard.leave('Close');
  });

  it('comes from an address in the clipboard', async () => {
    const { page, palette } = session();
    // Only the page that has the focus may write there.
    await page.keyboard.press('F1');
    const widget = page.locator('.quick-input-widget:visible');
    await widget.waitFor();
    await page.evaluate(
      `navigator.clipboard.writeText('https://contosodata.blob.core.windows.net.localhost/team')`,
    );
    await page.keyboard.press('Escape');
    // Closing late, it would take the palette that comes next along.
    await widget.waitFor({ state: 'detached' });
    await palette('Azure ML Datastores: Register as Datastore from Clipboard…');
    const wizard = await openedWizard(page);
    await wizard.next('Where');
    assert.equal(await wizard.field('containerName').locator('input').inputValue(), 'team');
    await wizard.leave('Cancel');
  });

  it('is edited in quick picks where the setting says so', async () => {
    const { answered, changeSettings, notification, page, pick, tree, type } = session();
    changeSettings({ 'azuremlDatastores.registrationForm': 'quickPicks' });
    await tree.menu('lake', 'Edit…');
    const title = page.locator('.quick-input-widget:visible .quick-input-title');
    const accept = async () => {
      await answered(() => page.keyboard.press('Enter'));
      await title.waitFor();
    };
    await title.getByText('Edit “lake” (1/').waitFor();
    // Subscription, account, filesystem, credential, tenant, client, and the secret, which stays.
    for (let question = 0; question < 7; question++) await accept();
    await type('Edited without a mouse');
    await title.getByText('(9/').waitFor();
    await accept();
    await accept();
    await pick('Save “lake”');
    await notification('Datastore “lake” of workspace “vision-research” has been changed.').waitFor();
    await tooltipOf('lake', 'Edited without a mouse');
  });
});
