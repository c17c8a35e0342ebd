import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandbox } from '../../support/sandbox.ts';
import { again } from '../again.ts';
import { useSession } from '../session.ts';

const script = `from azureml.core import Dataset, Datastore, Workspace

ws = Workspace.from_config()
ds = Datastore.get(ws, "images")
pictures = ds.path("train")
files = Dataset.File.from_files((Datastore.get(ws, "imags"), "train/**"))
events = Datastore.register_azure_postgre_sql(ws, "events", "contoso", "events", "reader", user_password="Winter-2026")
uri = "azureml://datastores/images/paths/train/"

def train():
    `;

describe('code in an editor', () => {
  const session = useSession({ 'editor.minimap.enabled': false, 'editor.wordWrap': 'on' });
  before(async () => {
    const [workspace] = (await sandbox()).workspaces.filter(({ name }) => name === 'vision-research');
    assert.ok(workspace);
    const { subscriptionId, resourceGroup, name } = workspace;
    const config = { subscription_id: subscriptionId, resource_group: resourceGroup, workspace_name: name };
    writeFileSync(join(session().folder, 'config.json'), JSON.stringify(config));
    writeFileSync(join(session().folder, 'pictures.py'), script);
    await session().tree.reveal('vision-research');
    await session().openFile('pictures.py');
  });
  after(() => {
    for (const name of ['config.json', 'pictures.py']) rmSync(join(session().folder, name));
  });

  const lens = (title: string) => session().page.locator('.codelens-decoration a', { hasText: title });
  const lines = () => session().page.locator('.view-lines');

  /** Clicks the lens right above the line with this text: lenses stand in the page in any order. */
  async function clickLens(title: string, above: string): Promise<void> {
    const line = await session().page.locator('.view-line', { hasText: above }).first().boundingBox();
    const found = await Promise.all(
      (await lens(title).all()).map(async (one) => ({ one, y: (await one.boundingBox())?.y ?? 0 })),
    );
    const nearest = found.filter(({ y }) => y < (line?.y ?? 0)).sort((a, b) => b.y - a.y)[0];
    assert.ok(nearest, `no lens above ${above}`);
    await nearest.one.click();
  }

  it('has lenses, underlines what is wrong, and says which workspace it is of', async () => {
    const { page, screenshots } = session();
    await lens('Insert DataReference…').first().waitFor();
    await page.locator('.squiggly-warning').first().waitFor();
    await page.locator('.statusbar-item', { hasText: 'vision-research' }).waitFor();
    await screenshots('code-lenses');
  });

  it('takes a DataReference from a lens, with the folders of the datastore to choose from', async () => {
    const { page, pick, screenshots } = session();
    await clickLens('Insert DataReference…', '"images")');
    await page.locator('.quick-input-widget:visible', { hasText: 'SDK v2' }).waitFor();
    await screenshots('code-pick');
    await pick('DataReference that mounts a path');
    await lines().getByText('.as_mount()').waitFor();
    await screenshots('code-inserted');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+Z');
    await lines().getByText('.as_mount()').waitFor({ state: 'detached' });
  });

  it('takes a snippet by its prefix within a function, indented as it is', async () => {
    const { page } = session();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('aml-scriptrunconfig-arg');
    await page
      .locator('.suggest-widget.visible .monaco-list-row', { hasText: 'aml-scriptrunconfig-arg' })
      .waitFor();
    await page.keyboard.press('Enter');
    await lines().getByText('config = ScriptRunConfig(').waitFor();
    const indents = await page
      .locator('.view-line', { hasText: /config\s=|source_directory=|^\s*\)$/ })
      .allTextContents();
    assert.deepEqual(
      indents.map((text) => /^\s*/.exec(text)?.[0].length),
      [4, 8, 4],
      indents.join('\n'),
    );
    for (let keys = 0; keys < 3; keys++) await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.press('Enter');
  });

  it('completes folders, and tells of them on hovering', async () => {
    const { page, screenshots } = session();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('more = ds.path("');
    await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'train' }).first().waitFor();
    await screenshots('code-completion');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+Z');
    await page.keyboard.press('ControlOrMeta+Home');
    await lines().getByText('"train"').first().hover();
    await page.locator('.monaco-hover:visible', { hasText: 'Reveal in Tree' }).waitFor();
    await screenshots('code-hover');
    await page.mouse.move(640, 700);
  });

  it('shows in the tree what a line is about', async () => {
    const { page, pick, tree } = session();
    await clickLens('More…', '("train")');
    await page
      .locator('.quick-input-widget:visible', { hasText: 'vision-research › images › train' })
      .waitFor();
    await session().screenshots('code-more');
    await pick('Reveal in Tree');
    await (await tree.reveal('train')).waitFor();
    assert.match((await tree.row('train').getAttribute('class')) ?? '', /selected/);
  });

  it('makes code of a row that is dragged into it', async () => {
    const { page, tree, screenshots } = session();
    const row = await (await tree.reveal('validation')).boundingBox();
    const editor = await page.locator('.editor-container .monaco-editor').first().boundingBox();
    assert.ok(row && editor);
    await page.mouse.move(row.x + 60, row.y + row.height / 2);
    await page.mouse.down();
    // Into the middle of the editor in small steps, as a hand does; Shift says that the text is meant, not the tab.
    await page.mouse.move(editor.x + 100, editor.y + 100, { steps: 5 });
    await page.keyboard.down('Shift');
    await page.mouse.move(editor.x + 300, editor.y + 300, { steps: 10 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await lines().getByText('validation').first().waitFor();
    await screenshots('code-dropped');
  });

  it('opens a file of a datastore to read', async () => {
    const { page, tree } = session();
    // A hover of the row that the mouse came to rest on lies over the rows below. One that appears after the mouse has
    // left goes only when the mouse comes and leaves once more.
    const away = async () => {
      await page.mouse.move(300, 450);
      await page.mouse.move(900, 700, { steps: 5 });
    };
    const hover = page.locator('.workbench-hover-container');
    await again(away, () => hover.waitFor({ state: 'detached', timeout: 10_000 }), 5);
    await tree.menu('annotations.json', 'Open File');
    await page.locator('.tab.active', { hasText: 'annotations.json' }).waitFor();
    await lines().getByText('label').first().waitFor();
  });
});
