import assert from 'node:assert/strict';
import fc from 'fast-check';
import { azureClouds, databaseHosts } from '../../../src/azureml/cloud.ts';
import { parseTags, tagLine } from '../../../src/datastores/checks.ts';
import { datastoreKinds } from '../../../src/datastores/index.ts';
import { answersForType, draftOf, suggestedName, type Answers } from '../../../src/registration/answers.ts';
import { formOf, type Purpose } from '../../../src/registration/form.ts';
import { problemsOf } from '../../../src/registration/formProblems.ts';

const cloud = { ...azureClouds.AzureCloud, databases: databaseHosts(azureClouds.AzureCloud) };
const ids = (answers: Answers, purpose: Purpose = 'register') =>
  formOf(answers, purpose, cloud).fields.map(({ id }) => id);
const problems = (answers: Answers) =>
  problemsOf(answers, formOf(answers, 'register', cloud), cloud, 'review').map(
    ({ field, severity }) => `${field} ${severity}`,
  );

describe('the form of a registration', () => {
  it('offers what the clients’ calls take, type by type', () => {
    const offered = Object.fromEntries(
      datastoreKinds.map(({ type, credentials, options }) => [
        type,
        [...credentials, '|', ...options].join(' '),
      ]),
    );
    assert.deepEqual(offered, {
      AzureBlob: 'accountKey sas none | overwrite create skipValidation grantAccess',
      AzureFile: 'accountKey sas | overwrite create skipValidation',
      AzureDataLakeGen2: 'servicePrincipal certificate none | overwrite grantAccess',
      AzureDataLake: 'servicePrincipal none | overwrite grantAccess',
      AzureSqlDatabase: 'login servicePrincipal none | overwrite skipValidation grantAccess',
      AzurePostgreSql: 'login | overwrite',
      AzureMySql: 'login | overwrite',
      DBFS: 'none |',
      OneLake: 'none servicePrincipal | overwrite',
    });
  });

  it('shows protocol, endpoint and cache timeout only where the type’s call has them', () => {
    const special = ['protocol', 'endpoint', 'blobCacheTimeout', 'portNumber', 'enableSsl', 'resourceGroup'];
    const shown = Object.fromEntries(
      datastoreKinds.map(({ type }) => [
        type,
        ids({ type })
          .filter((id) => special.includes(id))
          .join(' '),
      ]),
    );
    assert.deepEqual(shown, {
      AzureBlob: 'blobCacheTimeout protocol endpoint resourceGroup',
      AzureFile: 'protocol endpoint resourceGroup',
      AzureDataLakeGen2: 'protocol endpoint resourceGroup',
      AzureDataLake: 'resourceGroup',
      AzureSqlDatabase: 'portNumber endpoint resourceGroup',
      AzurePostgreSql: 'portNumber enableSsl endpoint resourceGroup',
      AzureMySql: 'portNumber endpoint resourceGroup',
      DBFS: '',
      OneLake: 'endpoint',
    });
  });

  it('asks for what the chosen credential is made of', () => {
    const lake = { type: 'AzureDataLakeGen2' };
    const of = (credential: string) => {
      const { fields } = formOf({ ...lake, credential }, 'register', cloud);
      return fields.filter(({ step }) => step === 'credential').map(({ id, kind }) => `${id}:${kind}`);
    };
    assert.deepEqual(of('none'), ['credential:choice']);
    assert.deepEqual(of('servicePrincipal'), [
      ...['credential:choice', 'tenantId:text', 'clientId:text', 'authorityUrl:text', 'resourceUrl:text'],
      'secret:secret',
    ]);
    assert.ok(of('certificate').includes('secret:file') && of('certificate').includes('thumbprint:text'));
  });

  it('offers a credential that is held already, though no client’s call takes it', () => {
    const answers = { type: 'AzureBlob', credential: 'servicePrincipal', heldCredential: 'servicePrincipal' };
    const { fields } = formOf(answers, 'edit', cloud);
    const choice = fields.find(({ id }) => id === 'credential');
    assert.ok(choice?.choices.some(({ value }) => value === 'servicePrincipal'));
    assert.equal(draftOf(answers, cloud)?.credential.type, 'servicePrincipal');
  });

  it('lets neither name nor, with new credentials, place be changed', () => {
    const fixed = (purpose: Purpose) =>
      formOf({ type: 'AzureBlob' }, purpose, cloud)
        .fields.filter((field) => field.fixed)
        .map(({ id }) => id);
    assert.deepEqual(fixed('edit'), ['name']);
    assert.ok(fixed('credentials').includes('containerName'));
    assert.ok(!ids({ type: 'AzureBlob' }, 'credentials').includes('description'));
  });

  it('calls missing what has no preset', () => {
    assert.deepEqual(problems({ type: 'AzureBlob', credential: 'none' }), [
      'accountName error',
      'containerName error',
      'name error',
    ]);
    assert.deepEqual(problems({}), ['type error']);
  });

  it('checks each value by its service’s rules', () => {
    const good = {
      type: 'AzureBlob',
      accountName: 'contoso',
      containerName: 'images',
      name: 'images',
      credential: 'none',
    };
    assert.deepEqual(problems(good), []);
    const wrong: readonly [Answers, string][] = [
      [{ name: 'Images' }, 'name error'],
      [{ name: 'my-images' }, 'name error'],
      [{ name: 'a'.repeat(256) }, 'name error'],
      [{ accountName: 'co' }, 'accountName error'],
      [{ accountName: 'Contoso' }, 'accountName error'],
      [{ containerName: 'a--b' }, 'containerName error'],
      [{ containerName: 'Images' }, 'containerName error'],
      [{ endpoint: 'https://core.windows.net' }, 'endpoint error'],
      [{ endpoint: 'core.example.com' }, 'endpoint warning'],
      [{ blobCacheTimeout: 'soon' }, 'blobCacheTimeout error'],
      [{ subscriptionId: 'mine' }, 'subscriptionId error'],
      [{ tags: 'team' }, 'tags error'],
    ];
    for (const [answers, problem] of wrong) assert.deepEqual(problems({ ...good, ...answers }), [problem]);
  });

  it('checks servers, ports and principals', () => {
    const sql = {
      ...{ type: 'AzureSqlDatabase', serverName: 'contoso', databaseName: 'sales', name: 'sales' },
      ...{
        credential: 'servicePrincipal',
        tenantId: 'x',
        clientId: 'y',
        authorityUrl: 'http://a',
        resourceUrl: 'z',
      },
    };
    assert.deepEqual(problems({ ...sql, serverName: 'contoso.database.windows.net', portNumber: '0' }), [
      ...['serverName error', 'portNumber error', 'tenantId error', 'clientId error'],
      ...['authorityUrl error', 'resourceUrl error'],
    ]);
  });

  it('wants to know where the storage is before access is given to it', () => {
    const answers = {
      ...{ type: 'AzureBlob', accountName: 'contoso', containerName: 'images', name: 'images' },
      ...{ credential: 'none', grantAccess: 'true' },
    };
    assert.deepEqual(problems(answers), ['subscriptionId error', 'resourceGroup error']);
  });

  it('suggests a name that may do', () => {
    assert.equal(suggestedName({ type: 'AzureBlob', containerName: 'sales-2024' }), 'sales_2024');
    assert.equal(
      suggestedName({ type: 'OneLake', artifactName: 'Sales.Lakehouse/Files' }),
      'sales_lakehouse',
    );
    assert.equal(suggestedName({ type: 'DBFS' }), '');
    assert.equal(suggestedName({}), '');
  });

  it('presets follow the cloud', () => {
    const china = azureClouds.AzureChinaCloud;
    const draft = draftOf({ type: 'AzureBlob', accountName: 'a', containerName: 'b' }, china);
    assert.equal(draft?.values['endpoint'], 'core.chinacloudapi.cn');
    const sql = draftOf({ type: 'AzureSqlDatabase' }, { ...china, databases: databaseHosts(china) });
    assert.equal(sql?.values['endpoint'], undefined);
  });

  it('keeps a subscription only with the group in which something was found', () => {
    const answers = { type: 'AzureBlob', subscriptionId: 's' };
    assert.equal(draftOf(answers, cloud)?.values['subscriptionId'], undefined);
    assert.equal(draftOf({ ...answers, resourceGroup: 'g' }, cloud)?.values['subscriptionId'], 's');
  });

  it('keeps a secret out of every other field', () => {
    const key = Buffer.alloc(64, 5).toString('base64');
    const answers = { type: 'AzureBlob', credential: 'none', containerName: 'images', name: 'images' };
    const { message } =
      problemsOf(
        { ...answers, accountName: `AccountName=a;AccountKey=${key}` },
        formOf(answers, 'register', cloud),
        cloud,
        'review',
      )[0] ?? assert.fail();
    assert.match(message, /Storage account holds what looks like a secret/);
    assert.ok(!message.includes(key));
  });

  it('takes nothing over that means something else for another type', () => {
    const sql = { type: 'AzureSqlDatabase', endpoint: 'database.windows.net', portNumber: '1444', name: 'x' };
    assert.deepEqual(answersForType(sql, 'AzureBlob'), { type: 'AzureBlob', name: 'x' });
    const lake = { type: 'AzureBlob', accountName: 'a', containerName: 'b', protocol: 'abfss' };
    assert.equal(draftOf(lake, cloud)?.values['protocol'], 'https');
  });

  it('writes what is changed as it is answered, without presets and with its subscription', () => {
    const answers = { type: 'AzureSqlDatabase', serverName: 's', databaseName: 'd', subscriptionId: 'x' };
    const draft = draftOf(answers, cloud, { values: false, credential: false });
    assert.deepEqual(draft?.values, { subscriptionId: 'x', serverName: 's', databaseName: 'd' });
  });
});

describe('tags in one line', () => {
  it('are read as people write them', () => {
    assert.deepEqual(parseTags(' team = vision ,stage=test,, empty='), {
      team: 'vision',
      stage: 'test',
      empty: '',
    });
    assert.equal(parseTags('team'), undefined);
    assert.equal(parseTags('=x'), undefined);
  });

  it('come back as they were, whatever is in them', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'B', ' ', ',', '=', '\\', '\n', '"', 'n', 'ü') });
    const names = texts.filter((name) => name !== '');
    fc.assert(
      fc.property(fc.dictionary(names, texts), (tags) => {
        assert.deepEqual(parseTags(tagLine(tags)), { ...tags });
      }),
    );
  });
});
