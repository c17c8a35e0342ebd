import assert from 'node:assert/strict';
import { draftOf, type Registered } from '../../../src/azureml/registered.ts';
import { isFailure } from '../../../src/common/failure.ts';
import { Secret } from '../../../src/common/secret.ts';
import { blob } from '../../../src/datastores/blob.ts';
import { fileShare } from '../../../src/datastores/fileShare.ts';
import { postgreSql } from '../../../src/datastores/postgreSql.ts';
import type { DatastoreDraft } from '../../../src/datastores/datastore.ts';
import { azureOver, refused, workspace, type Answer, type Answers } from './fixtures.ts';

const discovery = { body: { history: 'https://eastus.api.azureml.ms' } };
const gone = refused(404, 'UserError', 'Could not find datastore: images.');
const draft: DatastoreDraft = {
  ...{ name: 'images', kind: blob, description: '', tags: {} },
  ...{ credential: { type: 'accountKey' }, values: { accountName: 'contoso', containerName: 'images' } },
};
const key = new Secret('TOPSECRET');

interface Given {
  /** What ARM and v1 answer when they are asked what there is; a service that fails says so by its status. */
  readonly arm?: Answer;
  readonly v1?: Answer;
  /** What they answer to writes, one after the other. */
  readonly writes?: readonly Answer[];
}

function registrar({
  arm = gone,
  v1 = { body: { value: [] } },
  writes = [{ status: 201, body: {} }],
}: Given) {
  const written: { method: string; url: string; body: Record<string, Record<string, unknown>> }[] = [];
  const answers: Answers = (url, method, request) => {
    if (url.pathname.endsWith('/discovery')) return discovery;
    if (method === 'PUT' || method === 'POST') {
      const body = JSON.parse(request.body as string) as Record<string, Record<string, unknown>>;
      written.push({ method, url: url.href, body });
      return writes[written.length - 1] ?? { status: 200, body: {} };
    }
    return url.pathname.includes('/datastore/v1.0') ? v1 : arm;
  };
  const { azure } = azureOver(answers);
  return { registering: azure.registering, written };
}

const armOf = (properties: object) => ({ body: { name: 'images', properties } });
const held = { credentialsType: 'AccountKey', secrets: { secretsType: 'AccountKey' } };
const arm = {
  datastoreType: 'AzureBlob',
  accountName: 'contoso',
  containerName: 'images',
  credentials: held,
};
const section = { accountName: 'contoso', containerName: 'images', credentialType: 'AccountKey' };
const v1Of = (more: object) => ({
  body: { value: [{ name: 'images', dataStoreType: 'AzureBlob', azureStorageSection: section, ...more }] },
});

describe('writing a datastore', () => {
  it('tells when ARM has replaced one that nobody knew of', async () => {
    const { registering } = registrar({ writes: [{ status: 200, body: {} }] });
    await assert.rejects(registering.write(workspace, draft, key), (error) =>
      isFailure(error, 'alreadyExists'),
    );
  });

  it('takes what its own lost try has made for made', async () => {
    let asked = 0;
    const answers: Answers = (url, method) => {
      if (url.pathname.endsWith('/discovery')) return discovery;
      // The first write arrives, and its answer does not.
      if (method === 'PUT')
        return asked++ === 0 ? { status: 503, headers: { 'retry-after': '0' } } : { body: {} };
      if (url.pathname.includes('/datastore/v1.0')) return { body: { value: [] } };
      return asked === 0 ? gone : armOf(arm);
    };
    await azureOver(answers).azure.registering.write(workspace, draft, key);
    assert.equal(asked, 2);
  });

  it('writes nothing while the older service is silent, unless the user knows', async () => {
    const { registering, written } = registrar({ v1: refused(501, 'Gone') });
    const { unsure } = await registering.lookUp(workspace, 'images');
    assert.match(
      unsure?.message ?? '',
      /it is not known whether it has a database or Databricks datastore “images”/,
    );
    await assert.rejects(registering.write(workspace, draft, key), (error) =>
      isFailure(error, 'unavailable'),
    );
    assert.deepEqual(written, []);
    await registering.write(workspace, draft, key, { unsure: true });
    assert.equal(written.length, 1);
  });

  it('keeps what ARM has besides, and what the older service alone knows', async () => {
    const { registering, written } = registrar({
      arm: armOf({ ...arm, properties: { made: 'by hand' }, isDefault: true, future: 'kept' }),
      v1: v1Of({
        azureStorageSection: { ...section, blobCacheTimeout: 60, future: 'kept' },
        linkedInfo: { a: 1 },
      }),
      writes: [{ body: {} }, { body: {} }],
    });
    const replaces = (await registering.find(workspace, 'images')) as Registered;
    assert.equal(replaces.from, 'v1');
    const same = draftOf(replaces);
    await registering.write(workspace, same, key, { replaces });
    const { method, body } = written[0] ?? assert.fail();
    assert.equal(method, 'PUT');
    assert.deepEqual(body['azureStorageSection'], {
      ...{ future: 'kept', accountName: 'contoso', containerName: 'images', blobCacheTimeout: 60 },
      ...{ credentialType: 'AccountKey', credential: 'TOPSECRET' },
    });
    // Without the timeout it is ARM's again, with all that ARM has.
    const values = { ...same.values, blobCacheTimeout: '' };
    await registering.write(workspace, { ...same, values }, key, { replaces });
    const { isDefault, future, properties } = written[1]?.body['properties'] ?? {};
    assert.deepEqual([isDefault, future, properties], [undefined, 'kept', { made: 'by hand' }]);
  });

  it('takes nothing over from a datastore of another type', async () => {
    const share = {
      datastoreType: 'AzureFile',
      accountName: 'contoso',
      fileShareName: 'team',
      credentials: held,
    };
    const { registering, written } = registrar({
      arm: armOf({ ...share, properties: { a: 'b' } }),
      writes: [{ body: {} }],
    });
    const replaces = await registering.find(workspace, 'images');
    assert.equal(replaces?.datastore.kind, fileShare);
    await registering.write(workspace, draft, key, { replaces });
    const { fileShareName, properties } = written[0]?.body['properties'] ?? {};
    assert.deepEqual([fileShareName, properties], [undefined, undefined]);
  });

  it('spells databases as the older service reads them', async () => {
    const { registering, written } = registrar({ writes: [{ body: {} }] });
    const database: DatastoreDraft = {
      ...{ name: 'events', kind: postgreSql, description: 'd', tags: { a: 'b' } },
      credential: { type: 'login', userId: 'me' },
      values: { serverName: 's', databaseName: 'e', portNumber: '5432', enableSsl: 'false' },
    };
    await registering.write(workspace, database, key);
    const { method, url, body } = written[0] ?? assert.fail();
    assert.equal(method, 'POST');
    assert.match(url, /\/datastores$/);
    assert.deepEqual(body['azurePostgreSqlSection'], {
      ...{ serverName: 's', databaseName: 'e', portNumber: '5432', enableSSL: false },
      ...{ credentialType: 'SqlAuthentication', userId: 'me', userPassword: 'TOPSECRET' },
    });
  });
});
