import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { ClientCertificateCredential } from '@azure/identity';
import type { RestError } from '@azure/storage-blob';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { identityOptions, lakeClient } from './clients.ts';
import { controlOf, errorOf, names, properties, rows, type Control } from './control.ts';
import { accountKey, blobClient, credentialOf, send, tokenFrom } from './support.ts';

describe('What the sandbox refuses', () => {
  let box: Sandbox;
  let control: Control;
  let stores: string;
  before(async () => {
    box = await sandbox();
    control = controlOf(box);
    stores = `${control.idOf('vision-research')}/datastores`;
  });

  const secretsOf = async (name: string, as: 'user' | 'reader' = 'user') =>
    control.arm(`${stores}/${name}/listSecrets`, { method: 'POST', as });
  const storageError = async (
    attempt: Promise<unknown>,
  ): Promise<[number | undefined, string | undefined]> => {
    const error = await attempt.then(
      () => assert.fail('it was let through'),
      (reason: unknown) => reason as RestError,
    );
    return [error.statusCode, error.code];
  };

  describe('behind a firewall', () => {
    const account = 'contosoprod';
    before(() => box.admin('POST', '/accounts', { account, firewall: true }));
    after(() => box.admin('POST', '/accounts', { account, firewall: false }));

    it('is every request for data, whoever sends it', async () => {
      const identity = credentialOf(await tokenFrom(box, { principal: 'user' }));
      for (const credential of [accountKey(box, account), identity]) {
        const containers = blobClient(box, credential, { account }).listContainers();
        assert.deepEqual(await storageError(containers.next()), [403, 'AuthorizationFailure']);
      }
      const raw = await send(box, `${account}.blob.core.windows.net.localhost`, '/c/b?sv=2022-11-02&sig=x');
      assert.match(raw.body.toString(), /This request is not authorized to perform this operation\.\n/);
    });

    it('is nothing of the control plane, which tells of the rules', async () => {
      const id = control
        .idOf('churn-production')
        .replace(/Microsoft\.Machine.*/, `Microsoft.Storage/storageAccounts/${account}`);
      const { networkAcls } = properties((await control.arm(id)).json);
      assert.equal((networkAcls as { defaultAction: string }).defaultAction, 'Deny');
      const containers = await control.arm(`${id}/blobServices/default/containers`);
      assert.ok(names(containers).includes('azureml'));
    });

    it('is not what other settings of the account change', async () => {
      await box.admin('POST', '/accounts', { account, allowSharedKeyAccess: true });
      const containers = blobClient(box, accountKey(box, account), { account }).listContainers();
      assert.deepEqual(await storageError(containers.next()), [403, 'AuthorizationFailure']);
    });
  });

  it('can be the secrets of datastores, to somebody who owns everything else', async () => {
    await box.admin('POST', '/listSecrets', { principal: 'user', allowed: false });
    try {
      const refused = await secretsOf('images');
      assert.deepEqual([refused.status, errorOf(refused).code], [403, 'AuthorizationFailed']);
      assert.match(errorOf(refused).message, /workspaces\/datastores\/listSecrets\/action/);
      assert.equal((await control.arm(`${stores}/images`)).status, 200);
    } finally {
      await box.admin('POST', '/listSecrets', { principal: 'user', allowed: true });
    }
    assert.equal((await secretsOf('images')).status, 200);
  });

  it('is a SAS that has ended', async () => {
    const { sasToken } = (await secretsOf('expired_sas')).json;
    const query = String(sasToken);
    assert.ok(Date.parse(new URLSearchParams(query).get('se')!) < Date.now());
    const container = blobClient(box, undefined, { query }).getContainerClient('shared-reference');
    assert.deepEqual(await storageError(container.listBlobsFlat().next()), [403, 'AuthenticationFailed']);
  });

  it('is too many requests to ARM, when asked to', async () => {
    const fault = await box.addFault({
      host: '^management\\.',
      path: '^/tenants',
      count: 1,
      action: { kind: 'status', status: 429, retryAfter: 3 },
    });
    try {
      const reply = await control.arm('/tenants');
      assert.deepEqual(
        [reply.status, errorOf(reply).code, reply.headers['retry-after']],
        [429, 'TooManyRequests', '3'],
      );
      assert.equal((await control.arm('/tenants')).status, 200);
    } finally {
      await box.removeFault(fault);
    }
  });
});

describe('A certificate in a datastore of the sandbox', () => {
  let box: Sandbox;
  let control: Control;
  let stores: string;
  before(async () => {
    box = await sandbox();
    control = controlOf(box);
    stores = `${control.idOf('vision-research')}/datastores`;
  });

  const certificateOf = async (name: string): Promise<string> => {
    const { json } = await control.arm(`${stores}/${name}/listSecrets`, { method: 'POST' });
    return String(json['certificate']);
  };

  it('opens its data', async () => {
    const { json } = await control.arm(`${stores}/certificate_lake`);
    const { credentials } = properties(json) as { credentials: Record<string, string> };
    assert.equal(credentials['credentialsType'], 'Certificate');
    const certificate = await certificateOf('certificate_lake');
    assert.equal(new X509Certificate(certificate).fingerprint.replaceAll(':', ''), credentials['thumbprint']);
    const signIn = new ClientCertificateCredential(
      String(credentials['tenantId']),
      String(credentials['clientId']),
      { certificate },
      identityOptions(box),
    );
    const research = lakeClient(box, signIn).getFileSystemClient('research');
    assert.ok(await research.getFileClient('curated/reviews.jsonl').exists());
  });

  it('may be one that nobody can read', async () => {
    const certificate = await certificateOf('unreadable_certificate');
    assert.throws(() => new X509Certificate(certificate));
  });
});

describe('The datastores of few clients in the sandbox', () => {
  let control: Control;
  let stores: string;
  before(async () => {
    control = controlOf(await sandbox());
    stores = `${control.idOf('vision-research')}/datastores`;
  });

  it('are a lakehouse in OneLake, with its fields', async () => {
    const store = properties((await control.arm(`${stores}/onelake_sales`)).json);
    assert.deepEqual(
      [store['datastoreType'], store['oneLakeWorkspaceName'], store['endpoint'], store['artifact']],
      [
        'OneLake',
        'contoso-fabric',
        'onelake.dfs.fabric.microsoft.com',
        { artifactType: 'LakeHouse', artifactName: 'sales.Lakehouse' },
      ],
    );
  });

  it('are one of a type that nobody can register yet', async () => {
    const found = rows(await control.arm(`${stores}?names=graph_store`));
    assert.deepEqual(
      found.map((row) => [properties(row)['datastoreType'], properties(row)['graphName']]),
      [['AzureGraph', 'customers']],
    );
    const refused = await control.arm(`${stores}/another_graph`, {
      method: 'PUT',
      body: { properties: { datastoreType: 'AzureGraph', credentials: { credentialsType: 'None' } } },
    });
    assert.equal(errorOf(refused).code, 'ValidationError');
  });
});
