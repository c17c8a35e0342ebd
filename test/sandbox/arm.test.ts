import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { controlOf, errorOf, names, properties, rows, type Control } from './control.ts';
import { send, tokenFrom } from './support.ts';

interface Acls {
  readonly defaultAction: string;
  readonly virtualNetworkRules: { readonly id: string; readonly action: string; readonly state: string }[];
}

describe('Azure Resource Manager in the sandbox', function () {
  this.timeout(30_000);
  let box: Sandbox;
  let control: Control;
  let stores: string;
  before(async () => {
    box = await sandbox();
    control = controlOf(box);
    stores = `${control.idOf('vision-research')}/datastores`;
  });
  after(() => box.reset());

  const credentials = (key: string) => ({
    credentialsType: 'AccountKey',
    secrets: { secretsType: 'AccountKey', key },
  });
  const blobStore = (more: object = {}) => ({
    properties: {
      datastoreType: 'AzureBlob',
      accountName: 'contosodata',
      containerName: 'images',
      credentials: credentials(box.accounts.contosodata.key),
      ...more,
    },
  });
  const put = (name: string, body: unknown, query = '') =>
    control.arm(`${stores}/${name}${query}`, { method: 'PUT', body });

  describe('who may ask', () => {
    it('asks for a token and says where to get one', async () => {
      const reply = await control.arm('/subscriptions', { as: null });
      assert.equal(reply.status, 401);
      assert.equal(errorOf(reply).code, 'AuthenticationFailed');
      assert.match(
        String(reply.headers['www-authenticate']),
        /^Bearer authorization_uri="https:\/\/login\.microsoftonline\.com/,
      );
    });

    it('refuses an expired token, one that is no token and one for another audience', async () => {
      const resource = 'https://management.azure.com';
      const expired = await tokenFrom(box, { principal: 'user', resource, expiresInSeconds: -600 });
      const storage = await tokenFrom(box, { principal: 'user', resource: 'https://storage.azure.com' });
      assert.equal(
        errorOf(await control.arm('/subscriptions', { token: expired })).code,
        'ExpiredAuthenticationToken',
      );
      assert.equal(
        errorOf(await control.arm('/subscriptions', { token: 'none' })).code,
        'InvalidAuthenticationToken',
      );
      assert.equal((await control.arm('/subscriptions', { token: storage })).status, 401);
    });

    it('names the right issuer to a token of another tenant', async () => {
      const reply = await control.arm(stores, { as: 'stranger' });
      assert.equal(reply.status, 401);
      assert.equal(errorOf(reply).code, 'InvalidAuthenticationTokenTenant');
      assert.ok(errorOf(reply).message.includes(box.tenants[0]!));
    });

    it('shows strangers their own tenant and no subscription', async () => {
      const tenants = await control.arm('/tenants', { as: 'stranger' });
      assert.deepEqual(
        rows(tenants).map((row) => row['tenantId']),
        [box.tenants[1]],
      );
      assert.deepEqual(rows(await control.arm('/subscriptions', { as: 'stranger' })), []);
    });

    it('lets a reader read, but not list secrets, write or delete', async () => {
      assert.equal((await control.arm(`${stores}/images`, { as: 'reader' })).status, 200);
      for (const [method, path, action] of [
        ['POST', '/listSecrets', 'listSecrets/action'],
        ['PUT', '', 'write'],
        ['DELETE', '', 'delete'],
      ] as const) {
        const reply = await control.arm(`${stores}/images${path}`, { method, as: 'reader', body: {} });
        assert.equal(reply.status, 403, method);
        const { code, message } = errorOf(reply);
        assert.equal(code, 'AuthorizationFailed');
        assert.ok(message.includes(`'Microsoft.MachineLearningServices/workspaces/datastores/${action}'`));
        assert.ok(
          message.includes(box.principals.reader.objectId) &&
            message.includes(box.principals.reader.clientId),
        );
        assert.ok(message.includes(`${stores}/images`));
      }
    });
  });

  describe('what there is', () => {
    it('asks for an api-version that it knows', async () => {
      const host = 'management.azure.com.localhost';
      assert.equal(errorOf(await control.raw(host, '/subscriptions')).code, 'MissingApiVersionParameter');
      const wrong = await control.raw(host, `${stores}?api-version=1999-01-01`);
      assert.equal(wrong.status, 400);
      assert.equal(errorOf(wrong).code, 'InvalidApiVersionParameter');
      assert.match(errorOf(wrong).message, /2025-09-01/);
    });

    it('says which of subscription, group, workspace and datastore is missing', async () => {
      const [subscription, group] = [stores.split('/resourceGroups')[0]!, stores.split('/providers')[0]!];
      const provider = '/providers/Microsoft.MachineLearningServices/workspaces';
      const codes = async (target: string) => {
        const reply = await control.arm(target);
        return [reply.status, errorOf(reply).code];
      };
      assert.deepEqual(await codes(`/subscriptions/${randomUUID()}${provider}`), [
        404,
        'SubscriptionNotFound',
      ]);
      assert.deepEqual(await codes(`${subscription}/resourceGroups/nowhere${provider}`), [
        404,
        'ResourceGroupNotFound',
      ]);
      assert.deepEqual(await codes(`${group}${provider}/nobody`), [404, 'ResourceNotFound']);
      assert.deepEqual(await codes(`${stores}/nothing`), [404, 'UserError']);
    });

    it('lists two subscriptions and their workspaces with all that a client needs', async () => {
      const subscriptions = rows(await control.arm('/subscriptions'));
      assert.deepEqual(subscriptions.map((row) => row['displayName']).sort(), [
        'Contoso Production',
        'Contoso Research',
      ]);
      const research = subscriptions.find((row) => row['displayName'] === 'Contoso Research')!;
      const list = await control.arm(
        `${String(research['id'])}/providers/Microsoft.MachineLearningServices/workspaces`,
      );
      assert.deepEqual(names(list), ['vision-research', 'forecasting']);
      const one = properties(rows(list)[0]!);
      assert.equal(one['discoveryUrl'], 'https://eastus.api.azureml.ms.localhost/discovery');
      assert.equal(one['tenantId'], box.tenants[0]);
      assert.equal(
        one['workspaceId'],
        box.workspaces.find(({ name }) => name === 'vision-research')!.workspaceId,
      );
      assert.match(
        String(one['storageAccount']),
        /\/providers\/Microsoft\.Storage\/storageAccounts\/contosodata$/,
      );
      assert.deepEqual(
        [one['publicNetworkAccess'], one['v1LegacyMode'], one['storageHnsEnabled'], one['provisioningState']],
        ['Enabled', false, false, 'Succeeded'],
      );
    });

    it('finds a workspace in any letter case and by its group', async () => {
      const id = control.idOf('churn-production');
      assert.equal(
        (await control.arm(id.replace('resourceGroups/ml-production', 'resourcegroups/ML-Production'))).json[
          'name'
        ],
        'churn-production',
      );
      assert.deepEqual(names(await control.arm(id.slice(0, id.lastIndexOf('/')))), ['churn-production']);
    });

    it('answers under the name it was called by', async () => {
      const reply = await control.raw(
        'management.azure.com',
        `${control.idOf('vision-research')}?api-version=2025-09-01`,
      );
      assert.equal(properties(reply.json)['discoveryUrl'], 'https://eastus.api.azureml.ms/discovery');
      const blob = await control.raw('management.azure.com', `${stores}/images?api-version=2025-09-01`);
      assert.equal(properties(blob.json)['endpoint'], 'core.windows.net');
      assert.equal(
        properties((await control.arm(`${stores}/images`)).json)['endpoint'],
        'core.windows.net.localhost',
      );
    });
  });

  describe('datastores', () => {
    it('lists only the types that ARM knows, exactly one of them the default', async () => {
      const list = await control.arm(stores);
      assert.deepEqual(names(list).slice(0, 4), [
        'workspaceblobstore',
        'workspacefilestore',
        'workspaceartifactstore',
        'workspaceworkingdirectory',
      ]);
      assert.ok(
        [
          'images',
          'shared_readonly',
          'team_identity',
          'lake',
          'lake_identity',
          'big_folder',
          'awkward_names',
          'legacy_lake',
        ].every((name) => names(list).includes(name)),
      );
      assert.ok(!names(list).some((name) => /sql|postgres|databricks/.test(String(name))));
      assert.equal(rows(list).filter((row) => properties(row)['isDefault'] === true).length, 1);
      assert.equal((await control.arm(`${stores}/sales_sql`)).status, 404);
    });

    it('filters by default, names and text, and sorts', async () => {
      assert.deepEqual(names(await control.arm(`${stores}?isDefault=true`)), ['workspaceblobstore']);
      assert.deepEqual(names(await control.arm(`${stores}?names=lake,images`)), ['images', 'lake']);
      assert.deepEqual(names(await control.arm(`${stores}?searchText=lake&orderBy=name&orderByAsc=true`)), [
        'certificate_lake',
        'lake',
        'lake_identity',
        'legacy_lake',
        'onelake_sales',
      ]);
      assert.deepEqual(names(await control.arm(`${stores}?searchText=lake&orderBy=name`)), [
        'onelake_sales',
        'legacy_lake',
        'lake_identity',
        'lake',
        'certificate_lake',
      ]);
    });

    it('pages by an absolute nextLink until there is none', async () => {
      const seen: unknown[] = [];
      let target: string | undefined = `${stores}?count=5`;
      let pages = 0;
      while (target !== undefined) {
        const reply = await control.arm(target);
        seen.push(...names(reply));
        pages++;
        const next = reply.json['nextLink'] as string | undefined;
        assert.ok(
          next === undefined || next.startsWith('https://management.azure.com.localhost/subscriptions/'),
        );
        assert.ok(next === undefined || next.includes('$skip='));
        target = next?.slice('https://management.azure.com.localhost'.length);
      }
      assert.equal(pages, 4);
      assert.equal(new Set(seen).size, seen.length);
      assert.equal(seen.length, rows(await control.arm(stores)).length);
    });

    it('has pages of 30 when nobody says otherwise', async () => {
      const made = await Promise.all(
        Array.from({ length: 25 }, (_, index) => put(`page_${index}`, blobStore(), '?skipValidation=true')),
      );
      assert.ok(made.every(({ status }) => status === 201));
      const first = await control.arm(stores);
      assert.equal(rows(first).length, 30);
      assert.equal(typeof first.json['nextLink'], 'string');
      const gone = await Promise.all(
        Array.from({ length: 25 }, (_, index) =>
          control.arm(`${stores}/page_${index}`, { method: 'DELETE' }),
        ),
      );
      assert.ok(gone.every(({ status }) => status === 200));
    });

    it('never shows a secret but through listSecrets', async () => {
      const list = JSON.stringify((await control.arm(stores)).json);
      assert.ok(!list.includes(box.accounts.contosodata.key));
      assert.ok(!list.includes(box.principals.datastore.clientSecret) && !/sig=/.test(list));
      const one = properties((await control.arm(`${stores}/images`)).json);
      assert.deepEqual(one['credentials'], {
        credentialsType: 'AccountKey',
        secrets: { secretsType: 'AccountKey' },
      });
      const secrets = async (name: string) =>
        (await control.arm(`${stores}/${name}/listSecrets`, { method: 'POST' })).json;
      assert.deepEqual(await secrets('images'), {
        secretsType: 'AccountKey',
        key: box.accounts.contosodata.key,
      });
      assert.match(String((await secrets('shared_readonly'))['sasToken']), /sig=/);
      assert.deepEqual(await secrets('lake'), {
        secretsType: 'ServicePrincipal',
        clientSecret: box.principals.datastore.clientSecret,
      });
      assert.equal(
        (await control.arm(`${stores}/team_identity/listSecrets`, { method: 'POST' })).status,
        400,
      );
    });

    it('creates with 201, updates with 200, lower-cases the name and deletes with 200 then 204', async () => {
      assert.equal((await put('New_Store', blobStore({ description: 'first' }))).status, 201);
      const second = await put('new_store', blobStore({ description: 'second', tags: { team: 'vision' } }));
      assert.equal(second.status, 200);
      assert.equal(second.json['name'], 'new_store');
      const { description, tags, isDefault } = properties((await control.arm(`${stores}/NEW_STORE`)).json);
      assert.deepEqual(
        { description, tags, isDefault },
        { description: 'second', tags: { team: 'vision' }, isDefault: false },
      );
      assert.equal((await control.arm(`${stores}/new_store`, { method: 'DELETE' })).status, 200);
      assert.equal((await control.arm(`${stores}/new_store`, { method: 'DELETE' })).status, 204);
    });

    it('keeps the default: it cannot be deleted, and no PUT moves it', async () => {
      const refused = await control.arm(`${stores}/workspaceblobstore`, { method: 'DELETE' });
      assert.equal(refused.status, 400);
      assert.equal(errorOf(refused).code, 'UserError');
      await put('would_be_default', blobStore({ isDefault: true }));
      await put('would_be_default', blobStore({ isDefault: true }));
      assert.deepEqual(names(await control.arm(`${stores}?isDefault=true`)), ['workspaceblobstore']);
      await control.arm(`${stores}/would_be_default`, { method: 'DELETE' });
    });

    it('makes a name once when two put it at the same time', async () => {
      for (const query of ['', '?skipValidation=true']) {
        const both = await Promise.all([put('raced', blobStore(), query), put('raced', blobStore(), query)]);
        assert.deepEqual(both.map(({ status }) => status).sort(), [200, 201]);
        assert.equal((await control.arm(`${stores}/raced`, { method: 'DELETE' })).status, 200);
      }
    });

    it('names every field of a body that is wrong', async () => {
      const reply = await put('wrong', {
        properties: {
          datastoreType: 'AzureDataLakeGen2',
          accountName: '',
          credentials: { credentialsType: 'ServicePrincipal', clientId: 'no guid' },
        },
      });
      assert.equal(reply.status, 400);
      assert.equal(errorOf(reply).code, 'ValidationError');
      const targets = errorOf(reply).details!.map(({ target }) => target);
      for (const field of [
        'accountName',
        'filesystem',
        'credentials.clientId',
        'credentials.tenantId',
        'credentials.secrets',
      ]) {
        assert.ok(targets.includes(`properties.${field}`), field);
      }
      for (const body of [
        {},
        { properties: { datastoreType: 'AzureSqlDatabase' } },
        { properties: { datastoreType: 'constructor' } },
        [],
      ]) {
        assert.equal(errorOf(await put('wrong', body)).code, 'ValidationError');
      }
      assert.equal(errorOf(await put('-wrong', blobStore())).code, 'ValidationError');
      assert.equal(errorOf(await put('wrong', '{"properties":')).code, 'InvalidRequestContent');
      assert.equal((await control.arm(`${stores}/wrong`)).status, 404);
    });

    it('checks Blob and Files when they are registered, and not Data Lake', async () => {
      const sentence = 'Forbidden. Please make sure the credentials are correct';
      const otherKey = credentials(box.accounts.contosolake.key);
      const wrongKey = await put('checked', blobStore({ credentials: otherKey }));
      assert.deepEqual([wrongKey.status, errorOf(wrongKey).message], [400, sentence]);
      assert.equal((await put('checked', blobStore({ containerName: 'not-there' }))).status, 400);
      const files = { datastoreType: 'AzureFile', fileShareName: 'not-there' };
      assert.equal((await put('checked', blobStore(files))).status, 400);
      assert.equal((await put('checked', blobStore({ ...files, credentials: otherKey }))).status, 400);
      assert.equal((await control.arm(`${stores}/checked`)).status, 404);
      assert.equal(
        (await put('checked', blobStore({ credentials: otherKey }), '?skipValidation=true')).status,
        201,
      );
      const lake = {
        datastoreType: 'AzureDataLakeGen2',
        accountName: 'contosolake',
        filesystem: 'not-there',
        credentials: { credentialsType: 'None' },
      };
      assert.equal((await put('checked', { properties: lake })).status, 200);
      await control.arm(`${stores}/checked`, { method: 'DELETE' });
    });
  });

  describe('storage accounts', () => {
    const accountOf = (name: string) =>
      `${stores.split('/providers')[0]!}/providers/Microsoft.Storage/storageAccounts/${name}`;

    it('lists the accounts of a subscription', async () => {
      const list = await control.arm(
        `${stores.split('/resourceGroups')[0]!}/providers/Microsoft.Storage/storageAccounts`,
      );
      assert.deepEqual(names(list), ['contosodata', 'contosolake', 'contosovnet']);
      const lake = properties(rows(list)[1]!);
      assert.equal(lake['isHnsEnabled'], true);
      assert.deepEqual(
        (lake['primaryEndpoints'] as Record<string, string>)['dfs'],
        'https://contosolake.dfs.core.windows.net.localhost/',
      );
    });

    it('has one account that lets in a virtual network only, and answers those inside', async () => {
      const acls = properties((await control.arm(accountOf('contosovnet'))).json)['networkAcls'] as Acls;
      assert.equal(acls.defaultAction, 'Deny');
      const [rule] = acls.virtualNetworkRules;
      assert.match(
        String(rule?.id),
        /^\/subscriptions\/[^/]+\/resourceGroups\/ml-research\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/,
      );
      assert.deepEqual([rule?.action, rule?.state], ['Allow', 'Succeeded']);
      const open = properties((await control.arm(accountOf('contosodata'))).json)['networkAcls'] as Acls;
      assert.deepEqual([open.defaultAction, open.virtualNetworkRules], ['Allow', []]);
      const at = (kind: string) => control.arm(`${accountOf('contosovnet')}/${kind}`);
      assert.ok(names(await at('blobServices/default/containers')).includes('private-images'));
      assert.ok(names(await at('fileServices/default/shares')).includes('private-files'));
      const token = await tokenFrom(box, { principal: 'user' });
      const headers = {
        ...{ authorization: `Bearer ${token}`, 'x-ms-version': '2024-11-04' },
        'x-ms-file-request-intent': 'backup',
      };
      for (const [service, target] of [
        ['blob', '/private-images/README.md'],
        ['file', '/private-files/README.txt'],
      ] as const) {
        const host = `contosovnet.${service}.core.windows.net.localhost`;
        assert.equal((await send(box, host, target, { headers })).status, 200, service);
      }
    });

    it('shows the containers, filesystems and shares that truly exist', async () => {
      assert.ok(
        names(await control.arm(`${accountOf('contosodata')}/blobServices/default/containers`)).includes(
          'images',
        ),
      );
      const filesystems = names(
        await control.arm(`${accountOf('contosolake')}/blobServices/default/containers`),
      );
      assert.deepEqual(
        ['research', 'sensors', 'images'].filter((name) => filesystems.includes(name)),
        ['research', 'sensors'],
      );
      const shares = await control.arm(`${accountOf('contosodata')}/fileServices/default/shares`);
      assert.ok(names(shares).includes('code-391ff5ac-6576-460f-ba4d-7e03433c68b6'));
    });

    it('makes a container, a filesystem and a share that can be used at once', async () => {
      for (const [account, kind] of [
        ['contosodata', 'blobServices/default/containers'],
        ['contosolake', 'blobServices/default/containers'],
        ['contosodata', 'fileServices/default/shares'],
      ] as const) {
        const target = `${accountOf(account)}/${kind}/made-by-arm`;
        assert.equal((await control.arm(target)).status, 404);
        assert.equal((await control.arm(target, { method: 'PUT', body: { properties: {} } })).status, 201);
        assert.equal((await control.arm(target, { method: 'PUT', body: {} })).status, 200);
        assert.equal((await control.arm(target)).json['name'], 'made-by-arm');
        assert.equal(
          (await control.arm(target.replace('made-by-arm', 'Not--Good'), { method: 'PUT', body: {} })).status,
          400,
        );
      }
      const files = { datastoreType: 'AzureFile', fileShareName: 'made-by-arm' };
      assert.equal((await put('on_new_share', blobStore(files))).status, 201);
    });

    it('has no shares on an account with a hierarchical namespace', async () => {
      const reply = await control.arm(`${accountOf('contosolake')}/fileServices/default/shares`);
      assert.deepEqual([reply.status, errorOf(reply).code], [409, 'FeatureNotSupportedForAccount']);
    });
  });
});
