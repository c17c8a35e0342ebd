import assert from 'node:assert/strict';
import { datastoreFromArm, datastoreFromV1, datastoreKinds } from '../../../src/datastores/index.ts';

describe('a datastore read from ARM', () => {
  const arm = (properties: object) => datastoreFromArm({ name: 'store', properties });

  it('keeps account, container and the credential’s kind', () => {
    const store = arm({
      datastoreType: 'AzureBlob',
      accountName: 'contoso',
      containerName: 'images',
      endpoint: 'core.windows.net',
      isDefault: true,
      description: 'Pictures',
      credentials: { credentialsType: 'AccountKey', secrets: { secretsType: 'AccountKey' } },
    });
    assert.equal(store.type, 'AzureBlob');
    assert.equal(store.isDefault, true);
    assert.equal(store.description, 'Pictures');
    assert.deepEqual(store.credential, { type: 'accountKey' });
    assert.deepEqual(store.values, {
      accountName: 'contoso',
      containerName: 'images',
      endpoint: 'core.windows.net',
    });
    assert.equal(store.kind?.summary(store.values), 'contoso/images');
  });

  it('names the principal of a Data Lake, and never its secret', () => {
    const store = arm({
      datastoreType: 'AzureDataLakeGen2',
      accountName: 'lake',
      filesystem: 'research',
      credentials: {
        credentialsType: 'ServicePrincipal',
        clientId: 'c',
        tenantId: 't',
        secrets: { secretsType: 'ServicePrincipal', clientSecret: 'TOPSECRET' },
      },
    });
    assert.deepEqual(store.credential, { type: 'servicePrincipal', clientId: 'c', tenantId: 't' });
    assert.doesNotMatch(JSON.stringify(store), /TOPSECRET/);
  });

  it('in OneLake says which lakehouse of which Fabric workspace, and offers no files', () => {
    const store = arm({
      datastoreType: 'OneLake',
      oneLakeWorkspaceName: 'Sales',
      artifact: { artifactType: 'LakeHouse', artifactName: 'orders/Files' },
      endpoint: 'onelake.dfs.fabric.microsoft.com',
      credentials: { credentialsType: 'None' },
    });
    assert.equal(store.kind?.label(), 'Microsoft Fabric OneLake');
    assert.deepEqual(store.values, {
      oneLakeWorkspaceName: 'Sales',
      endpoint: 'onelake.dfs.fabric.microsoft.com',
      artifactName: 'orders/Files',
      artifactType: 'LakeHouse',
    });
    assert.equal(store.kind.summary(store.values), 'Sales/orders/Files');
    assert.equal(store.kind.openStorage, undefined);
  });

  it('of an unknown type is kept under ARM’s word', () => {
    const store = arm({ datastoreType: 'Holodeck', credentials: {} });
    assert.equal(store.type, 'Holodeck');
    assert.equal(store.kind, undefined);
  });

  it('that is no object at all is still a datastore', () => {
    assert.equal(datastoreFromArm({}).name, '');
  });
});

describe('a datastore read from the v1 API', () => {
  it('finds a share under containerName', () => {
    const storage = {
      accountName: 'contoso',
      containerName: 'share',
      credentialType: 'Sas',
      credential: 'TOPSECRET',
    };
    const store = datastoreFromV1(
      { name: 's', dataStoreType: 'AzureFile', azureStorageSection: storage },
      false,
    );
    assert.deepEqual(store.values, { accountName: 'contoso', fileShareName: 'share' });
    assert.deepEqual(store.credential, { type: 'sas' });
    assert.doesNotMatch(JSON.stringify(store), /TOPSECRET/);
  });

  it('takes an all-zero client id for no credential', () => {
    const lake = { storeName: 'old', clientId: '00000000-0000-0000-0000-000000000000' };
    const store = datastoreFromV1(
      { name: 'l', dataStoreType: 'AzureDataLake', azureDataLakeSection: lake },
      false,
    );
    assert.deepEqual(store.credential, { type: 'none' });
    assert.equal(store.kind?.openStorage, undefined);
  });

  for (const [type, section] of [
    ['AzureSqlDatabase', 'azureSqlDatabaseSection'],
    ['AzurePostgreSql', 'azurePostgreSqlSection'],
    ['AzureMySql', 'azureMySqlSection'],
  ] as const) {
    it(`reads server, database and login of ${type}`, () => {
      const wire = {
        serverName: 'srv',
        databaseName: 'db',
        userId: 'me',
        userPassword: 'TOPSECRET',
        portNumber: '5432',
      };
      const store = datastoreFromV1({ name: 'd', dataStoreType: type, [section]: wire }, true);
      assert.deepEqual(store.values, { serverName: 'srv', databaseName: 'db', portNumber: '5432' });
      assert.deepEqual(store.credential, { type: 'login', userId: 'me' });
      assert.equal(store.isDefault, true);
      assert.doesNotMatch(JSON.stringify(store), /TOPSECRET/);
    });
  }

  it('of a type that this API should not know is still a datastore', () => {
    const store = datastoreFromV1({ name: 'one', dataStoreType: 'OneLake' }, false);
    assert.deepEqual([store.name, store.values], ['one', {}]);
  });

  it('reads Databricks, which is a name and nothing else', () => {
    const store = datastoreFromV1({ name: 'dbfs', dataStoreType: 'DBFS' }, false);
    assert.deepEqual(store.values, {});
    assert.equal(store.kind?.type, 'DBFS');
  });
});

describe('the list of datastore types', () => {
  it('has the nine types, each once', () => {
    const types = datastoreKinds.map(({ type }) => type);
    assert.equal(new Set(types).size, 9);
    assert.equal(types.length, 9);
  });

  it('lets exactly Blob, Files and Data Lake Gen2 be browsed', () => {
    const browsable = datastoreKinds.filter(({ openStorage }) => openStorage).map(({ type }) => type);
    assert.deepEqual(browsable, ['AzureBlob', 'AzureFile', 'AzureDataLakeGen2']);
  });
});
