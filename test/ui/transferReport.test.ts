import assert from 'node:assert/strict';
import { join } from 'node:path';
import { sandbox } from '../support/sandbox.ts';
import { useSession } from './session.ts';

describe('what is said after a transfer', () => {
  const session = useSession();
  const uploadData = async () => {
    const { tree, folder, choosePath } = session();
    await tree.menu('validation', 'Upload Folder…');
    await choosePath(join(folder, 'data'), 'Upload');
  };
  before(async () => {
    const { tree } = session();
    await tree.row('vision-research').waitFor();
    await tree.expand('vision-research', 'images');
  });
  afterEach(async () => (await sandbox()).clearFaults());
  after(async () => (await sandbox()).reset());

  it('gives the reason of a single failure, and a report that is only there to be read', async () => {
    const { page, notification, answerNotification, screenshots } = session();
    const action = { kind: 'status', status: 403, code: 'AuthorizationPermissionMismatch' } as const;
    await (await sandbox()).addFault({ host: '\\.blob\\.', path: 'leaves\\.csv', method: 'PUT', action });
    await uploadData();
    const message = /Uploaded 18 files .* “labels\/leaves\.csv” failed: \S/;
    await notification(message).waitFor();
    await answerNotification(message, 'Show Report');
    const tab = page.locator('.tab.active', { hasText: 'Upload Report.txt' });
    const editor = page.locator('.editor-instance .view-lines');
    await editor.getByText('labels/leaves.csv').first().waitFor();
    await screenshots('report');
    await editor.click();
    await page.keyboard.type('x');
    await page.getByRole('paragraph').filter({ hasText: 'Cannot edit in read-only editor' }).waitFor();
    assert.doesNotMatch((await tab.getAttribute('class')) ?? '', /dirty/);
    await page.keyboard.press('Escape');
    await tab.getByRole('button', { name: /^Close/ }).click();
    await tab.waitFor({ state: 'detached' });
  });

  it('names an answer that was remembered, and takes it back by one click', async () => {
    const { page, pick, notification, answerNotification, screenshots } = session();
    const question = page.locator('.quick-input-widget:visible', { hasText: 'already holds files' });
    await uploadData();
    await question.waitFor();
    await pick('Overwrite if newer, now and for the rest of this window');
    await notification(/Left as they are: 18 that are not older/).waitFor();
    await uploadData();
    const message = /19 that are not older\. Your earlier answer was used: Overwrite if newer\./;
    await notification(message).waitFor();
    await screenshots('remembered');
    await answerNotification(message, 'Ask Again Next Time');
    await uploadData();
    await question.waitFor();
    await pick('Cancel');
  });
});
