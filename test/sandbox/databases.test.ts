import assert from 'node:assert/strict';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { controlOf, errorOf, names, properties, rows, type Control } from './control.ts';

const ws = 'vision-research';
const sql = 'Microsoft.Sql/servers';
const postgreSql = 'Microsoft.DBforPostgreSQL/flexibleServers';
const mySql = 'Microsoft.DBforMySQL/flexibleServers';
const host = 'management.azure.com.localhost';

describe('databases in the sandbox', function () {
  this.timeout(30_000);
  let box: Sandbox;
  let control: Control;
  let group: string;
  before(async () => {
    box = await sandbox();
    control = controlOf(box);
    group = control.idOf(ws).split('/providers')[0]!;
  });
  after(() => box.reset());

  const subscription = () => group.split('/resourceGroups')[0]!;
  const servers = (provider: string) => control.arm(`${subscription()}/providers/${provider}`);
  const databases = (provider: string, server: string) =>
    control.arm(`${group}/providers/${provider}/${server}/databases`);

  describe('as Azure Resource Manager lists them', () => {
    it('are on the servers that the datastores name', async () => {
      for (const [provider, server, address, found] of [
        [sql, 'contoso-sales', 'database.windows.net', ['master', 'sales', 'marketing']],
        [
          postgreSql,
          'contoso-events',
          'postgres.database.azure.com',
          ['azure_maintenance', 'postgres', 'azure_sys', 'events'],
        ],
        [
          mySql,
          'contoso-inventory',
          'mysql.database.azure.com',
          ['information_schema', 'inventory', 'mysql', 'performance_schema', 'sys'],
        ],
      ] as const) {
        const row = rows(await servers(provider)).find(({ name }) => name === server)!;
        assert.equal(row['id'], `${group}/providers/${provider}/${server}`);
        assert.equal(properties(row)['fullyQualifiedDomainName'], `${server}.${address}.localhost`);
        const list = await databases(provider, server);
        assert.deepEqual(names(list), found);
        assert.equal(rows(list)[0]!['id'], `${row['id']}/databases/${found[0]}`);
        assert.equal('nextLink' in list.json, false);
      }
    });

    it('are all told, page by page', async () => {
      const seen: unknown[] = [];
      let target: string | undefined = `${group}/providers/${sql}/contoso-warehouse/databases`;
      let pages = 0;
      while (target !== undefined) {
        const reply = await control.arm(target);
        assert.ok(rows(reply).length <= 50);
        seen.push(...names(reply));
        pages++;
        const next = reply.json['nextLink'] as string | undefined;
        assert.ok(next === undefined || next.includes('$skipToken='));
        target = next?.slice(`https://${host}`.length);
      }
      assert.deepEqual([pages, seen.length, new Set(seen).size], [2, 65, 65]);
      assert.deepEqual([seen[0], seen[1], seen[64]], ['master', 'warehouse_001', 'warehouse_064']);
    });

    it('are not told while their server is stopped', async () => {
      const archive = rows(await servers(postgreSql)).find(({ name }) => name === 'contoso-archive')!;
      assert.equal(properties(archive)['state'], 'Stopped');
      const reply = await databases(postgreSql, 'contoso-archive');
      assert.deepEqual([reply.status, errorOf(reply).code], [409, 'ServerStoppedError']);
    });

    it('are in one subscription only', async () => {
      const production = control.idOf('churn-production');
      const [other] = production.split('/resourceGroups');
      for (const provider of [sql, postgreSql, mySql])
        assert.deepEqual(names(await control.arm(`${other!}/providers/${provider}`)), []);
      const elsewhere = `${production.split('/providers')[0]!}/providers/${sql}/contoso-sales/databases`;
      for (const target of [elsewhere, `${group}/providers/${mySql}/contoso-sales/databases`]) {
        const reply = await control.arm(target);
        assert.deepEqual([reply.status, errorOf(reply).code], [404, 'ResourceNotFound']);
      }
    });

    it('answer under the name they were called by, with the versions that they know', async () => {
      const target = `${subscription()}/providers/${sql}`;
      const reply = await control.raw('management.azure.com', `${target}?api-version=2023-08-01`);
      assert.equal(
        properties(rows(reply)[0]!)['fullyQualifiedDomainName'],
        'contoso-sales.database.windows.net',
      );
      const wrong = await control.raw(host, `${target}?api-version=2025-08-01`);
      assert.equal(errorOf(wrong).code, 'InvalidApiVersionParameter');
    });

    it('need a role that reads', async () => {
      for (const provider of [sql, postgreSql, mySql]) {
        const target = `${subscription()}/providers/${provider}`;
        assert.equal((await control.arm(target, { as: 'reader' })).status, 200);
        const refused = await control.arm(target, { as: 'datastore' });
        assert.equal(refused.status, 403);
        assert.ok(errorOf(refused).message.includes(`'${provider}/read'`));
      }
      const target = `${group}/providers/${sql}/contoso-sales/databases`;
      const refused = await control.arm(target, { as: 'datastore' });
      assert.ok(errorOf(refused).message.includes(`'${sql}/databases/read'`));
    });
  });

  describe('that are registered as datastores', () => {
    const server = (serverName: string, databaseName: string, more: object = {}) => ({
      ...{ serverName, databaseName, userId: 'ml_reader', userPassword: 'opens-everything' },
      ...more,
    });
    /** What creating it says; `made` when it is created, and then it is removed again. */
    async function create(section: object, query = ''): Promise<string> {
      const key = Object.keys(section)[0]!;
      const dataStoreType = key.replace(/^a/, 'A').replace(/Section$/, '');
      const body = { name: 'checked', dataStoreType, ...section };
      const reply = await control.v1(ws, `/datastores${query}`, { method: 'POST', body });
      if (reply.status === 400) return errorOf(reply).message;
      assert.equal(reply.status, 200);
      await control.v1(ws, '/datastores/checked', { method: 'DELETE' });
      return 'made';
    }

    it('are opened with their login first', async () => {
      assert.equal(await create({ azureSqlDatabaseSection: server('contoso-sales', 'sales') }), 'made');
      assert.equal(await create({ azurePostgreSqlSection: server('contoso-events', 'events') }), 'made');
      assert.equal(await create({ azureMySqlSection: server('contoso-inventory', 'inventory') }), 'made');
    });

    it('are refused when the server, the database or the password is wrong, and not when told to skip', async () => {
      for (const [section, sentence] of [
        [
          { azureSqlDatabaseSection: server('contoso-sales', 'nothing') },
          'The database nothing does not exist on the server contoso-sales.',
        ],
        [
          { azureMySqlSection: server('contoso-sales', 'sales') },
          'The server contoso-sales could not be reached. Please make sure that it exists.',
        ],
        [
          { azurePostgreSqlSection: server('contoso-archive', 'archive') },
          'The server contoso-archive could not be reached. Please make sure that it exists.',
        ],
        [
          {
            azurePostgreSqlSection: server('contoso-events', 'events', { userPassword: 'wrong-password' }),
          },
          'Forbidden. Please make sure the credentials are correct',
        ],
      ] as const) {
        assert.equal(await create(section), sentence);
        assert.equal((await control.v1(ws, '/datastores/checked')).status, 404);
        assert.equal(await create(section, '?skipValidation=true'), 'made');
      }
    });

    it('are checked when they are replaced, and stay as they were', async () => {
      const body = {
        dataStoreType: 'AzureSqlDatabase',
        azureSqlDatabaseSection: server('contoso-sales', 'nothing'),
      };
      const refused = await control.v1(ws, '/datastores/sales_sql', { method: 'PUT', body });
      assert.deepEqual([refused.status, errorOf(refused).code], [400, 'UserError']);
      const kept = (await control.v1(ws, '/datastores/sales_sql')).json['azureSqlDatabaseSection'];
      assert.equal((kept as Record<string, unknown>)['databaseName'], 'sales');
    });

    it('are not looked at when they hold no login', async () => {
      const bare = { serverName: 'nobody', databaseName: 'nothing' };
      assert.equal(await create({ azureSqlDatabaseSection: bare }), 'made');
    });
  });
});
