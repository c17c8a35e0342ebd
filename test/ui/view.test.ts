import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandbox } from '../support/sandbox.ts';
import { asked } from './again.ts';
import { useSession } from './session.ts';

/** A workspace of the sandbox by its name. */
async function found(name: string) {
  const workspace = (await sandbox()).workspaces.find((candidate) => candidate.name === name);
  assert.ok(workspace);
  return workspace;
}

describe('the list of workspaces', () => {
  const session = useSession();
  const all = ['churn-production', 'forecasting', 'vision-research'];
  before(() => session().tree.row('vision-research').waitFor());

  /** Waits until these are the rows, from top to bottom. */
  const rows = async (...wanted: string[]) => {
    const { tree, page } = session();
    const are = async () => (await tree.labels()).join() === wanted.join();
    await asked(page, `the rows are ${wanted.join(', ')}`, are);
  };
  /** Clicks a button of the view's title, which is there while the mouse is over it. */
  const title = async (name: string) => {
    const { page } = session();
    await page.locator('.sidebar .pane-header').first().hover();
    await page.getByRole('button', { name, exact: true }).first().click();
  };

  it('shrinks to the names that are looked for, says so, and grows again by one click', async () => {
    const { tree, page, type, screenshot, screenshots } = session();
    await title('Filter Workspaces by Name…');
    await type('vision');
    await page.getByText('Showing 1 of 3 workspaces: “vision”.').waitFor();
    await rows('vision-research');
    await screenshots('filtered');
    await title('Filter Workspaces by Name…');
    await type('visoin');
    await rows('No workspace matches');
    await screenshot('no-match');
    await tree.row('No workspace matches').click();
    await rows(...all);
    await page.getByText('Showing').waitFor({ state: 'detached' });
  });

  it('keeps a pinned workspace at the top, over a reload of the window too', async () => {
    const { tree, page, palette, screenshot } = session();
    await tree.menu('vision-research', 'Pin');
    await rows('vision-research', 'churn-production', 'forecasting');
    await screenshot('pinned');
    // VS Code's own way keeps what has just been remembered; the browser's would not wait for it.
    const reloaded = page.waitForEvent('load');
    await palette('Developer: Reload Window');
    await reloaded;
    await rows('vision-research', 'churn-production', 'forecasting');
    await tree.menu('vision-research', 'Unpin');
    await rows(...all);
  });

  it('lacks what is hidden until it is shown again', async () => {
    const { tree, page, palette } = session();
    await tree.select('forecasting', 'churn-production');
    await tree.menu('forecasting', 'Hide');
    await rows('vision-research');
    await palette('Azure ML Datastores: Show Hidden Workspaces…');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'forecasting' }).waitFor();
    await page.keyboard.press('Enter');
    await rows(...all);
  });

  it('takes a workspace by its studio address, and lets it go', async () => {
    const { tree, page, palette, pick, type, screenshot } = session();
    const { subscriptionId, resourceGroup } = await found('churn-production');
    await palette('Azure ML Datastores: Choose Subscriptions…');
    const choice = page.locator('.quick-input-list .monaco-list-row', { hasText: subscriptionId });
    await choice.waitFor();
    await screenshot('subscriptions');
    await choice.click();
    await page.keyboard.press('Enter');
    await page.getByText('Only 1 subscription is listed.').waitFor();
    await palette('Azure ML Datastores: Add Workspace…');
    await page.getByText('Paste a studio address…').waitFor();
    await screenshot('add-workspace');
    await pick('Paste a studio address…');
    await type('https://ml.azure.com/home');
    await page.getByText('This names no workspace.').waitFor();
    const id = `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/workspaces/churn-production`;
    await type(`https://ml.azure.com/home?wsid=${id}`);
    await rows(...all);
    await tree.row('churn-production').getByText('added by hand').waitFor();
    await screenshot('added');
    await tree.menu('churn-production', 'Remove from List');
    await rows('forecasting', 'vision-research');
    await palette('Azure ML Datastores: Clear Filters');
    await rows(...all);
  });

  it('goes back from one question to the one before', async () => {
    const { page, palette, pick, type } = session();
    await palette('Azure ML Datastores: Add Workspace…');
    await pick('Subscription, group and name…');
    await type((await found('forecasting')).subscriptionId);
    await page.getByText('The resource group that holds the workspace').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('The id of the subscription').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await pick('Paste a studio address…');
    await page.keyboard.press('Escape');
  });

  it('offers what a file in the folder names, and says why it cannot be added', async () => {
    const { tree, folder, notification, screenshot, screenshots } = session();
    const { subscriptionId, resourceGroup } = await found('forecasting');
    const config = {
      subscription_id: subscriptionId,
      resource_group: resourceGroup,
      workspace_name: 'retired-workspace',
    };
    mkdirSync(join(folder, '.azureml'), { recursive: true });
    writeFileSync(join(folder, '.azureml/config.json'), JSON.stringify(config));
    await tree.row('Add “retired-workspace”').waitFor();
    await screenshots('offer');
    await tree.row('Add “retired-workspace”').click();
    await notification('“retired-workspace”').waitFor();
    await screenshot('offer-refused');
    await tree.menu('Add “retired-workspace”', 'Not Now');
    await rows(...all);
    rmSync(join(folder, '.azureml'), { recursive: true });
  });

  it('says who signs in where VS Code does not', async () => {
    const { palette, notification, screenshot } = session();
    await palette('Azure ML Datastores: Sign In to Azure…');
    await notification('The environment of VS Code signs in here.').waitFor();
    await screenshot('sign-in-environment');
  });
});
