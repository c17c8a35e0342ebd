import { useSession } from './session.ts';

const authentication = 'azuremlDatastores.authentication';

describe('Signing in through VS Code', () => {
  const session = useSession();
  beforeEach(() => session().changeSettings({ [authentication]: 'vscode' }));
  afterEach(async () => {
    await session().palette('Azure on this machine: Sign Out of All Accounts');
    session().changeSettings({ [authentication]: 'environment' });
  });

  it('asks for consent and for the account, and then shows what that account sees', async () => {
    const { page, tree, answerDialog, pick } = session();
    await page.getByText('Sign In to Azure…').first().click();
    await answerDialog('Allow');
    await pick('Bo Reader <bo@contoso.example>');
    await tree.row('vision-research').waitFor();
    await tree.row('churn-production').waitFor();
  });
});
