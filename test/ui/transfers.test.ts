import assert from 'node:assert/strict';
import { join } from 'node:path';
import { sandbox } from '../support/sandbox.ts';
import { again } from './again.ts';
import { useSession } from './session.ts';

describe('the view of transfers', () => {
  // What hovers over a row lies over the buttons of the rows beside it.
  const session = useSession({ 'workbench.hover.delay': 3_600_000 });
  const pane = () =>
    session()
      .page.locator('.sidebar .pane')
      .filter({ has: session().page.locator('.pane-header', { hasText: 'Transfers' }) });
  const rows = () => pane().locator('.monaco-list-row[role="treeitem"]');
  const row = (text: string | RegExp) => rows().filter({ hasText: text }).first();
  const statusBar = () => session().page.locator('.statusbar-item', { hasText: /\d transfers?/ });
  const uploadData = async (to: string) => {
    const { tree, folder, choosePath } = session();
    await tree.menu(to, 'Upload Folder…');
    await choosePath(join(folder, 'data'), 'Upload');
  };
  /** Clicks a button of a row, which is there while the mouse is over it. */
  const press = async (text: string | RegExp, button: string) => {
    for (let tries = 1; ; tries++) {
      try {
        await session().page.mouse.move(640, 300);
        await row(text).hover({ timeout: 5000 });
        await row(text).getByRole('button', { name: button }).click({ timeout: 5000 });
        return;
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
  };
  const menu = async (text: string | RegExp, entry: string) => {
    const { page } = session();
    const item = page.locator('.monaco-menu').last().getByRole('menuitem', { name: entry });
    await again(
      () => row(text).click({ button: 'right' }),
      () => item.waitFor({ timeout: 5000 }),
    );
    // A menu that has only just come up takes no click.
    await again(
      () => item.click(),
      () => item.waitFor({ state: 'hidden', timeout: 5000 }),
    );
  };
  before(async () => {
    const { tree } = session();
    await tree.row('vision-research').waitFor();
    await tree.expand('vision-research', 'images');
    await tree.row('annotations.json').waitFor();
  });
  afterEach(async () => (await sandbox()).clearFaults());
  after(async () => (await sandbox()).reset());

  it('says what it is for while there is nothing to show', async () => {
    await pane().getByText('Uploads and downloads show here how far they are').waitFor();
    await session().screenshots('transfers-none');
  });

  it('shows how far an upload is, here and in the status bar, and pauses, resumes and cancels it', async () => {
    const { screenshots, notification } = session();
    const box = await sandbox();
    await box.addFault({ host: '\\.blob\\.', path: 'leaves\\.csv', method: 'PUT', action: { kind: 'hang' } });
    await uploadData('validation');
    await row(/data → images\/validation.*18 of 19 files/).waitFor();
    await statusBar().waitFor();
    await screenshots('transfers-running', async () => {
      await row('data → images/validation').waitFor();
    });
    await press('data → images/validation', 'Pause Transfer');
    await row(/paused · 18 of 19 files/).waitFor();
    await statusBar().getByText('paused').waitFor();
    await press('data → images/validation', 'Resume Transfer');
    await row(/data → images\/validation18 of 19 files/).waitFor();
    await statusBar().click();
    await pane().locator(':focus').first().waitFor();
    await press('data → images/validation', 'Cancel Transfer');
    await row(/cancelled · 18 files/).waitFor();
    await notification(/Cancelled\. 18 files .* had been uploaded/).waitFor();
    await statusBar().waitFor({ state: 'hidden' });
  });

  it('shows what failed and why, retries just that, and is cleared', async () => {
    const { screenshots, notification, page } = session();
    const box = await sandbox();
    const action = { kind: 'status', status: 403, code: 'AuthorizationPermissionMismatch' } as const;
    await box.addFault({ host: '\\.blob\\.', path: 'leaves\\.csv', method: 'PUT', action });
    await uploadData('train');
    const failed = /data → images\/train18 files .* 1 failed/;
    await row(failed).waitFor();
    await row(failed).locator('.monaco-tl-twistie').click();
    await row('labels/leaves.csv').waitFor();
    assert.match((await row('labels/leaves.csv').textContent()) ?? '', /account key was refused/);
    await screenshots('transfers-failed', async () => {
      await row(failed).hover();
    });
    await menu(failed, 'Open Transfer Report');
    await page.locator('.tab.active', { hasText: 'Upload Report.txt' }).waitFor();
    await box.clearFaults();
    await press(failed, 'Retry Failed');
    await notification(/Uploaded 1 file /).waitFor();
    await row('leaves.csv → images/train').waitFor();
    await pane().locator('.pane-header').hover();
    await pane().getByRole('button', { name: 'Clear Finished Transfers' }).click();
    await pane().getByText('Uploads and downloads show here how far they are').waitFor();
  });

  it('shows what an upload of changed files would do before anything moves, then does it', async () => {
    const { tree, folder, choosePath, page, notification, screenshots } = session();
    await tree.menu('validation', 'Upload Changed Files Only…');
    await choosePath(join(folder, 'data'), 'Upload');
    const entries = page.locator('.quick-input-list .monaco-list-row');
    await entries.filter({ hasText: 'Unchanged, left as they are' }).waitFor();
    await screenshots('changed-only');
    await entries.filter({ hasText: 'Upload 1 file' }).click();
    await notification(/Uploaded 1 file .* 18 that have not changed/).waitFor();
  });

  it('copies the AzCopy command of a folder, without a secret', async () => {
    const { tree, pick, choosePath, copied, emptyFolder } = session();
    const to = emptyFolder('azcopy');
    await tree.menu('train', 'Copy AzCopy Command…');
    await pick('Download this folder…');
    await choosePath(to, 'Choose');
    const text = await copied(/azcopy copy/);
    assert.match(text, /^# .*azcopy login --tenant-id=/);
    assert.match(
      text,
      /\nazcopy copy https:\/\/contosodata\.blob\.\S+\/train \S+\/train --from-to=BlobLocal/,
    );
    for (const { key } of Object.values((await sandbox()).accounts)) assert.ok(!text.includes(key));
  });

  it('offers to go on with what its window left when it was loaded anew', async () => {
    const { palette, tree, notification, answerNotification } = session();
    const box = await sandbox();
    await box.addFault({ host: '\\.blob\\.', path: 'leaves\\.csv', method: 'PUT', action: { kind: 'hang' } });
    await uploadData('images');
    await row(/data → images18 of 19 files/).waitFor();
    await palette('Developer: Reload Window');
    await tree.row('vision-research').waitFor();
    await notification(/A transfer was interrupted\. Upload of data to datastore “images”/).waitFor();
    await row(/interrupted · 18 files/).waitFor();
    await box.clearFaults();
    await answerNotification(/was interrupted/, 'Resume');
    await notification(/Uploaded 1 file .* 18 that were moved before the interruption/).waitFor();
    await row(/data → images1 file · .* · 18 moved before/).waitFor();
  });
});
