import assert from 'node:assert/strict';
import { connected, enter } from './connected.ts';
import { draftOf as registeredDraft } from '../../src/azureml/registered.ts';
import type { AzureMl } from '../../src/azureml/index.ts';
import type { Workspace } from '../../src/azureml/workspaces.ts';
import { draftOf, type Answers } from '../../src/registration/answers.ts';
import type { Problem, Purpose } from '../../src/registration/form.ts';
import { createRegistration, type Registration } from '../../src/registration/registration.ts';
import type { Tried } from '../../src/registration/trying.ts';
import { root } from '../../src/storage/path.ts';
import { traceLog } from '../support/log.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { rows, type Row } from './registrationRows.ts';
import { sasOf } from './sas.ts';

function value<T>(tried: Tried<T>): T {
  if (tried.ok) return tried.value;
  return assert.fail(tried.problems.map(({ field, message }) => `${field}: ${message}`).join('\n'));
}

function refused<T>(tried: Tried<T>): Problem {
  if (tried.ok) return assert.fail(`nothing was refused: ${JSON.stringify(tried.value)}`);
  const [first] = tried.problems;
  return first ?? assert.fail('no problem was told');
}

describe('registering a datastore', function () {
  this.timeout(60_000);
  let box: Sandbox;
  let azure: AzureMl;
  let workspace: Workspace;
  let close: () => void;
  let leave: () => void;

  before(async () => {
    box = await sandbox();
    leave = enter(box.principals.user);
    ({ azure, close } = await connected(box));
    const name = box.workspaces[0]?.name;
    workspace = (await azure.workspaces()).workspaces.find((found) => found.name === name) ?? assert.fail();
  });
  afterEach(() => box.clearFaults());
  after(async () => {
    close();
    leave();
    await box.reset();
  });

  function begin(purpose: Purpose = 'register', more: object = {}): Registration {
    return createRegistration({ azure, workspace, purpose, log: traceLog, ...more });
  }

  function give(registration: Registration, { answers, secret, certificate }: Row): Answers {
    if (certificate) return value(registration.secrets.giveCertificate(certificate, answers));
    if (secret !== undefined)
      assert.deepEqual(
        registration.secrets.give(secret, answers).filter(({ severity }) => severity === 'error'),
        [],
      );
    return answers;
  }

  async function register(row: Row, purpose: Purpose = 'register', more: object = {}) {
    const registration = begin(purpose, more);
    const answers = give(registration, { ...row, answers: { ...registration.first, ...row.answers } });
    value(await registration.preview(answers));
    return { registration, answers, outcome: await registration.submit(answers) };
  }

  const found = async (name: string) =>
    (await azure.registering.find(workspace, name)) ?? assert.fail(`${name} is not registered`);

  const open = async (name: string) => {
    const { datastores } = await azure.list(workspace);
    const datastore = datastores.find((one) => one.name === name) ?? assert.fail();
    return (await azure.openStorage(workspace, datastore)).list(root);
  };

  describe('of every type with every credential', () => {
    it('reads back what was written, and opens it', async () => {
      for (const [index, row] of rows(box).entries()) {
        const name = `row_${index}`;
        const more = { name, description: row.title, tags: 'team=vision, stage=test' };
        const { registration, answers, outcome } = await register({
          ...row,
          answers: { ...row.answers, ...more },
        });
        assert.equal(value(outcome).name, name, row.title);
        const wanted = draftOf(answers, registration.cloud);
        const read = registeredDraft(await found(name));
        assert.deepEqual(read, wanted, row.title);
        if (row.opens) await open(name);
        const test = await registration.test(answers);
        if (row.opens) assert.match(value(test), /was opened with this credential/, row.title);
        else if (registration.form(answers).testable)
          assert.match(
            value(test),
            /takes connections at port \d+\. The login itself was not tested/,
            row.title,
          );
        else assert.match(refused(test).message, /Nothing can be tested from here/, row.title);
      }
    });
  });

  it('writes OneLake with the lowest version that is confirmed to have it', async () => {
    await box.clearRequests();
    const answers = {
      type: 'OneLake',
      oneLakeWorkspaceName: 'fabric',
      artifactName: 'a/Files',
      name: 'one_version',
    };
    value((await register({ title: '', answers })).outcome);
    const { requests } = await box.requests({ method: 'PUT', path: '/datastores/one_version' });
    assert.deepEqual(
      requests.map(({ path }) => /api-version=([\d-]+)/.exec(path)?.[1]),
      ['2025-06-01'],
    );
  });

  it('creates the container first where that is asked for, with the credential it will hold', async () => {
    for (const [type, field, service] of [
      ['AzureBlob', 'containerName', 'blob'],
      ['AzureFile', 'fileShareName', 'file'],
    ] as const) {
      const answers = {
        ...{ type, accountName: 'contosodata', [field]: `made-for-${service}`, credential: 'accountKey' },
        ...{ name: `made_${service}`, create: 'true' },
      };
      const secret = box.accounts.contosodata.key;
      value((await register({ title: '', answers, secret })).outcome);
      assert.deepEqual((await open(`made_${service}`)).entries, []);
    }
  });

  it('says of a missing container how it can be made, and that it will be', async () => {
    const registration = begin();
    const answers = { ...registration.first, ...blob('to_make'), containerName: 'not-there-yet' };
    registration.secrets.give(box.accounts.contosodata.key, answers);
    const { field, message } = refused(await registration.test(answers));
    assert.equal(field, 'containerName');
    assert.match(message, /Or choose “Create the container if it does not exist” in the options\.$/);
    assert.match(
      value(await registration.test({ ...answers, create: 'true' })),
      /“not-there-yet” does not exist yet, and will be made/,
    );
  });

  it('sets the new datastore as the default where that is asked for', async () => {
    const answers = { type: 'DBFS', name: 'spark', setDefault: 'true' };
    value((await register({ title: '', answers })).outcome);
    const { datastores } = await azure.list(workspace);
    assert.deepEqual(
      datastores.filter(({ isDefault }) => isDefault).map(({ name }) => name),
      ['spark'],
    );
    await azure.setDefault(workspace, 'workspaceblobstore');
  });

  const blob = (name: string): Answers => ({
    ...{ type: 'AzureBlob', accountName: 'contosodata', containerName: 'images' },
    ...{ credential: 'accountKey', name },
  });

  it('refuses a name that is taken, whatever its case, at the name', async () => {
    const registration = begin();
    const answers = { ...registration.first, ...blob('Images') };
    registration.secrets.give(box.accounts.contosodata.key, answers);
    // Capitals are no part of new names.
    assert.equal(refused(await registration.preview(answers)).field, 'name');
    const taken = refused(await registration.preview({ ...answers, name: 'images' }));
    assert.equal(taken.field, 'name');
    assert.match(taken.message, /“images” is taken \(Azure Blob container\)/);
  });

  it('replaces only what the review has shown', async () => {
    const row = { title: '', answers: blob('mine'), secret: box.accounts.contosodata.key };
    value((await register(row)).outcome);
    const registration = begin();
    const answers = { ...registration.first, ...blob('mine'), containerName: 'team', overwrite: 'true' };
    registration.secrets.give(row.secret, answers);
    const { replaces } = value(await registration.preview(answers));
    assert.equal(replaces?.datastore.values['containerName'], 'images');
    // Somebody changes it while the review is on the screen.
    const other = await register({
      ...row,
      answers: { ...blob('mine'), containerName: 'shared-reference', overwrite: 'true' },
    });
    value(other.outcome);
    const late = refused(await registration.submit(answers));
    assert.equal(late.field, 'name');
    assert.match(late.message, /nothing was written/);
    assert.equal((await found('mine')).datastore.values['containerName'], 'shared-reference');
    value(await registration.preview(answers));
    value(await registration.submit(answers));
    assert.equal((await found('mine')).datastore.values['containerName'], 'team');
  });

  it('tells of a name that two windows registered at the same moment', async () => {
    const one = begin();
    const other = begin();
    const answers = { ...one.first, ...blob('twice') };
    for (const registration of [one, other]) {
      registration.secrets.give(box.accounts.contosodata.key, answers);
      value(await registration.preview(answers));
    }
    // Both have looked before either writes.
    await box.addFault({ method: 'PUT', path: '/datastores/twice', action: { kind: 'delay', ms: 500 } });
    const outcomes = await Promise.all([one.submit(answers), other.submit(answers)]);
    assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
    const told = outcomes.find(({ ok }) => !ok) ?? assert.fail();
    assert.match(refused(told).message, /at the same moment, and yours has replaced it/);
  });

  it('of a type that the older service keeps lets that service refuse the second of two', async () => {
    const one = begin();
    const other = begin();
    const answers = { ...one.first, type: 'DBFS', name: 'twice_v1' };
    for (const registration of [one, other]) value(await registration.preview(answers));
    const outcomes = await Promise.all([one.submit(answers), other.submit(answers)]);
    assert.deepEqual(outcomes.map(({ ok }) => ok).sort(), [false, true]);
    assert.equal(refused(outcomes.find(({ ok }) => !ok) ?? assert.fail()).field, 'name');
  });

  describe('that is edited', () => {
    for (const [name, answers, secretOf] of [
      ['edit_blob', { ...blob('edit_blob') }, (all: Sandbox) => all.accounts.contosodata.key],
      [
        'edit_sql',
        {
          ...{ type: 'AzureSqlDatabase', serverName: 'contoso-sales', databaseName: 'sales' },
          ...{ credential: 'login', userId: 'ml_reader', name: 'edit_sql' },
        },
        () => 'opens-nothing',
      ],
    ] as const)
      it(`keeps the credential of ${name}, writing it again with the rest`, async () => {
        value((await register({ title: '', answers, secret: secretOf(box) })).outcome);
        const original = await found(name);
        const registration = begin('edit', { original });
        const changed = { ...registration.first, description: 'Changed' };
        assert.equal(registration.secrets.state(changed), 'kept');
        value(await registration.preview(changed));
        value(await registration.submit(changed));
        const after = await found(name);
        assert.equal(after.datastore.description, 'Changed');
        assert.deepEqual(after.datastore.credential, original.datastore.credential);
        const secret = await azure.registering.secretOf(workspace, after);
        assert.equal(secret?.reveal(), secretOf(box));
        if (original.datastore.kind?.openStorage) await open(name);
      });

    it('asks for the credential where the registered one may not be read, and saves nothing without', async () => {
      value(
        (await register({ title: '', answers: blob('edit_locked'), secret: box.accounts.contosodata.key }))
          .outcome,
      );
      const original = await found('edit_locked');
      const registration = begin('edit', { original });
      const changed = { ...registration.first, description: 'Changed' };
      value(await registration.preview(changed));
      await box.admin('POST', '/listSecrets', { principal: 'user', allowed: false });
      try {
        const problem = refused(await registration.submit(changed));
        assert.equal(problem.field, 'secret');
        assert.match(problem.message, /nothing is saved without one: type it/);
        assert.equal((await found('edit_locked')).datastore.description, undefined);
        registration.secrets.give(box.accounts.contosodata.key, changed);
        value(await registration.preview(changed));
        value(await registration.submit(changed));
      } finally {
        await box.admin('POST', '/listSecrets', { principal: 'user', allowed: true });
      }
      await open('edit_locked');
    });

    it('writes nothing over what somebody else has changed since the form was opened', async () => {
      const original = await found('edit_blob');
      const registration = begin('edit', { original });
      const changed = { ...registration.first, description: 'Mine' };
      value(
        (
          await register({
            title: '',
            answers: { ...blob('edit_blob'), containerName: 'team', overwrite: 'true' },
            secret: box.accounts.contosodata.key,
          })
        ).outcome,
      );
      assert.match(
        refused(await registration.preview(changed)).message,
        /changed or removed since this form was opened/,
      );
      // Nor is the credential of what it is now taken to where it was.
      assert.match(
        refused(await registration.test(changed)).message,
        /changed or removed since this form was opened/,
      );
    });

    it('keeps all tags when only its credential is changed', async () => {
      const tags = 'owner=Ann\\, Bob, stage=test';
      const secret = box.accounts.contosodata.key;
      value((await register({ title: '', answers: { ...blob('edit_tags'), tags }, secret })).outcome);
      const original = await found('edit_tags');
      assert.deepEqual(original.datastore.tags, { owner: 'Ann, Bob', stage: 'test' });
      const registration = begin('credentials', { original });
      registration.secrets.give(secret, registration.first);
      value(await registration.preview(registration.first));
      value(await registration.submit(registration.first));
      assert.deepEqual((await found('edit_tags')).datastore.tags, original.datastore.tags);
    });

    it('keeps nothing when the account is another one', async () => {
      const registration = begin('edit', { original: await found('edit_locked') });
      const moved = { ...registration.first, accountName: 'contosoprod' };
      assert.equal(registration.secrets.state(moved), 'missing');
    });
  });

  it('never takes a secret where it does not belong, nor to another account', async () => {
    const { key } = box.accounts.contosodata;
    const registration = begin();
    const misplaced = {
      ...registration.first,
      ...blob('misplaced'),
      accountName: `AccountName=a;AccountKey=${key}`,
    };
    await box.clearRequests();
    for (const problem of [
      refused(await registration.picks('containerName', misplaced)),
      refused(await registration.test(misplaced)),
      refused(await registration.preview(misplaced)),
    ]) {
      assert.equal(problem.field, 'accountName');
      assert.ok(!problem.message.includes(key));
    }
    assert.equal((await box.requests()).count, 0);
    const sas = { ...registration.first, ...blob('misplaced'), credential: 'sas' };
    registration.secrets.give(sasOf('contosodata', key, 'rlwa').reveal(), sas);
    assert.equal(registration.secrets.state(sas), 'held');
    assert.equal(registration.secrets.state({ ...sas, accountName: 'contosoprod' }), 'missing');
  });

  describe('says at which field it is refused', () => {
    const cases: readonly [string, Answers, (all: Sandbox) => string, string, RegExp][] = [
      ['a wrong key', {}, () => Buffer.alloc(64, 7).toString('base64'), 'secret', /key/i],
      [
        'an unknown container',
        { containerName: 'no-such-container' },
        (all) => all.accounts.contosodata.key,
        'containerName',
        /no-such-container/,
      ],
      [
        'an expired SAS',
        { credential: 'sas' },
        (all) =>
          sasOf('contosodata', all.accounts.contosodata.key, 'rl', new Date(Date.now() - 1000)).reveal(),
        'secret',
        /expired/,
      ],
      [
        'a SAS that may not list',
        { credential: 'sas' },
        (all) => sasOf('contosodata', all.accounts.contosodata.key, 'w').reveal(),
        'secret',
        /list/,
      ],
    ];
    for (const [title, more, secretOf, field, sentence] of cases)
      it(title, async () => {
        const registration = begin();
        const answers = { ...registration.first, ...blob('refused'), ...more };
        registration.secrets.give(secretOf(box), answers);
        const tested = refused(await registration.test(answers));
        assert.equal(tested.field, field);
        assert.match(tested.message, sentence);
        value(await registration.preview(answers));
        const registered = refused(await registration.submit(answers));
        assert.equal(registered.field, field);
        assert.match(registered.message, sentence);
        assert.equal(await azure.registering.find(workspace, 'refused'), undefined);
      });

    it('a wrong password', async () => {
      const registration = begin();
      const answers = {
        ...{
          ...registration.first,
          type: 'AzureSqlDatabase',
          serverName: 'contoso-sales',
          databaseName: 'sales',
        },
        ...{ credential: 'login', userId: 'ml_reader', name: 'refused_sql' },
      };
      registration.secrets.give('wrong-password', answers);
      value(await registration.preview(answers));
      assert.equal(refused(await registration.submit(answers)).field, 'secret');
    });

    it('a service that does not answer', async () => {
      const registration = begin();
      const answers = { ...registration.first, ...blob('silent') };
      registration.secrets.give(box.accounts.contosodata.key, answers);
      value(await registration.preview(answers));
      await box.addFault({
        method: 'PUT',
        path: '/datastores/silent',
        action: { kind: 'status', status: 503 },
      });
      const problem = refused(await registration.submit(answers));
      assert.match(problem.message, /Registering datastore “silent” failed/);
    });
  });

  it('without checking, where that is asked for', async () => {
    const row = {
      title: '',
      answers: { ...blob('unchecked'), containerName: 'later', skipValidation: 'true' },
      secret: box.accounts.contosodata.key,
    };
    value((await register(row)).outcome);
    assert.equal((await found('unchecked')).datastore.values['containerName'], 'later');
  });

  describe('that the workspace is to read by itself', () => {
    it('gives its managed identity the roles, and again without complaint', async () => {
      for (const name of ['granted', 'granted_again']) {
        const picks = value(await begin().picks('accountName', { type: 'AzureBlob' }));
        const { fills } = picks.find((one) => one.value === 'contosovnet') ?? assert.fail();
        const answers = {
          ...{ type: 'AzureBlob', accountName: 'contosovnet', containerName: 'private-images', ...fills },
          ...{ credential: 'accountKey', name, grantAccess: 'true' },
        };
        const { outcome } = await register({ title: '', answers, secret: box.accounts.contosovnet.key });
        const { notes, commands } = value(outcome);
        assert.deepEqual(commands, []);
        assert.match(notes[0] ?? '', /has these roles now: Reader, Storage Blob Data Reader/);
        assert.equal(
          (await found(name)).datastore.values['serviceDataAccessAuthIdentity'],
          'WorkspaceSystemAssignedIdentity',
        );
      }
    });

    it('tells the commands for somebody who may give the roles', async () => {
      await box.addFault({
        ...{ method: 'PUT', path: '/roleAssignments/' },
        action: { kind: 'status', status: 403, code: 'AuthorizationFailed', message: 'no' },
      });
      const answers = {
        ...{ type: 'AzureBlob', accountName: 'contosovnet', containerName: 'private-images' },
        ...{ resourceGroup: 'ml-research', credential: 'accountKey', name: 'commands', grantAccess: 'true' },
      };
      const { outcome } = await register({ title: '', answers, secret: box.accounts.contosovnet.key });
      const { commands } = value(outcome);
      assert.equal(commands.length, 2);
      assert.match(
        commands[1] ?? '',
        /^az role assignment create .* --role "Storage Blob Data Reader" --scope "\/subscriptions\//,
      );
    });

    it('suggests it for an account in a virtual network, and says what else is not supported there', async () => {
      const registration = begin();
      value(await registration.picks('accountName', { type: 'AzureBlob' }));
      const on = (answers: Answers) =>
        registration
          .problems({ ...answers, accountName: 'contosovnet' }, 'type')
          .map(({ field, message }) => `${field}: ${message}`);
      assert.match(on({ type: 'AzureBlob' }).join(), /grantAccess: .*virtual network/);
      assert.match(on({ type: 'AzureFile' }).join(), /accountName: .*Blob containers only/);
    });
  });

  describe('lists what can be picked', () => {
    const lists: readonly [string, Answers, string, readonly string[]][] = [
      ['subscriptions', { type: 'AzureBlob' }, 'subscriptionId', []],
      ['containers', { type: 'AzureBlob', accountName: 'contosodata' }, 'containerName', ['images', 'team']],
      ['file shares', { type: 'AzureFile', accountName: 'contosovnet' }, 'fileShareName', ['private-files']],
      [
        'filesystems',
        { type: 'AzureDataLakeGen2', accountName: 'contosolake' },
        'filesystem',
        ['research', 'sensors'],
      ],
      ['SQL servers', { type: 'AzureSqlDatabase' }, 'serverName', ['contoso-sales', 'contoso-warehouse']],
      [
        'SQL databases',
        { type: 'AzureSqlDatabase', serverName: 'contoso-sales' },
        'databaseName',
        ['marketing', 'sales'],
      ],
      [
        'the second page of SQL databases',
        { type: 'AzureSqlDatabase', serverName: 'contoso-warehouse' },
        'databaseName',
        ['warehouse_064'],
      ],
      [
        'PostgreSQL servers',
        { type: 'AzurePostgreSql' },
        'serverName',
        ['contoso-archive', 'contoso-events'],
      ],
      [
        'PostgreSQL databases',
        { type: 'AzurePostgreSql', serverName: 'contoso-events' },
        'databaseName',
        ['events'],
      ],
      ['MySQL servers', { type: 'AzureMySql' }, 'serverName', ['contoso-inventory']],
      [
        'MySQL databases',
        { type: 'AzureMySql', serverName: 'contoso-inventory' },
        'databaseName',
        ['inventory'],
      ],
    ];
    for (const [title, answers, field, some] of lists)
      it(title, async () => {
        const registration = begin();
        const picks = value(await registration.picks(field, { ...registration.first, ...answers }));
        const values = picks.map((one) => one.value);
        for (const wanted of some.length > 0 ? some : [workspace.subscriptionId])
          assert.ok(values.includes(wanted), `${wanted} among ${values.join(', ')}`);
        assert.ok(!values.includes('master') && !values.includes('mysql') && !values.includes('azure_sys'));
      });

    it('and says which server is stopped, and why it shows nothing', async () => {
      const answers = { type: 'AzurePostgreSql', serverName: 'contoso-archive' };
      const registration = begin();
      value(await registration.picks('serverName', { type: 'AzurePostgreSql' }));
      assert.match(
        registration
          .problems(answers, 'type')
          .map(({ field, message }) => `${field}: ${message}`)
          .join(),
        /serverName: This server is stopped\. Start it/,
      );
      const { message } = refused(await registration.picks('databaseName', answers));
      assert.match(message, /Reading the databases of server “contoso-archive”/);
    });
  });
});
