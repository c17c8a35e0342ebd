import assert from 'node:assert/strict';
import { useSession } from './session.ts';

describe('a command that is told nothing', () => {
  const session = useSession();

  it('asks in the palette for workspace, datastore and folder', async () => {
    const { palette, pick, notification, screenshots, tree } = session();
    await tree.row('vision-research').waitFor();
    await palette('Azure ML Datastores: Copy Datastore URI');
    await screenshots('choose-workspace');
    await pick('vision-research');
    await pick('images');
    await pick('train');
    await screenshots('choose-folder');
    await pick('Here');
    await notification('Copied azureml://datastores/images/paths/train/').waitFor();
    const copied = await session().clipboard();
    assert.equal(copied, 'azureml://datastores/images/paths/train/');
  });

  it('uploads what is selected in the Explorer to a place that is chosen, and offers it again', async () => {
    const { pick, notification, page, tree, screenshots } = session();
    await page.getByRole('tab', { name: /^Explorer/ }).click();
    await tree.menu('data', 'Upload to Datastore…');
    await pick('Choose a datastore and folder…');
    await pick('forecasting');
    await pick('workspacefilestore');
    await pick('Here');
    await notification(/Uploaded 19 files .* to datastore “workspacefilestore”/).waitFor();
    await tree.menu('data', 'Upload to Datastore…');
    await screenshots('destinations');
    await pick('forecasting / workspacefilestore /');
    await pick('Overwrite');
    await notification(/Uploaded 19 files/)
      .first()
      .waitFor();
  });
});
