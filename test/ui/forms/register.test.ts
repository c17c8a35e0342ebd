import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rows, pemOf, type Row } from '../../contract/registrationRows.ts';
import { sasOf } from '../../contract/sas.ts';
import { sandbox, type Sandbox } from '../../support/sandbox.ts';
import { seriousFaults } from './accessibility.ts';
import { useSession } from '../session.ts';
import { openedWizard, type Wizard } from './wizard.ts';

const kinds: Readonly<Record<string, string>> = {
  AzureBlob: 'Azure Blob container',
  AzureFile: 'Azure file share',
  AzureDataLakeGen2: 'Azure Data Lake Storage Gen2',
  AzureDataLake: 'Azure Data Lake Storage Gen1 (retired)',
  AzureSqlDatabase: 'Azure SQL Database',
  AzurePostgreSql: 'Azure Database for PostgreSQL',
  AzureMySql: 'Azure Database for MySQL',
  DBFS: 'Databricks file system',
  OneLake: 'Microsoft Fabric OneLake',
};

const credentials: Readonly<Record<string, string>> = {
  accountKey: 'Account key',
  sas: 'Shared access signature (SAS)',
  none: 'Identity: nothing is stored',
  servicePrincipal: 'Service principal with a secret',
  certificate: 'Service principal with a certificate',
  login: 'User name and password',
};

/** Fields among the rarely changed settings. */
const advanced = ['protocol', 'blobCacheTimeout', 'endpoint', 'resourceGroup'];
const inCredential = ['tenantId', 'clientId', 'userId', 'thumbprint'];

