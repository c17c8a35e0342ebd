import { sandboxSettings } from '../../scripts/lib/settings.ts';
import { sandbox } from '../support/sandbox.ts';
import { useSession } from './session.ts';

describe('an account with 250 workspaces', () => {
  const session = useSession();
  before(async () => session().changeSettings(sandboxSettings(await sandbox(), 'vscode')));
  afterEach(async () => (await sandbox()).clearFaults());
  after(async () => session().changeSettings(sandboxSettings(await sandbox())));

  it('sees the first ones at once, and keeps what is open and selected while the others come', async () => {
    const { answerDialog, palette, pick, tree, type, page, screenshot } = session();
    const box = await sandbox();
    const path = '/providers/Microsoft.MachineLearningServices/workspaces\\?';
    const late = { kind: 'delay', ms: 2000 } as const;
    await box.addFault({ host: '^management\\.', path, skip: 2, action: late });
    await page.getByRole('button', { name: 'Sign In to Azure…' }).click();
    await answerDialog('Allow');
    await pick('Platform Team <platform@contoso.example>');
    await page
      .locator('.sidebar .label-name', { hasText: /^team-/ })
      .first()
      .waitFor();
    await page.locator('.sidebar .monaco-progress-container.active').waitFor();
    const [top = ''] = await tree.labels();
    await tree.expand(top);
    await tree.row('workspaceblobstore').click();
    await screenshot('many-workspaces');
    await page.locator('.sidebar .monaco-progress-container.active').waitFor({ state: 'detached' });
    await page.locator('.sidebar .monaco-list-row.selected', { hasText: 'workspaceblobstore' }).waitFor();
    await palette('Azure ML Datastores: Filter Workspaces by Name…');
    await type('team-0*ws-01');
    await page.getByText('Showing 9 of 250 workspaces: “team-0*ws-01”.').waitFor();
  });
});
