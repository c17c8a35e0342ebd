import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandbox } from '../support/sandbox.ts';
import { asked } from './again.ts';
import { useSession } from './session.ts';

/** Every file below a folder, by its path in it, with its bytes. */
function filesIn(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(folder, name)).isFile()).sort();
  return new Map(files.map((name) => [name, readFileSync(join(folder, name))]));
}

describe('the main job, clicked through', () => {
  const session = useSession();
  after(async () => (await sandbox()).reset());

  it('walks down from a workspace to a file', async () => {
    const { tree, screenshots } = session();
    await tree.expand('vision-research', 'images', 'train', 'circle');
    await tree.reveal('circle_001.png');
    await screenshots('tree');
  });

  it('says what a datastore is when the mouse rests on it, without a secret', async () => {
    const { tree, page, screenshot, until } = session();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'Account key' });
    await until(hover, async () => {
      await page.mouse.move(640, 700);
      await (await tree.reveal('images')).hover();
    });
    const text = (await hover.innerText()).replaceAll('\u00a0', ' ');
    for (const part of ['Azure Blob container', 'contosodata']) assert.ok(text.includes(part), text);
    const { accounts } = await sandbox();
    for (const { key } of Object.values(accounts)) assert.ok(!text.includes(key));
    await screenshot('tooltip');
    await page.keyboard.press('Escape');
  });

  it('uploads a folder by right-click, and shows it', async () => {
    const { tree, folder, choosePath, notification, screenshots } = session();
    await tree.menu('validation', 'Upload Folder…');
    await choosePath(join(folder, 'data'), 'Upload');
    await notification(/Uploaded 19 files .* to “validation” of datastore “images”/).waitFor();
    await screenshots('uploaded');
    await tree.expand('validation', 'data');
    await tree.reveal('labels');
  });

  it('asks once what to do with files that exist, and does it', async () => {
    const { tree, folder, choosePath, pick, notification, page, screenshots } = session();
    await tree.menu('validation', 'Upload Folder…');
    await choosePath(join(folder, 'data'), 'Upload');
    await page.locator('.quick-input-widget:visible', { hasText: 'already holds files' }).waitFor();
    await screenshots('conflict');
    await pick('Skip existing');
    await notification(/Left as they are: 19 that exist already/).waitFor();
  });

  it('downloads the folder byte for byte', async () => {
    const { tree, folder, emptyFolder, choosePath, notification } = session();
    const to = emptyFolder('main-job');
    await tree.menu('data', 'Download…');
    await choosePath(to, 'Download Here');
    await notification(/Downloaded 19 files/).waitFor();
    assert.deepEqual(filesIn(join(to, 'data')), filesIn(join(folder, 'data')));
  });

  it('downloads several items beside each other', async () => {
    const { tree, emptyFolder, choosePath, notification } = session();
    const to = emptyFolder('several');
    await tree.collapse('validation');
    await tree.select('annotations.json', 'circle');
    await tree.menu('circle', 'Download…');
    await choosePath(to, 'Download Here');
    await notification(/Downloaded 13 files/).waitFor();
    assert.deepEqual(readdirSync(to).sort(), ['annotations.json', 'circle']);
  });

  it('stops an upload when Cancel is clicked, leaving nothing half done', async () => {
    const { tree, folder, page, choosePath, notification, screenshots } = session();
    const box = await sandbox();
    await box.addFault({ host: '\\.blob\\.', path: '/square/', method: 'PUT', action: { kind: 'hang' } });
    await tree.menu('square', 'Upload Folder…');
    await choosePath(join(folder, 'data'), 'Upload');
    await notification(/Uploading to “train\/square”/).waitFor();
    await screenshots('progress');
    await notification(/Uploading/)
      .getByRole('button', { name: 'Cancel' })
      .click();
    await notification(/Cancelled\. Nothing had been transferred/).waitFor();
    await box.clearFaults();
    await tree.expand('square');
    await tree.reveal('square_001.png');
    assert.ok(!(await tree.labels()).includes('data'));
    await page.keyboard.press('Escape');
    await tree.collapse('train');
  });

  it('sets another default', async () => {
    const { tree, page, notification } = session();
    await tree.menu('lake', 'Set as Default');
    await notification('“lake” is now the default datastore').waitFor();
    // The list is sorted anew, with the default as its first: a row that is in sight now may not be in a moment.
    await asked(page, 'the row says so', async () => {
      const row = await tree.reveal('lake');
      const text = await row.textContent({ timeout: 2000 }).catch(() => null);
      return text?.includes('default · ');
    });
    assert.ok(!(await tree.menuEntries('lake')).includes('Set as Default'));
  });

  it('unregisters a datastore after a question, and says that the data stays', async () => {
    const { tree, dialog, answerDialog, notification, screenshots } = session();
    await tree.menu('databricks_fs', 'Unregister…');
    await dialog.getByText('The data stays where it is').waitFor();
    await screenshots('unregister');
    await answerDialog('Unregister');
    await notification('“databricks_fs” is no longer registered').waitFor();
    await tree.row('databricks_fs').waitFor({ state: 'detached' });
  });

  it('has the name typed before one of Azure ML’s own datastores goes, and says what is to be typed', async () => {
    const { tree, type, page } = session();
    await tree.menu('workspaceartifactstore', 'Unregister…');
    await type('workspace');
    await page.getByText('Type “workspaceartifactstore”, or leave with Escape.').waitFor();
    await page.keyboard.press('Escape');
    await tree.reveal('workspaceartifactstore');
  });

  it('refuses to unregister the default', async () => {
    const { tree, notification } = session();
    await tree.menu('lake', 'Unregister…');
    await notification('Set another datastore as default first').waitFor();
  });

  it('uploads and downloads large files byte for byte', async () => {
    const { tree, emptyFolder, choosePath, notification } = session();
    const from = emptyFolder('large');
    // One request, and several; all travel in threads and are hashed in another.
    for (const size of [200_000, 9_000_000, 9_000_001, 20_000_000])
      writeFileSync(join(from, `${size}.bin`), randomBytes(size));
    await tree.menu('workspaceblobstore', 'Upload Folder…');
    await choosePath(from, 'Upload');
    await notification(/Uploaded 4 files/).waitFor();
    const to = emptyFolder('large-again');
    await tree.expand('workspaceblobstore');
    await tree.menu('large', 'Download…');
    await choosePath(to, 'Download Here');
    await notification(/Downloaded 4 files/).waitFor();
    assert.deepEqual(filesIn(join(to, 'large')), filesIn(from));
  });
});