describe('the registration wizard', () => {
  const session = useSession();
  let box: Sandbox;
  before(async () => {
    box = await sandbox();
    // A row that is pushed down by one found later is not the one that is clicked.
    for (const { name } of box.workspaces) await session().tree.reveal(name);
  });
  afterEach(async function () {
    await box.clearFaults();
    // What a test has left half-way would be gone on with in the next.
    if (this.currentTest?.state === 'failed' && (await tab().count()) > 0) {
      const leave = async () => (await openedWizard(session().page)).leave('Cancel');
      await leave().catch(() => undefined);
    }
  });
  after(() => box.reset());

  const tab = () => session().page.locator('.tab', { hasText: 'Register Datastore' });

  /** It may be closing by itself. */
  async function closeTab(): Promise<void> {
    if ((await tab().count()) > 0)
      await tab()
        .click({ button: 'middle', timeout: 1000 })
        .catch(() => undefined);
    await tab().waitFor({ state: 'detached' });
  }

  /** Opens the wizard for the research workspace by its row’s menu. */
  async function open(): Promise<Wizard> {
    const { page, tree } = session();
    await closeTab();
    await tree.menu('vision-research', 'Register Datastore…');
    return openedWizard(page);
  }

  async function fillWhere(wizard: Wizard, { answers }: Row, name: string): Promise<void> {
    await wizard.choose(kinds[answers['type'] ?? ''] ?? '');
    await wizard.next('Where');
    const own = Object.entries(answers).filter(
      ([id]) => id !== 'type' && id !== 'credential' && !inCredential.includes(id),
    );
    for (const [id, value] of own.filter(([id]) => !advanced.includes(id))) {
      if (id === 'enableSsl') await wizard.tick(id);
      else await wizard.fill(id, value);
    }
    await wizard.fill('name', name);
    if (!own.some(([id]) => advanced.includes(id))) return;
    await wizard.more();
    for (const [id, value] of own.filter(([id]) => advanced.includes(id))) {
      if (id === 'protocol') await wizard.select(id, value);
      else await wizard.fill(id, value);
    }
  }

  async function fillCredential(wizard: Wizard, { answers, secret, certificate }: Row): Promise<void> {
    const choice = wizard.field('credential').locator('vscode-dropdown');
    const label = credentials[answers['credential'] ?? 'none'] ?? '';
    if ((await choice.count()) > 0 && !(await choice.innerText()).includes(label))
      await wizard.select('credential', label);
    for (const id of inCredential) if (answers[id] !== undefined) await wizard.fill(id, answers[id]);
    if (secret !== undefined) await wizard.fill('secret', secret);
    if (certificate) {
      const { choosePath, folder } = session();
      const file = join(folder, 'principal.pem');
      writeFileSync(file, pemOf(box));
      await wizard.press('Choose File …');
      await choosePath(file, 'Use');
      await wizard.frame.getByText('Read, and kept in memory.').waitFor();
      // The test brought the file; the product has read it and needs it no more.
      writeFileSync(file, '');
    }
  }

  async function fill(row: Row, name: string): Promise<Wizard> {
    const wizard = await open();
    await fillWhere(wizard, row, name);
    await wizard.next('Credential');
    await fillCredential(wizard, row);
    await wizard.next('Options', 'Review');
    return wizard;
  }

  it('registers every row of types and credentials', async () => {
    const { tree } = session();
    for (const [index, row] of rows(box).entries()) {
      const name = `wizard_${index}`;
      const wizard = await fill(row, name);
      if (row.answers['type'] === 'AzureDataLake') await wizard.tick('agreed');
      await wizard.press(
        'Register',
        wizard.frame.getByText(`Datastore “${name}” is registered in workspace “vision-research”.`),
      );
      await wizard.leave('Close');
      assert.ok(await tree.reveal(name));
    }
  });

  describe('in detail', () => {
    const blob = (more: object = {}): Row => ({
      title: '',
      answers: {
        ...{
          type: 'AzureBlob',
          accountName: 'contosodata',
          containerName: 'images',
          credential: 'accountKey',
        },
        ...more,
      },
      secret: box.accounts.contosodata.key,
    });

    it('looks right at every step, and has no serious fault for assistive technology', async () => {
      const { screenshots, page } = session();
      const faults: string[] = [];
      const look = (wizard: Wizard, name: string) =>
        screenshots(`wizard-${name}`, async (theme) => {
          for (const fault of await seriousFaults(wizard.frame)) faults.push(`${name}, ${theme}: ${fault}`);
        });
      const wizard = await open();
      await wizard.choose(kinds['AzureDataLake'] ?? '');
      await wizard.frame.getByText('was retired on February 29, 2024').waitFor();
      await look(wizard, '1-type');
      await wizard.choose(kinds['AzureBlob'] ?? '');
      await wizard.next('Where');
      await wizard.press('Next', wizard.problems('accountName').getByText('Storage account is missing.'));
      await wizard.field('accountName').locator('input').click();
      await wizard.frame.getByRole('option', { name: /contosovnet/ }).waitFor();
      await look(wizard, '2-where');
      await wizard.frame.getByRole('option', { name: /contosovnet/ }).click();
      await wizard.fill('containerName', 'private-images');
      await wizard.more();
      await look(wizard, '2-where-more');
      await wizard.next('Credential');
      await wizard.fill('secret', 'no key');
      await wizard.problems('secret').getByText('An account key is 64 bytes').waitFor();
      await look(wizard, '3-credential');
      await wizard.fill('secret', box.accounts.contosovnet.key);
      await wizard.press(
        'Test Connection',
        wizard.frame.getByText(/private-images was opened with this credential/),
      );
      await look(wizard, '3-tested');
      await wizard.next('Options');
      await wizard.problems('grantAccess').getByText('The account is in a virtual network').waitFor();
      await wizard.tick('grantAccess');
      await look(wizard, '4-options');
      await wizard.next('Review');
      await wizard.frame.getByText('create_or_update').waitFor();
      await look(wizard, '5-review');
      await box.addFault({
        ...{ method: 'PUT', path: '/roleAssignments/' },
        action: { kind: 'status', status: 403, code: 'AuthorizationFailed', message: 'no' },
      });
      await wizard.press('Register', wizard.frame.getByText('You may not give these roles.'));
      await look(wizard, '6-done');
      await wizard.leave('Close');
      assert.deepEqual(faults, []);
      await page.locator('.tab', { hasText: 'Register Datastore' }).waitFor({ state: 'detached' });
    });

    it('fits a narrow window, as at twice the size', async () => {
      const { page } = session();
      const wizard = await open();
      await wizard.choose(kinds['AzureBlob'] ?? '');
      await wizard.next('Where');
      await page.setViewportSize({ width: 668, height: 800 });
      const wide = () => wizard.frame.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      const width = await wizard.frame.evaluate<number>('innerWidth');
      assert.ok(width <= 330, `${width} px are not narrow`);
      assert.ok((await wide()) <= 0, 'nothing lies outside');
      await session().screenshot('wizard-narrow');
      await page.setViewportSize({ width: 1280, height: 800 });
      await wizard.leave('Cancel');
    });

    describe('says at the field what is refused, and keeps all else', () => {
      const values = (wizard: Wizard, ...ids: readonly string[]) =>
        Promise.all(ids.map((id) => wizard.field(id).locator('input').first().inputValue()));

      it('a wrong key', async () => {
        const wizard = await open();
        await fillWhere(wizard, blob(), 'refused_key');
        await wizard.next('Credential');
        await wizard.fill('secret', Buffer.alloc(64, 7).toString('base64'));
        await wizard.press('Test Connection', wizard.problems('secret').getByText(/key/).first());
        await wizard.press('Back', wizard.heading('Where'));
        assert.deepEqual(await values(wizard, 'accountName', 'containerName', 'name'), [
          ...['contosodata', 'images', 'refused_key'],
        ]);
        await wizard.leave('Cancel');
      });

      it('an unknown container, back at its step', async () => {
        const wizard = await fill(blob({ containerName: 'no-such-container' }), 'refused_container');
        await wizard.press('Register', wizard.heading('Where'));
        await wizard
          .problems('containerName')
          .getByText(/no-such-container/)
          .waitFor();
        assert.deepEqual(await values(wizard, 'accountName', 'containerName', 'name'), [
          ...['contosodata', 'no-such-container', 'refused_container'],
        ]);
        assert.equal(await wizard.frame.evaluate('document.activeElement?.id'), 'control-containerName');
        await wizard.fill('containerName', 'images');
        await wizard.next('Credential', 'Options', 'Review');
        await wizard.press('Register', wizard.frame.getByText('Datastore “refused_container” is registered'));
        await wizard.leave('Close');
      });

      it('a name that is taken', async () => {
        const wizard = await open();
        await fillWhere(wizard, blob(), 'images');
        await wizard.press(
          'Next',
          wizard.problems('name').getByText('“images” is taken (Azure Blob container)'),
        );
        await wizard.leave('Cancel');
      });

      it('an expired SAS', async () => {
        const { accounts } = box;
        const expired = sasOf('contosodata', accounts.contosodata.key, 'rl', new Date(Date.now() - 60_000));
        const wizard = await open();
        await fillWhere(wizard, blob({ credential: 'sas' }), 'refused_sas');
        await wizard.next('Credential');
        await wizard.select('credential', credentials['sas'] ?? '');
        await wizard.fill('secret', expired.reveal());
        await wizard
          .problems('secret')
          .getByText(/This SAS expired on/)
          .waitFor();
        await wizard
          .problems('secret')
          .getByText(/lacks the permission write/)
          .waitFor();
        await wizard.press('Test Connection');
        await wizard
          .problems('secret')
          .getByText(/Make a new SAS/)
          .waitFor();
        await wizard.leave('Cancel');
      });

      it('a role that is missing, and a service that does not answer, at the review', async () => {
        const wizard = await fill(blob(), 'refused_role');
        const put = { method: 'PUT', path: '/datastores/refused_role' };
        const refused = { status: 403, code: 'AuthorizationFailed', message: 'no' };
        const fault = await box.addFault({ ...put, action: { kind: 'status', ...refused } });
        await wizard.press('Register', wizard.frame.getByText(/such as AzureML Data Scientist/).first());
        await box.removeFault(fault);
        await box.addFault({ ...put, action: { kind: 'reset', afterBytes: 0 } });
        await wizard.press('Register');
        // It stands at the review, and is read aloud.
        await wizard.frame
          .getByText(/Registering datastore “refused_role” failed/)
          .first()
          .waitFor();
        await box.clearFaults();
        await wizard.press('Register', wizard.frame.getByText('Datastore “refused_role” is registered'));
        await wizard.leave('Close');
      });
    });

    it('takes a pasted SAS address apart, and shows its secret nowhere', async () => {
      const { key } = box.accounts.contosodata;
      const token = sasOf('contosodata', key, 'rlwac').reveal();
      const wizard = await open();
      await wizard.choose(kinds['AzureFile'] ?? '');
      await wizard.next('Where');
      await wizard.fill('paste', `https://contosodata.blob.core.windows.net.localhost/images?${token}`);
      await wizard.press('Fill In', wizard.frame.getByText('What was pasted has been filled in.'));
      assert.equal(await wizard.field('containerName').locator('input').inputValue(), 'images');
      assert.equal(await wizard.field('paste').locator('input').inputValue(), '');
      assert.ok(!(await wizard.frame.content()).includes(token.slice(-20)));
      await wizard.fill('name', 'pasted');
      await wizard.next('Credential', 'Options', 'Review');
      await wizard.frame.getByRole('button', { name: 'Copy Python SDK v1' }).click();
      await wizard.frame.getByText('Copied.').waitFor();
      const copied = await session().clipboard();
      assert.match(copied, /Datastore\.register_azure_blob_container\([^]*sas_token="<SAS token>"/);
      assert.ok(!copied.includes(token.slice(-20)));
      await wizard.press('Register', wizard.frame.getByText('Datastore “pasted” is registered'));
      await wizard.leave('Close');
    });

    it('goes on where it was left after its tab was closed, with all but the secret', async () => {
      let wizard = await open();
      await fillWhere(wizard, blob(), 'restored');
      await wizard.next('Credential');
      await fillCredential(wizard, blob());
      await wizard.next('Options');
      await wizard.fill('description', 'Kept');
      await wizard.next('Review');
      wizard = await open();
      await wizard.step('Credential');
      await wizard.press('Next', wizard.problems('secret').getByText('Account key is missing.'));
      await wizard.fill('secret', box.accounts.contosodata.key);
      await wizard.next('Options');
      assert.equal(await wizard.field('description').locator('input').inputValue(), 'Kept');
      await wizard.leave('Cancel');
      // Who cancels does not want to go on.
      wizard = await open();
      await wizard.step('Type');
      await wizard.leave('Cancel');
    });

    it('takes a connection string out of the field into which it was pasted', async () => {
      const { key } = box.accounts.contosodata;
      const wizard = await open();
      await wizard.choose(kinds['AzureBlob'] ?? '');
      await wizard.next('Where');
      await wizard.field('accountName').locator('input').focus();
      await wizard.frame.evaluate(`(() => {
        const data = new DataTransfer();
        data.setData('text/plain', 'AccountName=contosodata;AccountKey=${key}');
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      })()`);
      await wizard.frame.getByText('What was pasted has been filled in.').waitFor();
      assert.equal(await wizard.field('accountName').locator('input').inputValue(), 'contosodata');
      await wizard.leave('Cancel');
    });

    it('stops registering when Cancel is pressed, with everything still there', async () => {
      const wizard = await fill(blob(), 'stopped');
      await box.addFault({ method: 'PUT', path: '/datastores/stopped', action: { kind: 'hang' } });
      await wizard.press('Register', wizard.frame.getByText('Registering …'));
      await wizard.press('Cancel');
      await session().notification('No datastore “stopped” is registered').waitFor();
      await box.clearFaults();
      await wizard.press('Register', wizard.frame.getByText('Datastore “stopped” is registered'));
      await wizard.leave('Close');
    });

    it('can be used by keyboard alone', async () => {
      const { page, palette } = session();
      await closeTab();
      await palette('Azure ML Datastores: Register Datastore…');
      const wizard = await openedWizard(page);
      const focused = () => wizard.frame.evaluate<string>('document.activeElement?.textContent ?? ""');
      const tabTo = async (what: () => Promise<boolean>) => {
        for (let presses = 0; !(await what()); presses++) {
          assert.ok(presses < 30, 'it cannot be reached');
          await page.keyboard.press('Tab');
        }
      };
      await wizard.frame.locator('h2.heading').focus();
      await tabTo(() =>
        wizard.frame.evaluate<boolean>('document.activeElement?.matches("input[type=radio]") === true'),
      );
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      await wizard.frame.getByText('DatabricksStep').waitFor();
      const press = async (button: string) => {
        await tabTo(async () => (await focused()).trim() === button);
        await page.keyboard.press('Enter');
      };
      await press('Next');
      await wizard.step('Where');
      assert.equal((await focused()).trim(), 'Where', 'the heading of the new step has the focus');
      await tabTo(() => wizard.frame.evaluate<boolean>('document.activeElement?.id === "control-name"'));
      await page.keyboard.type('by_keyboard');
      for (const step of ['Credential', 'Options', 'Review']) {
        await press('Next');
        await wizard.step(step);
      }
      await press('Register');
      await wizard.frame.getByText('Datastore “by_keyboard” is registered').waitFor();
      await press('Close');
    });

    it('runs nothing and fetches nothing that is not its own', async () => {
      const wizard = await open();
      const tried = await wizard.frame.evaluate<readonly unknown[]>(`(async () => {
      const refused = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.push(effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.intruded = true';
      document.body.append(script);
      const button = document.createElement('button');
      button.setAttribute('onclick', 'window.intruded = true');
      button.click();
      const image = new Image();
      image.src = 'https://stranger.example/pixel.png';
      const fetched = await fetch('https://stranger.example/').then(() => 'fetched', () => 'refused');
      await new Promise((resolve) => setTimeout(resolve, 100));
      return [window.intruded === true, fetched, [...new Set(refused)].sort()];
    })()`);
      assert.deepEqual(tried, [
        ...[false, 'refused'],
        ['connect-src', 'img-src', 'script-src-attr', 'script-src-elem'],
      ]);
      await wizard.leave('Cancel');
    });
  });
});
