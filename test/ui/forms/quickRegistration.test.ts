import { sandbox, type Sandbox } from '../../support/sandbox.ts';
import { useSession } from '../session.ts';

/** Answers in the order of the questions: a label to pick, or a text to type. */
type Answer = { readonly pick: string } | { readonly type: string } | 'accept';

describe('registering with quick picks', () => {
  const session = useSession();
  let box: Sandbox;
  before(async () => {
    box = await sandbox();
    for (const { name } of box.workspaces) await session().tree.reveal(name);
  });
  afterEach(() => box.clearFaults());
  after(() => box.reset());

  async function answer(answers: readonly Answer[]): Promise<void> {
    const { answered, pick, type, page } = session();
    const title = page.locator('.quick-input-widget:visible .quick-input-title');
    for (const given of answers) {
      await answered(async () => {
        if (given === 'accept') await page.keyboard.press('Enter');
        else if ('pick' in given) await pick(given.pick);
        else await type(given.type);
      });
      await title.waitFor();
    }
  }

  async function begin(type: string): Promise<void> {
    const { page, palette, pick } = session();
    await palette('Azure ML Datastores: Register Datastore with Quick Picks…');
    await pick('vision-research');
    await pick(type);
    // An answer is given to the question that is there, not to the one before it.
    await page.locator('.quick-input-widget:visible .quick-input-title', { hasText: '(3/' }).waitFor();
  }

  const noOptions: readonly Answer[] = [{ type: '' }, { type: '' }, 'accept'];

  it('registers a Blob container, picking what Azure lists', async () => {
    const { tree, notification, screenshots, pick, page } = session();
    await begin('Azure Blob container');
    await page.locator('.quick-input-widget:visible', { hasText: 'Contoso Research' }).waitFor();
    await screenshots('quick-subscription');
    await answer([{ pick: 'Contoso Research' }, { pick: 'contosodata' }, { pick: 'images' }]);
    await answer([{ type: 'quick_blob' }, { pick: 'Account key' }]);
    await screenshots('quick-secret');
    await answer([{ type: box.accounts.contosodata.key }, ...noOptions]);
    await page.locator('.quick-input-widget:visible', { hasText: 'Register “quick_blob”' }).waitFor();
    await screenshots('quick-review');
    await pick('Test Connection');
    await notification(/was opened with this credential/).waitFor();
    await pick('Register “quick_blob”');
    await notification('Datastore “quick_blob” is registered in workspace “vision-research”.').waitFor();
    await tree.reveal('quick_blob');
  });

  it('goes back to the name that is taken, and to the key that is wrong, with all else still there', async () => {
    const { notification, page, pick, type } = session();
    await begin('Azure file share');
    await answer([{ pick: 'Contoso Research' }, { pick: 'contosodata' }]);
    await answer([{ type: `azureml-filestore-${box.workspaces[0]?.workspaceId ?? ''}` }]);
    const widget = page.locator('.quick-input-widget:visible');
    await type('images');
    await pick('Choose Another Name');
    // The pick said the same in a row.
    await widget.locator('.quick-input-message', { hasText: '“images” is taken' }).waitFor();
    await answer([{ type: 'quick_files' }, { pick: 'Account key' }]);
    await type('no key');
    await widget.getByText(/An account key is 64 bytes/).waitFor();
    await answer([{ type: Buffer.alloc(64, 3).toString('base64') }, ...noOptions]);
    await pick('Register “quick_files”');
    // The question has the same words as the review's row: its field hides what is typed.
    await widget.locator('input[type="password"]').waitFor();
    await answer([{ type: box.accounts.contosodata.key }, ...noOptions]);
    await pick('Register “quick_files”');
    await notification('Datastore “quick_files” is registered').waitFor();
  });

  it('registers a Data Lake with identity', async () => {
    const { notification, pick } = session();
    await begin('Azure Data Lake Storage Gen2');
    await answer([{ pick: 'Contoso Research' }, { pick: 'contosolake' }, { pick: 'sensors' }]);
    await answer([{ type: 'quick_lake' }, { pick: 'Identity: nothing is stored' }, ...noOptions]);
    await pick('Register “quick_lake”');
    await notification('Datastore “quick_lake” is registered').waitFor();
  });

  it('registers a SQL database with a login', async () => {
    const { notification, pick } = session();
    await begin('Azure SQL Database');
    await answer([{ pick: 'Contoso Research' }, { pick: 'contoso-sales' }, { pick: 'sales' }, 'accept']);
    await answer([{ type: 'quick_sql' }, { pick: 'User name and password' }, { type: 'ml_reader' }]);
    await answer([{ type: 'opens-nothing' }, ...noOptions]);
    await pick('Register “quick_sql”');
    await notification('Datastore “quick_sql” is registered').waitFor();
  });

  it('lists all that was registered in the tree', async () => {
    const { tree } = session();
    for (const name of ['quick_blob', 'quick_files', 'quick_lake', 'quick_sql']) await tree.reveal(name);
  });
});
