import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { openSandbox, sandbox, type Sandbox } from '../support/sandbox.ts';
import { controlOf, errorOf, names, properties, rows, type Control, type Reply } from './control.ts';
import { send, tokenFrom } from './support.ts';

type Section = Record<string, unknown>;
const ws = 'vision-research';
const region = 'eastus.api.azureml.ms.localhost';
const section = (reply: Reply | Section, key = 'azureStorageSection'): Section =>
  ('json' in reply ? (reply.json as Section) : reply)[key] as Section;

describe('the v1 datastore service in the sandbox', function () {
  this.timeout(30_000);
  let box: Sandbox;
  let control: Control;
  before(async () => {
    box = await sandbox();
    control = controlOf(box);
  });
  after(() => box.reset());

  const blobStore = (name: string, more: Section = {}): Section => ({
    name,
    dataStoreType: 'AzureBlob',
    azureStorageSection: {
      accountName: 'contosodata',
      containerName: 'images',
      credentialType: 'AccountKey',
      credential: box.accounts.contosodata.key,
      ...more,
    },
  });
  const get = (name: string) => control.v1(ws, `/datastores/${name}`);
  const create = (body: unknown, query = '') =>
    control.v1(ws, `/datastores${query}`, { method: 'POST', body });
  const put = (name: string, body: unknown, query = '') =>
    control.v1(ws, `/datastores/${name}${query}`, { method: 'PUT', body });
  const remove = (name: string) => control.v1(ws, `/datastores/${name}`, { method: 'DELETE' });

  describe('where it is', () => {
    it('is named by the discovery document, to anybody', async () => {
      const reply = await control.raw(region, '/discovery', { as: null });
      assert.equal(reply.status, 200);
      assert.equal(reply.json['history'], 'https://eastus.api.azureml.ms.localhost');
      const common = await control.raw('westeurope.api.azureml.ms', '/discovery', { as: null });
      assert.equal(common.json['history'], 'https://westeurope.api.azureml.ms');
    });

    it('serves a workspace in its own region only', async () => {
      const target = `/datastore/v1.0${control.idOf(ws)}/datastores`;
      assert.equal((await control.raw('westeurope.api.azureml.ms.localhost', target)).status, 404);
      assert.equal((await control.raw(region, target)).status, 200);
    });

    it('refuses who has no token or no role, in its own form of error', async () => {
      const target = `/datastore/v1.0${control.idOf(ws)}/datastores`;
      const nobody = await control.raw(region, target, { as: null });
      assert.equal(nobody.status, 401);
      assert.deepEqual(Object.keys(nobody.json), ['error', 'correlation', 'environment', 'location', 'time']);
      assert.equal((await control.v1(ws, '/datastores', { as: 'datastore' })).status, 403);
      assert.equal((await control.v1(ws, '/datastores', { as: 'stranger' })).status, 401);
      const studio = await tokenFrom(box, { principal: 'user', resource: 'https://ml.azure.com' });
      assert.equal((await control.raw(region, target, { token: studio })).status, 401);
      const reader = { as: 'reader', method: 'PUT' } as const;
      assert.equal((await control.v1(ws, '/default/images', reader)).status, 403);
      assert.equal(
        (await control.v1(ws, '/datastores/images', { as: 'reader', method: 'DELETE' })).status,
        403,
      );
      assert.equal((await control.v1(ws, '/datastores/images', { as: 'reader' })).status, 200);
    });
  });

  describe('list and get', () => {
    it('lists every type, with the words of v1', async () => {
      const list = await control.v1(ws, '/datastores?count=100');
      assert.equal(list.json['continuationToken'], null);
      const types: Record<string, unknown> = Object.fromEntries(
        rows(list).map((row) => [row['name'], row['dataStoreType']] as [string, unknown]),
      );
      assert.equal(types['legacy_lake'], 'AzureDataLake');
      assert.equal(types['lake'], 'AzureDataLakeGen2');
      assert.deepEqual(
        ['sales_sql', 'events_postgres', 'inventory_mysql', 'databricks_fs'].map((name) => types[name]),
        ['AzureSqlDatabase', 'AzurePostgreSql', 'AzureMySql', 'DBFS'],
      );
    });

    it('pages by continuationToken', async () => {
      const seen: unknown[] = [];
      let token: string | null = '';
      while (token !== null) {
        const reply: Reply = await control.v1(
          ws,
          `/datastores?count=6${token === '' ? '' : `&continuationToken=${token}`}`,
        );
        assert.ok(rows(reply).length <= 6);
        seen.push(...names(reply));
        token = reply.json['continuationToken'] as string | null;
      }
      assert.deepEqual(seen, names(await control.v1(ws, '/datastores?count=100')));
    });

    it('finds by several names at once', async () => {
      assert.deepEqual(names(await control.v1(ws, '/datastores?dataStoreNames=Lake&dataStoreNames=images')), [
        'images',
        'lake',
      ]);
    });

    it('gives secrets in a list unless told not to', async () => {
      const key = box.accounts.contosodata.key;
      assert.ok(JSON.stringify((await control.v1(ws, '/datastores?count=100')).json).includes(key));
      const bare = JSON.stringify((await control.v1(ws, '/datastores?count=100&includeSecret=false')).json);
      for (const secret of [key, box.principals.datastore.clientSecret, 'sig=', 'opens-nothing'])
        assert.ok(!bare.includes(secret));
    });

    it('gives the credentials of one datastore, and hides them in a list by name when told to', async () => {
      const [key, password] = [box.accounts.contosodata.key, 'opens-nothing'];
      assert.equal(section(await get('images'))['credential'], key);
      assert.equal(section(await get('sales_sql'), 'azureSqlDatabaseSection')['userPassword'], password);
      const byName = '/datastores?dataStoreNames=images&dataStoreNames=sales_sql';
      const open = await control.v1(ws, byName);
      const hidden = await control.v1(ws, `${byName}&includeSecret=false`);
      for (const list of [open, hidden]) assert.deepEqual(names(list), ['images', 'sales_sql']);
      for (const secret of [key, password]) {
        assert.ok(JSON.stringify(open.json).includes(secret));
        assert.ok(!JSON.stringify(hidden.json).includes(secret));
      }
      const [images, sales] = rows(hidden);
      assert.equal(section(images!)['credentialType'], 'AccountKey');
      assert.equal(section(sales!, 'azureSqlDatabaseSection')['userId'], 'ml_reader');
    });

    it('fills the deprecated fields on get, as the Python SDK reads them', async () => {
      const images = section(await get('images'));
      assert.equal(images['credentialType'], 'AccountKey');
      assert.equal(images['accountKey'], images['credential']);
      assert.equal(images['accountKey'], box.accounts.contosodata.key);
      const shared = section(await get('shared_readonly'));
      assert.deepEqual(
        [shared['credentialType'], shared['isSas'], shared['sasToken']],
        ['Sas', true, shared['credential']],
      );
      assert.equal(section(await get('team_identity'))['credentialType'], 'None');
      const lake = section(await get('lake'));
      assert.equal(lake['credentialType'], 'ClientCredentials');
      assert.equal(
        (lake['clientCredentials'] as Section)['clientSecret'],
        box.principals.datastore.clientSecret,
      );
    });

    it('keeps the share of Files and the filesystem of Gen2 in containerName', async () => {
      assert.equal(section(await get('lake'))['containerName'], 'research');
      assert.match(String(section(await get('workspacefilestore'))['containerName']), /^azureml-filestore-/);
    });

    it('says which name it could not find, in lower case', async () => {
      const reply = await get('NoSuchStore');
      assert.equal(reply.status, 404);
      assert.equal(errorOf(reply).code, 'UserError');
      assert.equal(errorOf(reply).message, 'Could not find datastore: nosuchstore.');
    });
  });

  describe('create, update and delete', () => {
    it('creates with an empty 200, lower-cases the name and refuses it a second time', async () => {
      const made = await create(blobStore('V1_Made'));
      assert.deepEqual([made.status, made.json], [200, {}]);
      const reply = await get('v1_made');
      assert.deepEqual([reply.json['name'], reply.json['hasBeenValidated']], ['v1_made', true]);
      const again = await create(blobStore('v1_made'));
      assert.equal(again.status, 400);
      assert.match(errorOf(again).message, /Another datastore with the same name already exists/);
      assert.equal((await put('v1_made', blobStore('v1_made', { containerName: 'team' }))).status, 200);
      assert.equal(section(await get('v1_made'))['containerName'], 'team');
      assert.equal((await remove('v1_made')).status, 200);
      assert.equal((await remove('v1_made')).status, 404);
    });

    it('makes a name once when two create it at the same time', async () => {
      for (const query of ['', '?skipValidation=true']) {
        const both = await Promise.all([
          create(blobStore('raced'), query),
          create(blobStore('raced'), query),
        ]);
        const [made, refused] = both.sort((left, right) => left.status - right.status);
        assert.equal(made.status, 200);
        assert.equal(refused.status, 400);
        assert.match(errorOf(refused).message, /Another datastore with the same name already exists/);
        await remove('raced');
      }
    });

    it('says that a body does not parse', async () => {
      const sentence = 'Error when parsing request; unable to deserialize request body';
      const bodies = [
        '{',
        '[]',
        { name: 'x', dataStoreType: 'Floppy' },
        { dataStoreType: 'DBFS' },
        blobStore('x', { blobCacheTimeout: 'soon' }),
        blobStore('x', { subscriptionId: 'no guid' }),
      ];
      for (const body of bodies) {
        const reply = await create(body);
        assert.deepEqual([reply.status, errorOf(reply).message], [400, sentence], JSON.stringify(body));
      }
    });

    it('checks the container and the credential of Blob and Files', async () => {
      const forbidden = 'Forbidden. Please make sure the credentials are correct';
      const messageOf = async (body: Section, query = '') => {
        const reply = await create(body, query);
        return reply.status === 200 ? 'made' : errorOf(reply).message;
      };
      const wrong = box.accounts.contosolake.key;
      const sas = String(section(await get('shared_readonly'))['sasToken']);
      assert.equal(await messageOf(blobStore('checked', { credential: wrong })), forbidden);
      assert.equal(
        await messageOf(blobStore('checked', { credentialType: 'Sas', credential: sas })),
        forbidden,
      );
      assert.match(
        await messageOf(blobStore('checked', { containerName: 'not-there' })),
        /not-there does not exist/,
      );
      assert.match(
        await messageOf(blobStore('checked', { accountName: 'nobody' })),
        /nobody could not be reached/,
      );
      const share = { ...blobStore('checked', { containerName: 'not-there' }), dataStoreType: 'AzureFile' };
      assert.match(await messageOf(share), /share not-there does not exist/);
      assert.equal(
        await messageOf(
          blobStore('checked', { credentialType: 'Sas', credential: sas, containerName: 'shared-reference' }),
        ),
        'made',
      );
      await remove('checked');
      assert.equal(
        await messageOf(blobStore('checked', { credential: wrong }), '?skipValidation=true'),
        'made',
      );
      assert.equal((await get('checked')).json['hasBeenValidated'], false);
      await remove('checked');
    });

    it('makes the container or the share when asked to', async () => {
      const body = blobStore('on_new', { containerName: 'made-by-v1' });
      assert.equal((await create(body, '?createIfNotExists=true')).status, 200);
      assert.equal(
        (await put('on_new', { ...body, dataStoreType: 'AzureFile' }, '?createIfNotExists=true')).status,
        200,
      );
      assert.equal((await put('on_new', body)).status, 200);
      await remove('on_new');
    });

    it('takes an identity-based store only from somebody with a data role', async () => {
      const body = blobStore('by_identity', { credentialType: 'None', credential: null });
      assert.equal((await create(body)).status, 200);
      assert.equal(section(await get('by_identity'))['credentialType'], 'None');
      await remove('by_identity');
      const group = control.idOf(ws).split('/Microsoft.MachineLearningServices')[0]!;
      const assignment = `${group}/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
      const dataScientist =
        '/providers/Microsoft.Authorization/roleDefinitions/f6c7c914-8db3-469d-8ca1-694a8f32e121';
      const properties = { principalId: box.principals.reader.objectId, roleDefinitionId: dataScientist };
      assert.equal((await control.arm(assignment, { method: 'PUT', body: { properties } })).status, 201);
      const refused = await control.v1(ws, '/datastores', { method: 'POST', body, as: 'reader' });
      assert.equal(errorOf(refused).message, 'Forbidden. Please make sure the credentials are correct');
      assert.equal((await get('by_identity')).status, 404);
    });

    it('does not look at Gen1 and Databricks, nor at databases when told so', async () => {
      const server = { serverName: 'no-such', databaseName: 'db', userId: 'u', userPassword: 'p4ss' };
      const bodies: Section[] = [
        { name: 'other', dataStoreType: 'AzureDataLake', azureDataLakeSection: { storeName: 'gone' } },
        { name: 'other', dataStoreType: 'AzureSqlDatabase', azureSqlDatabaseSection: server },
        {
          name: 'other',
          dataStoreType: 'AzurePostgreSql',
          azurePostgreSqlSection: { ...server, portNumber: '5432', enableSSL: true },
        },
        { name: 'other', dataStoreType: 'AzureMySql', azureMySqlSection: server },
        { name: 'other', dataStoreType: 'DBFS' },
      ];
      for (const body of bodies) {
        const isServer = JSON.stringify(body).includes(server.serverName);
        const query = isServer ? '?skipValidation=true' : '';
        assert.equal((await put('other', body, query)).status, 200, String(body['dataStoreType']));
        const reply = await get('other');
        assert.equal(reply.json['dataStoreType'], body['dataStoreType']);
        for (const [key, sent] of Object.entries(body).filter(([name]) => name.endsWith('Section'))) {
          const kept = section(reply, key);
          assert.deepEqual(
            Object.fromEntries(Object.keys(sent as Section).map((name) => [name, kept[name]])),
            sent,
          );
        }
      }
      assert.equal((await control.arm(`${control.idOf(ws)}/datastores/other`)).status, 404);
      await remove('other');
    });

    it('refuses to delete everything at once, and leaves all as it was', async () => {
      const reply = await control.v1(ws, '/datastores', { method: 'DELETE' });
      assert.equal(reply.status, 403);
      assert.equal(names(await control.v1(ws, '/datastores?count=100')).length, 21);
    });
  });

  describe('the default', () => {
    it('is read, set, and never deleted; there is exactly one', async () => {
      assert.equal((await control.v1(ws, '/default')).json['name'], 'workspaceblobstore');
      assert.equal((await control.v1(ws, '/default/Images', { method: 'PUT' })).status, 200);
      assert.equal((await control.v1(ws, '/default')).json['name'], 'images');
      assert.deepEqual(names(await control.arm(`${control.idOf(ws)}/datastores?isDefault=true`)), ['images']);
      const refused = await remove('images');
      assert.deepEqual([refused.status, errorOf(refused).code], [400, 'UserError']);
      const unknown = await control.v1(ws, '/default/nothing', { method: 'PUT' });
      assert.deepEqual(
        [unknown.status, errorOf(unknown).message],
        [404, 'Could not find datastore: nothing.'],
      );
      assert.equal((await control.v1(ws, '/default/workspaceblobstore', { method: 'PUT' })).status, 200);
    });
  });

  it('is the same store as ARM: what one writes the other reads', async () => {
    const clientId = box.principals.datastore.clientId;
    const { tenantId, clientSecret } = box.principals.datastore;
    const credentials = {
      credentialsType: 'ServicePrincipal',
      clientId,
      tenantId,
      resourceUrl: 'https://storage.azure.com/',
      secrets: { secretsType: 'ServicePrincipal', clientSecret },
    };
    const lake = {
      datastoreType: 'AzureDataLakeGen2',
      accountName: 'contosolake',
      filesystem: 'research',
      credentials,
    };
    await control.arm(`${control.idOf(ws)}/datastores/both_ways`, {
      method: 'PUT',
      body: { properties: lake },
    });
    const v1 = section(await get('both_ways'));
    assert.equal(v1['containerName'], 'research');
    assert.equal((v1['clientCredentials'] as Section)['resourceUri'], 'https://storage.azure.com/');
    assert.equal((v1['clientCredentials'] as Section)['clientSecret'], clientSecret);
    await put('both_ways', blobStore('both_ways'));
    const arm = properties((await control.arm(`${control.idOf(ws)}/datastores/both_ways`)).json);
    assert.deepEqual([arm['datastoreType'], arm['containerName']], ['AzureBlob', 'images']);
    await remove('both_ways');
  });
});

describe('a sandbox that is started again', function () {
  this.timeout(60_000);
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-restart-'));
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  async function during<T>(work: (box: Sandbox) => Promise<T>): Promise<T> {
    const running = await startSandbox(dir, { port: 0, log: () => {} });
    const box = openSandbox(dir);
    try {
      return await work(box);
    } finally {
      box.agent.destroy();
      await running.close();
    }
  }

  it('still has what was registered, with its secrets, and the files', async () => {
    const file = { host: 'contosolake.dfs.core.windows.net.localhost', target: '/research/README.md' };
    const read = async (box: Sandbox) => {
      const token = await tokenFrom(box, { principal: 'user' });
      const headers = { authorization: `Bearer ${token}`, 'x-ms-version': '2024-11-04' };
      return (await send(box, file.host, file.target, { headers })).body.toString();
    };
    const body = {
      name: 'kept',
      dataStoreType: 'AzureMySql',
      azureMySqlSection: { serverName: 's', databaseName: 'd', userId: 'u', userPassword: 'kept-secret' },
    };
    const before = await during(async (box) => {
      await controlOf(box).v1(ws, '/datastores?skipValidation=true', { method: 'POST', body });
      await controlOf(box).v1(ws, '/default/images', { method: 'PUT' });
      return [box.accounts.contosodata.key, box.workspaces, await read(box)];
    });
    await during(async (box) => {
      assert.deepEqual([box.accounts.contosodata.key, box.workspaces, await read(box)], before);
      const kept = await controlOf(box).v1(ws, '/datastores/kept');
      assert.equal(section(kept, 'azureMySqlSection')['userPassword'], 'kept-secret');
      assert.equal((await controlOf(box).v1(ws, '/default')).json['name'], 'images');
    });
  });
});
